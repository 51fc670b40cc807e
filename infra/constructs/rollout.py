"""How functions get a new version where a stage wants it slowly: a tenth of the calls first, all if it is well."""

from collections.abc import Sequence
from typing import NamedTuple

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.function import PythonFunction
from infra.deployment import LIVE, Deployment

CANARY = codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_10_MINUTES
SHARE_PERCENT = 10
# Half of all that a tenth of the calls come to, so that one campaign whose budget ended stops no deployment.
WORST_PERCENT, LEAST_ERRORS = 50, 2
MINUTES = 5
BACK = codedeploy.AutoRollbackConfig(failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True)
RUNBOOK = "docs/runbooks/rollout-stopped.md"


class Sign(NamedTuple):
    """What tells that a new version is not well: more than `worst_percent` of `all` have `failed`, in five minutes."""

    name: str
    means: str
    failed: cloudwatch.IMetric
    all: cloudwatch.IMetric
    worst_percent: float = WORST_PERCENT


class Rollout(Construct):
    """CodeDeploy moves the aliases of these functions, unless the stage gives everybody a new version at once.

    It gives a new version a tenth of the calls for ten minutes. If most of them fail, all calls go to the version
    before again, the stack's update fails, and CloudFormation undoes the rest of it. Everything is in the functions'
    own stack: an alarm of another one would depend on the functions that depend on it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment,
        functions: Sequence[PythonFunction],
        also: Sequence[Sign] = (),
    ) -> None:
        """`also`: what else tells that a new version of any of them is not well."""
        super().__init__(scope, id)
        if deployment.rollout == "all-at-once":
            return
        self._deployment = deployment
        signs = [self._watched(sign) for sign in also]
        application = codedeploy.LambdaApplication(self, "Application")
        role = self._role(functions)
        for function in functions:
            group = codedeploy.LambdaDeploymentGroup(
                self,
                function.source.title,
                application=application,
                alias=function.live,
                deployment_config=CANARY,
                alarms=[self._watched(_calls(function)), *signs],
                auto_rollback=BACK,
                # The CDK would add a policy of AWS's, which allows all of this on every function of the account.
                role=role.without_policy_updates(),
            )
            group.node.add_dependency(role)

    def _role(self, functions: Sequence[PythonFunction]) -> iam.Role:
        """As whom CodeDeploy works: it may move these aliases, and look at alarms."""
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com"))
        # By name: the alias itself waits for the group that this role is for.
        names = [f"{function.function.function_arn}{end}" for function in functions for end in ("", f":{LIVE}")]
        moves = ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
        role.add_to_policy(iam.PolicyStatement(actions=moves, resources=names))
        role.add_to_policy(iam.PolicyStatement(actions=["cloudwatch:DescribeAlarms"], resources=["*"]))
        return role

    def _watched(self, sign: Sign) -> cloudwatch.Alarm:
        name = sign.name.replace("_", "-")
        return cloudwatch.Alarm(
            self,
            f"{name.title().replace('-', '')}Fails",
            alarm_name=self._deployment.named(f"rollout-{name}"),
            alarm_description=f"{sign.means} {RUNBOOK}",
            metric=cloudwatch.MathExpression(
                expression=f"IF(failed >= {LEAST_ERRORS}, 100 * failed / all, 0)",
                using_metrics={"failed": sign.failed, "all": sign.all},
                label="failed (%)",
                period=Duration.minutes(MINUTES),
            ),
            threshold=sign.worst_percent,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )


def _calls(function: PythonFunction) -> Sign:
    """The calls of the version that is being deployed; it has figures of its own only meanwhile."""
    means = "Most calls of a version that is being deployed fail."
    return Sign(function.source.name, means, _count(function, "Errors"), _count(function, "Invocations"))


def _count(function: PythonFunction, name: str) -> cloudwatch.Metric:
    called = function.function.function_name
    return cloudwatch.Metric(
        namespace="AWS/Lambda",
        metric_name=name,
        dimensions_map={
            "FunctionName": called,
            "Resource": f"{called}:{LIVE}",
            "ExecutedVersion": function.function.current_version.version,
        },
        statistic="Sum",
        period=Duration.minutes(MINUTES),
    )
