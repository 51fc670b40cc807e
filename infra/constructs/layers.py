"""The layers of one stack."""

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.deployment import Deployment

RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURES = {"arm64": lambda_.Architecture.ARM_64, "x86_64": lambda_.Architecture.X86_64}


class Layers(Construct):
    """Makes the layers that a stack's functions ask for.

    Each stack has its own: a new version is a new ARN, and CloudFormation does not let an exported value in use change.
    """

    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(scope, "Layers")
        self._deployment = deployment
        self._made: dict[str, lambda_.LayerVersion] = {}

    def get(self, *names: str) -> list[lambda_.LayerVersion]:
        """The layers called so; DeploymentError when one must be built and is not."""
        return [self._get(name) for name in names]

    def _get(self, name: str) -> lambda_.LayerVersion:
        if name not in self._made:
            self._made[name] = lambda_.LayerVersion(
                self,
                name.capitalize(),
                code=lambda_.Code.from_asset(str(self._deployment.layer(name))),
                compatible_runtimes=[RUNTIME],
                compatible_architectures=[ARCHITECTURES[self._deployment.arch]],
                description=f"AstroMedia: {name}",
            )
        return self._made[name]
