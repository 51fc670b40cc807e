"""What runs by the clock: our own work, and the campaigns of people's schedules."""

from collections.abc import Mapping, Sequence, Set

from aws_cdk import App, CfnOutput, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs

from infra.constructs.calling import call
from infra.constructs.engine import ERASING, STARTING, WAKING, Engine
from infra.constructs.function import PythonFunction, Size
from infra.constructs.layers import Layers
from infra.constructs.resource import Resource
from infra.constructs.table import BATCH, BATCH_WRITE, DELETE, GET, PUT, QUERY, SCAN, UPDATE
from infra.constructs.undelivered import letters
from infra.deployment import WAIT, Deployment, DeploymentError
from infra.sources import FunctionSource, functions_in
from infra.stacks.data import TELLS_MISSING, DataStack
from infra.stacks.network import NetworkStack

# Ends well before the next run, so two never meet; if they did, each hold would still be settled once.
SIZE = Size(memory=512, timeout=120)
# An export is written by one run from its beginning to its end.
LONG = Size(memory=1024, timeout=900)
MINUTES = {
    "reconcile_holds": 5,
    "look_after_gates": 1,
    "dispatch_queue": 1,
    "sweep_schedules": 5,
    "erase_data": 1,
    "export_data": 1,
}
"""How often each runs. A hold of a crashed call binds its money until it has expired and for this long after; so late,
at most, is a reminder, the expiry of an approval, the start of a run whose dispatcher died, news of a missed one, or
the beginning of an erasure or an export."""
LATE = 15
"""Minutes after which a run is left out: later ones have done its work."""
READS = 5
"""How often, twelve minutes apart, an occurrence is given to whoever writes it down, before it is put aside."""
CALLED = frozenset({"launch_scheduled", "fail_scheduled"})
"""Those that have no interval: EventBridge Scheduler calls one, its queue of dead letters the other."""
INSIDE = frozenset({"erase_data"})
"""Those that use the cache."""
PUBLISH = "events:PutEvents"
PLACE = ("scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule")
CONSUME = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")

Access = Mapping[Resource, Set[str]]


class ScheduledStack(Stack):
    """Every folder of functions/scheduled, each run at its interval or called by name; the group of schedules that the
    API makes, what they call, and the queue of what could not be launched."""

    def __init__(self, app: App, deployment: Deployment, data: DataStack, network: NetworkStack) -> None:
        super().__init__(app, deployment.named("scheduled"), description="AstroMedia: what runs by the clock")
        layers = Layers(self, deployment).get("astromedia", "core")
        functions: dict[str, PythonFunction] = {}
        for source in functions_in(deployment.root, "functions/scheduled"):
            schedule = None if source.name in CALLED else _interval(source)
            size = LONG if source.name == "export_data" else SIZE
            place = network.api if source.name in INSIDE else None
            functions[source.name] = PythonFunction(self, source, deployment, layers, size, place)
            if schedule:
                rule = events.Rule(self, f"{source.title}Rule", schedule=schedule)
                call(rule, functions[source.name], data.undelivered, LATE)
        self._group = self._schedules(deployment)
        self._wait = Resource(WAIT.upper(), str(deployment.erasure_wait_minutes), ())
        self._launch = functions["launch_scheduled"]
        self._letters = self._dead_letters(deployment, self._launch, functions["fail_scheduled"])
        self._role = self._scheduler_role()
        for name, access in self._access(data, network, Engine(self, deployment)).items():
            functions[name].use(access)
        self.let_place(functions["sweep_schedules"])
        self.dead_letters = self._letters.queue_name
        self.unread = self._unread.queue_name
        self.clocked = {name: functions[name].function.function_name for name in MINUTES}
        CfnOutput(self, "ScheduleGroup", value=self._group.value)

    def let_place(self, function: PythonFunction) -> None:
        """Let a function make, change and remove schedules, all of which call the one function as the one role."""
        target = Resource("SCHEDULE_TARGET_ARN", self._launch.arn, ())
        role = Resource("SCHEDULE_ROLE_ARN", self._role.role_arn, ())
        letters = Resource("SCHEDULE_DEAD_LETTERS_ARN", self._letters.queue_arn, ())
        function.use({self._group: set(PLACE), target: set(), role: set(), letters: set()})
        passing = iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[self._role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
        )
        function.role.add_to_policy(passing)

    def _access(self, data: DataStack, network: NetworkStack, engine: Engine) -> Mapping[str, Access]:
        """What each function may do."""
        ledger = {GET, BATCH, QUERY, PUT, UPDATE}
        listing: Access = {data.campaigns_listing: {QUERY}, data.bus: {PUBLISH}}
        launching: Access = {
            **listing,
            data.accounts: {GET},
            data.campaigns: {GET, BATCH, QUERY, PUT, UPDATE, DELETE},
            data.ledger: ledger,
            data.model_settings: {"secretsmanager:GetSecretValue"},
            data.model_switch: {"ssm:GetParameter"},
            data.slots: set(),
            self._group: {"scheduler:DeleteSchedule"},
            **engine.access(STARTING),
        }
        # Made of the same parts, but all it does is to look whether the campaign was launched, and to write that down.
        failing = {data.campaigns: {GET, PUT}, data.bus: {PUBLISH}, self._group: {"scheduler:DeleteSchedule"}}
        return {
            **self._privacy(data, network, engine),
            "reconcile_holds": {data.ledger: ledger, data.ledger_listing: {QUERY}, data.bus: {PUBLISH}},
            "look_after_gates": {**data.queue, **listing, **engine.access(STARTING, WAKING)},
            "dispatch_queue": {
                **data.queue,
                data.ledger: {BATCH, QUERY},
                data.bus: {PUBLISH},
                **engine.access(STARTING),
            },
            "sweep_schedules": {data.campaigns: {GET, QUERY, PUT}, **listing},
            "launch_scheduled": launching,
            "fail_scheduled": {**{resource: set[str]() for resource in launching}, **failing},
        }

    def _privacy(self, data: DataStack, network: NetworkStack, engine: Engine) -> Mapping[str, Access]:
        """What those may do that export and erase."""
        # Whoever erases reads every row, and takes rows out of the audit log: nobody else may.
        everything = {SCAN, BATCH_WRITE}
        erasing: Access = {
            data.accounts: {GET, QUERY, PUT, UPDATE, DELETE, *everything},
            data.campaigns: {GET, QUERY, PUT, UPDATE, DELETE, *everything},
            data.campaigns_listing: {QUERY},
            data.ledger: {*everything},
            # Every version of a file. AWS asks for the second only; the local cloud asks for the first as well.
            data.assets: {"s3:DeleteObject", "s3:DeleteObjectVersion"},
            data.bucket: {"s3:ListBucketVersions"},
            data.bus: set(),
            **network.api_cache,
            self._group: {"scheduler:DeleteSchedule"},
            self._wait: set(),
            **engine.access(ERASING),
        }
        return {
            "erase_data": erasing,
            "export_data": {
                data.accounts: {GET, BATCH, QUERY},
                data.campaigns: {GET, QUERY, PUT},
                data.campaigns_listing: {QUERY},
                data.ledger: {QUERY},
                data.assets: {"s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"},
                data.bucket: TELLS_MISSING,
            },
        }

    def _schedules(self, deployment: Deployment) -> Resource:
        name = deployment.named("schedules")
        scheduler.CfnScheduleGroup(self, "Schedules", name=name)
        arn = self.format_arn(service="scheduler", resource="schedule", resource_name=f"{name}/*")
        return Resource("SCHEDULE_GROUP", name, (arn,))

    def _dead_letters(self, deployment: Deployment, launch: PythonFunction, fail: PythonFunction) -> sqs.Queue:
        """What the Scheduler could not deliver, and what the function failed at, until it is written down."""
        self._unread = letters(self, "DeadLettersUnread", deployment.named("dead-letters-unread"))
        queue = letters(
            self,
            "DeadLetters",
            deployment.named("dead-letters"),
            # As AWS advises for a queue that calls a function: six times its timeout.
            visibility_timeout=Duration.seconds(6 * SIZE.timeout),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self._unread, max_receive_count=READS),
        )
        kept = lambda_.CfnFunction.DeadLetterConfigProperty(target_arn=queue.queue_arn)
        launch.function.node.default_child.dead_letter_config = kept  # type: ignore[union-attr]
        launch.role.add_to_policy(_allowed(["sqs:SendMessage"], queue.queue_arn))
        fail.role.add_to_policy(_allowed(CONSUME, queue.queue_arn))
        lambda_.EventSourceMapping(
            self,
            "DeadLettersRead",
            target=fail.live,
            event_source_arn=queue.queue_arn,
            batch_size=1,  # one that cannot be read takes no other with it
        )
        return queue

    def _scheduler_role(self) -> iam.Role:
        """As whom EventBridge Scheduler calls the function: it may do nothing else, for nobody else's schedules."""
        own = {"StringEquals": {"aws:SourceAccount": self.account}}
        principal = iam.ServicePrincipal("scheduler.amazonaws.com", conditions=own)
        role = iam.Role(self, "SchedulerRole", assumed_by=principal)
        role.add_to_policy(_allowed(["lambda:InvokeFunction"], self._launch.arn))
        role.add_to_policy(_allowed(["sqs:SendMessage"], self._letters.queue_arn))
        return role


def _allowed(actions: Sequence[str], arn: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=list(actions), resources=[arn])


def _interval(source: FunctionSource) -> events.Schedule:
    if source.name not in MINUTES:
        raise DeploymentError(f"{source.folder} has no interval: add one to MINUTES in infra/stacks/scheduled.py")
    return events.Schedule.rate(Duration.minutes(MINUTES[source.name]))
