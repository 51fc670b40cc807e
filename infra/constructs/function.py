"""One Python function of ours: its folder, its role, its log group."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.code import code_of
from infra.constructs.layers import ARCHITECTURES, RUNTIME
from infra.constructs.logs import log_group
from infra.constructs.place import Place
from infra.constructs.resource import Resource
from infra.deployment import LIVE, Deployment
from infra.sources import FunctionSource

FAILURES = "Failures"
"""The id of what keeps a function's failures."""


@dataclass(frozen=True)
class Size:
    """Memory in MB (CPU comes with it: one core per 1,769) and seconds before Lambda gives up."""

    memory: int
    timeout: int


class PythonFunction(Construct):
    """A function with a role of its own that may write its log and traces, and what use() adds: nothing else.

    It runs outside the VPC, unless it is given a place in it. Whoever calls it calls `live`, the alias of the version
    that the latest deployment published; that of the one before is removed when the deployment is complete. With
    `snap` a version starts from a snapshot of its initialised self, which costs as long as there is the version.
    """

    def __init__(
        self,
        scope: Construct,
        source: FunctionSource,
        deployment: Deployment,
        layers: Sequence[lambda_.LayerVersion],
        size: Size,
        place: Place | None = None,
        *,
        snap: bool = False,
    ) -> None:
        super().__init__(scope, source.title)
        self.source = source
        name = deployment.named(source.name.replace("_", "-"))
        self.log = f"/aws/lambda/{name}"
        log = log_group(self, self.log, deployment)
        self.role = self._role(log, place)
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=name,
            runtime=RUNTIME,
            architecture=ARCHITECTURES[deployment.arch],
            handler=source.handler,
            code=code_of(source, deployment),
            layers=layers,
            memory_size=size.memory,
            timeout=Duration.seconds(size.timeout),
            environment=_telling(source, deployment),
            role=self.role,
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snap else None,
            reserved_concurrent_executions=deployment.reserved.get(source.name),
            vpc=place.vpc if place else None,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name=place.subnets) if place else None,
            security_groups=[place.group] if place else None,
        )
        self.live = lambda_.Alias(self, "Live", alias_name=LIVE, version=self.function.current_version)

    def _role(self, log: logs.LogGroup, place: Place | None) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log.grant_write(role)
        if place:
            role.add_to_policy(place.attachment())
        return role

    @property
    def arn(self) -> str:
        """That of the alias: neither a policy nor a caller ever names the function itself."""
        return self.live.function_arn

    @property
    def keeps_failures(self) -> bool:
        """Whether what it fails at is kept: nobody waits for its answer."""
        return self.node.try_find_child(FAILURES) is not None

    def use(self, access: Mapping[Resource, Set[str]]) -> None:
        """Allow these actions on these resources, and tell the function where they are."""
        for resource, actions in access.items():
            self.function.add_environment(resource.variable, resource.value)
            if actions:
                self.role.add_to_policy(iam.PolicyStatement(actions=sorted(actions), resources=list(resource.arns)))

    def keep_failures(self, queue: sqs.IQueue, minutes: int = 6 * 60) -> None:
        """For one that is called asynchronously: put into the queue what three tries, or so many minutes, came to."""
        self.role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[queue.queue_arn]))
        failed = lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=queue.queue_arn)
        config = lambda_.CfnEventInvokeConfig(
            self,
            FAILURES,
            function_name=self.function.function_name,
            qualifier=LIVE,
            maximum_retry_attempts=2,
            maximum_event_age_in_seconds=60 * minutes,
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(on_failure=failed),
        )
        config.node.add_dependency(self.live)

    def forbid(self, table: Resource, actions: Set[str], keys: str) -> None:
        """Forbid these actions on rows of a table whose partition keys match `keys`, whatever else is allowed."""
        self.role.add_to_policy(
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                actions=sorted(actions),
                resources=list(table.arns),
                conditions={"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": [keys]}},
            )
        )


def _telling(source: FunctionSource, deployment: Deployment) -> dict[str, str]:
    """Under which names it logs and measures."""
    return {
        "POWERTOOLS_SERVICE_NAME": source.name,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": deployment.metrics,
    }
