"""A state machine compiled from a playbook, allowed to do what its definition does."""

import re
from collections.abc import Mapping

from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.constructs.function import PythonFunction
from infra.constructs.logs import log_group
from infra.constructs.resource import Resource
from infra.deployment import Deployment, DeploymentError

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
BUS = "EventBusName"


class PlaybookMachine(Construct):
    """Runs one playbook. Its definition names functions as ${ContentWriterArn} and the bus as ${EventBusName}."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        deployment: Deployment,
        functions: Mapping[str, PythonFunction],
        bus: Resource,
    ) -> None:
        super().__init__(scope, title(name))
        called = deployment.named(name.replace("_", "-"))
        path = deployment.root / "statemachines" / f"{name}.asl.json"
        definition = path.read_text()
        used = set(_PLACEHOLDER.findall(definition))
        if unknown := used - functions.keys() - {BUS}:
            raise DeploymentError(f"{path.name} names {', '.join(sorted(unknown))}: no function is called so")
        self.invoked = {placeholder: functions[placeholder] for placeholder in sorted(used - {BUS})}
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=called,
            definition_body=sfn.DefinitionBody.from_string(definition),
            definition_substitutions={key: function.arn for key, function in self.invoked.items()} | {BUS: bus.value},
            logs=sfn.LogOptions(
                # Under this prefix the policy that lets Step Functions write does not grow with each log group.
                destination=log_group(self, f"/aws/vendedlogs/states/{called}", deployment),
                level=sfn.LogLevel.ALL,
                include_execution_data=False,
            ),
            tracing_enabled=True,
        )
        self._allow("lambda:InvokeFunction", [function.arn for function in self.invoked.values()])
        self._allow("events:PutEvents", list(bus.arns))

    @property
    def arn(self) -> str:
        return self.machine.state_machine_arn

    def _allow(self, action: str, arns: list[str]) -> None:
        self.machine.add_to_role_policy(iam.PolicyStatement(actions=[action], resources=arns))


def title(name: str) -> str:
    """content_only -> ContentOnly."""
    return "".join(word.capitalize() for word in name.split("_"))
