"""Log groups of our own: named, with an end."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.deployment import Deployment


def log_group(scope: Construct, name: str, deployment: Deployment) -> logs.LogGroup:
    """The log group `name`, kept for three months; in production it also outlives its stack."""
    return logs.LogGroup(
        scope,
        "Log",
        log_group_name=name,
        retention=logs.RetentionDays.THREE_MONTHS,
        removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if deployment.retained else RemovalPolicy.DESTROY,
    )
