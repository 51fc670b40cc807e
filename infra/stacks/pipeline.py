"""Who may deploy from GitHub: its identities, and a role for each stage. A person deploys this, apart from stages."""

from collections.abc import Iterable

from aws_cdk import App, CfnOutput, Duration, Stack
from aws_cdk import aws_iam as iam

from infra.stacks.firewall import REGION as FIREWALL_REGION

ISSUER = "token.actions.githubusercontent.com"
CDK_ROLES = ("deploy", "file-publishing", "lookup")
"""The roles of `cdk bootstrap` that `cdk deploy` assumes: to make change sets, to upload code, to look things up."""
QUALIFIER = "hnb659fds"
"""Of those roles' names, unless an account was bootstrapped with another."""


class PipelineStack(Stack):
    """A role astromedia-<stage>-deployer per stage, for jobs of the repository's environment of that name alone.

    `repository` is what GitHub's tokens call it: OWNER/NAME, or OWNER@ID/NAME@ID.
    """

    def __init__(self, app: App, repository: str, stages: Iterable[str], provider: str) -> None:
        super().__init__(app, "astromedia-pipeline", description="AstroMedia: who may deploy from GitHub")
        self._provider = provider or self._github()
        for stage in stages:
            self._deployer(repository, stage)

    def _github(self) -> str:
        """An account has one provider of an issuer, whoever made it."""
        github = iam.CfnOIDCProvider(self, "GitHub", url=f"https://{ISSUER}", client_id_list=["sts.amazonaws.com"])
        return github.attr_arn

    def _deployer(self, repository: str, stage: str) -> None:
        whose = {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": f"repo:{repository}:environment:{stage}"}
        role = iam.Role(
            self,
            f"{stage.capitalize()}Deployer",
            role_name=f"astromedia-{stage}-deployer",
            description=f"Deploys stage {stage} from {repository}",
            assumed_by=iam.WebIdentityPrincipal(self._provider, {"StringEquals": whose}),
            max_session_duration=Duration.hours(1),
        )
        role.add_to_policy(iam.PolicyStatement(actions=["sts:AssumeRole"], resources=[*self._cdk_roles()]))
        role.add_to_policy(
            iam.PolicyStatement(actions=["cloudformation:DescribeStacks"], resources=[*self._answering(stage)])
        )
        CfnOutput(self, f"{stage.capitalize()}RoleArn", value=role.role_arn)

    def _answering(self, stage: str) -> Iterable[str]:
        """The stacks that say where the API is, for the smoke test. Their ARNs end in ids that only AWS knows."""
        for part in ("edge", "api"):
            yield self.format_arn(
                service="cloudformation", resource="stack", resource_name=f"astromedia-{stage}-{part}/*"
            )

    def _cdk_roles(self) -> Iterable[str]:
        """Those of this region, and of the one in which the firewall of an edge is, wherever its stage is."""
        for name in CDK_ROLES:
            for region in (self.region, FIREWALL_REGION):
                resource = f"cdk-{QUALIFIER}-{name}-role-{self.account}-{region}"
                yield self.format_arn(service="iam", region="", resource="role", resource_name=resource)
