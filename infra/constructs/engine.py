"""State machines that are made while the product runs: what they are called, run as, and who may do what with them.

Nothing here refers to a resource: names say which, so that any stack's function can be given it.
"""

from collections.abc import Iterable, Mapping, Set

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.function import PythonFunction
from infra.constructs.resource import Resource
from infra.deployment import LIVE, Deployment

START = frozenset({"states:StartExecution", "states:SendTaskSuccess"})
STOP = frozenset({"states:DescribeExecution", "states:StopExecution"})
DEFINE = frozenset(
    {
        "states:CreateStateMachine",
        "states:UpdateStateMachine",
        "states:DeleteStateMachine",
        "states:ListExecutions",
    }
)
END = frozenset({"states:StopExecution"})
DELETE = frozenset({"states:DeleteStateMachine"})
PASS = frozenset({"iam:PassRole"})
TRACE = [
    f"xray:{action}" for action in ("GetSamplingRules", "GetSamplingTargets", "PutTelemetryRecords", "PutTraceSegments")
]
"""What Step Functions needs to trace a machine. X-Ray has no resources to name."""
MACHINES = "STATE_MACHINE_PREFIX"
OWN = "own-"
"""What the names of machines of workspaces' playbooks begin with, behind the prefix (storage/engine.py)."""


class Engine:
    """What a function of `stack` is to be told of the engine, and allowed to do with it.

    `machines` is what the ARNs of all our machines begin with: the template's, and those of workspaces' playbooks.
    """

    def __init__(self, stack: Stack, deployment: Deployment) -> None:
        def begins(service: str, resource: str) -> str:
            form = ArnFormat.COLON_RESOURCE_NAME
            return stack.format_arn(
                service=service, resource=resource, resource_name=deployment.named(""), arn_format=form
            )

        self.machines, executions = begins("states", "stateMachine"), begins("states", "execution")
        self._functions = begins("lambda", "function")
        self._role = stack.format_arn(service="iam", region="", resource="role", resource_name=role_name(deployment))
        self._start = Resource(MACHINES, self.machines, (f"{self.machines}*",))
        self._stop = Resource(MACHINES, self.machines, (f"{executions}*",))
        self._define = Resource(MACHINES, self.machines, (f"{self.machines}{OWN}*",))

    @property
    def access(self) -> Mapping[Resource, Set[str]]:
        """For whoever starts, stops and wakes executions: a machine that is gone is defined anew to be started."""
        return {
            self._start: START,
            self._stop: STOP,
            self._define: DEFINE,
            Resource("FUNCTION_PREFIX", self._functions, ()): set(),
            Resource("FUNCTION_ALIAS", LIVE, ()): set(),
            Resource("PLAYBOOK_ROLE_ARN", self._role, (self._role,)): PASS,
        }

    @property
    def ending(self) -> Mapping[Resource, Set[str]]:
        """For whoever stops executions for good and deletes machines, and starts none."""
        return {resource: set[str]() for resource in self.access} | {self._stop: END, self._define: DELETE}


class PlaybookRole(Construct):
    """What a machine of a workspace's playbook runs as: it may call the functions of phases, tell the bus and trace."""

    def __init__(
        self, scope: Construct, deployment: Deployment, functions: Iterable[PythonFunction], bus: Resource
    ) -> None:
        super().__init__(scope, "Playbook")
        role = iam.Role(
            self,
            "Role",
            role_name=role_name(deployment),
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
        )
        called = sorted({function.arn for function in functions})
        role.add_to_policy(iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=called))
        role.add_to_policy(iam.PolicyStatement(actions=["events:PutEvents"], resources=list(bus.arns)))
        role.add_to_policy(iam.PolicyStatement(actions=TRACE, resources=["*"]))


def role_name(deployment: Deployment) -> str:
    """astromedia-dev-playbook."""
    return deployment.named("playbook")
