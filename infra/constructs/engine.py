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

PASS = frozenset({"iam:PassRole"})
DEFINE = frozenset({"states:CreateStateMachine", "states:UpdateStateMachine"})
STARTING = frozenset({"states:StartExecution", "states:DescribeExecution", *DEFINE, *PASS})
"""Starting campaigns: a machine that is gone is defined anew to be started."""
WAKING = frozenset({"states:SendTaskSuccess"})
"""Letting phases go on that wait for somebody."""
STOPPING = frozenset({"states:StopExecution"})
REMOVING = frozenset({"states:DeleteStateMachine", "states:ListExecutions"})
"""Removing machines that nothing runs on."""
ERASING = frozenset({"states:StopExecution", "states:DeleteStateMachine"})
"""Removing machines for good, whatever runs on them."""
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
        role = stack.format_arn(service="iam", region="", resource="role", resource_name=role_name(deployment))
        self._possible = {
            Resource(MACHINES, self.machines, (f"{self.machines}*",)): WAKING | {"states:StartExecution"},
            Resource(MACHINES, self.machines, (f"{executions}*",)): STOPPING | {"states:DescribeExecution"},
            Resource(MACHINES, self.machines, (f"{self.machines}{OWN}*",)): DEFINE | REMOVING,
            Resource("FUNCTION_PREFIX", begins("lambda", "function"), ()): frozenset[str](),
            Resource("FUNCTION_ALIAS", LIVE, ()): frozenset[str](),
            Resource("PLAYBOOK_ROLE_ARN", role, (role,)): PASS,
        }

    def access(self, *kinds: Set[str]) -> Mapping[Resource, Set[str]]:
        """For whoever does with it what these name, of STARTING and so on: each action on what it may be done with."""
        wanted = frozenset[str]().union(*kinds)
        return {resource: possible & wanted for resource, possible in self._possible.items()}


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
