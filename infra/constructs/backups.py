"""Copies of what is kept, in a vault that outlives what it holds copies of."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_backup as backup
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.deployment import Deployment

POLICIES = ("service-role/AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup")
"""What AWS says that its own service needs to copy tables and buckets."""


class Backups(Construct):
    """A vault whose copies are kept for the deployment's days: they are there when a table, a bucket or their stack is
    not any more."""

    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(scope, "Backups")
        self._deployment = deployment
        self._vault = backup.BackupVault(
            self,
            "Vault",
            backup_vault_name=deployment.named("backups"),
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        self._role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("backup.amazonaws.com"))
        for policy in POLICIES:
            self._role.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name(policy))

    def copy(self, title: str, arns: Sequence[str], when: events.Schedule) -> None:
        """Copy these resources at that rhythm."""
        rule = backup.BackupPlanRule(
            rule_name=title.lower(),
            backup_vault=self._vault,
            schedule_expression=when,
            delete_after=Duration.days(self._deployment.backup_days),
        )
        name = self._deployment.named(title.lower())
        plan = backup.BackupPlan(self, title, backup_plan_name=name, backup_plan_rules=[rule])
        resources = [backup.BackupResource.from_arn(arn) for arn in arns]
        plan.add_selection("All", resources=resources, role=self._role.without_policy_updates())
