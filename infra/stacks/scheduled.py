"""What runs by the clock."""

from collections.abc import Mapping, Set

from aws_cdk import App, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets

from infra.constructs.engine import Engine
from infra.constructs.function import PythonFunction, Size
from infra.constructs.layers import Layers
from infra.constructs.resource import Resource
from infra.constructs.table import BATCH, DELETE, GET, PUT, QUERY, UPDATE
from infra.deployment import Deployment, DeploymentError
from infra.sources import FunctionSource, functions_in
from infra.stacks.data import DataStack

# Ends well before the next run, so two never meet; if they did, each hold would still be settled once.
SIZE = Size(memory=512, timeout=120)
MINUTES = {"reconcile_holds": 5, "look_after_gates": 1, "dispatch_queue": 1}
"""How often each runs. A hold of a crashed call binds its money until it has expired and for this long after; so late,
at most, is a reminder, the expiry of an approval, or the start of a run whose dispatcher died."""


class ScheduledStack(Stack):
    """Every folder of functions/scheduled, each run at its interval."""

    def __init__(self, app: App, deployment: Deployment, data: DataStack) -> None:
        super().__init__(app, deployment.named("scheduled"), description="AstroMedia: what runs by the clock")
        layers = Layers(self, deployment).get("astromedia", "core")
        access = _access(data, Engine(self, deployment))
        for source in functions_in(deployment.root, "functions/scheduled"):
            schedule = _interval(source)
            function = PythonFunction(self, source, deployment, layers, SIZE)
            function.use(access[source.name])
            rule = events.Rule(self, f"{source.title}Rule", schedule=schedule)
            rule.add_target(targets.LambdaFunction(function.function))


def _access(data: DataStack, engine: Engine) -> Mapping[str, Mapping[Resource, Set[str]]]:
    """What each may do."""
    return {
        "reconcile_holds": {
            data.ledger: {GET, BATCH, QUERY, PUT, UPDATE},
            data.ledger_listing: {QUERY},
            data.bus: {"events:PutEvents"},
        },
        "look_after_gates": {
            data.campaigns: {GET, QUERY, PUT, UPDATE, DELETE},
            data.campaigns_listing: {QUERY},
            data.bus: {"events:PutEvents"},
            **engine.access,
        },
        "dispatch_queue": {**data.queue, **engine.access},
    }


def _interval(source: FunctionSource) -> events.Schedule:
    if source.name not in MINUTES:
        raise DeploymentError(f"{source.folder} has no interval: add one to MINUTES in infra/stacks/scheduled.py")
    return events.Schedule.rate(Duration.minutes(MINUTES[source.name]))
