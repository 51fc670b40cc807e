"""How functions get a new version where a stage wants it slowly: a tenth of the calls first, all if it is well."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.function import PythonFunction
from infra.deployment import LIVE, Deployment

CANARY = codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_10_MINUTES
# Half of all that a tenth of the calls come to, so that one campaign whose budget ended stops no deployment.
WORST_PERCENT, LEAST_ERRORS = 50, 2
MINUTES = 5
BACK = codedeploy.AutoRollbackConfig(failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True)
RUNBOOK = "docs/runbooks/rollout-stopped.md"


class Rollout(Construct):
    """CodeDeploy moves the aliases of these functions, unless the stage gives everybody a new version at once.

    It gives a new version a tenth of the calls for ten minutes. If most of them fail, all calls go to the version
    before again, the stack's update fails, and CloudFormation undoes the rest of it. Everything is in the functions'
    own stack: an alarm of another one would depend on the functions that depend on it.
    """

    def __init__(self, scope: Construct, id: str, deployment: Deployment, functions: Sequence[PythonFunction]) -> None:
        super().__init__(scope, id)
        if deployment.rollout == "all-at-once":
            return
        application = codedeploy.LambdaApplication(self, "Application")
        role = self._role(functions)
        for function in functions:
            group = codedeploy.LambdaDeploymentGroup(
                self,
                function.source.title,
                application=application,
                alias=function.live,
                deployment_config=CANARY,
                alarms=[self._alarm(deployment, function)],
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

    def _alarm(self, deployment: Deployment, function: PythonFunction) -> cloudwatch.Alarm:
        """Whether most calls of the version that is being deployed fail; it has figures of its own only meanwhile."""
        errors, calls = (self._count(function, name) for name in ("Errors", "Invocations"))
        return cloudwatch.Alarm(
            self,
            f"{function.source.title}Fails",
            alarm_name=deployment.named(f"rollout-{function.source.name.replace('_', '-')}"),
            alarm_description=f"Most calls of a version that is being deployed fail. {RUNBOOK}",
            metric=cloudwatch.MathExpression(
                expression=f"IF(errors >= {LEAST_ERRORS}, 100 * errors / calls, 0)",
                using_metrics={"errors": errors, "calls": calls},
                label="failed calls (%)",
                period=Duration.minutes(MINUTES),
            ),
            threshold=WORST_PERCENT,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )

    def _count(self, function: PythonFunction, name: str) -> cloudwatch.Metric:
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
