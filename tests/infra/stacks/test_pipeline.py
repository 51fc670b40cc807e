"""Who may deploy from GitHub, and as what."""

from pathlib import Path
from typing import Any

import pytest

from infra.compliance.names import named, short
from infra.deployment import DeploymentError

Template = dict[str, Any]
ROLE = "arn:AWS::Partition:iam::AWS::AccountId:role/cdk-hnb659fds-{}-role-AWS::AccountId-{}"
AS_IN_TOKENS = "use OWNER@ID/NAME@ID, or OWNER/NAME, as GitHub's tokens have it (docs/ci.md)"
STACK = "arn:AWS::Partition:cloudformation:AWS::Region:AWS::AccountId:stack/astromedia-prod-{}/*"


def template(folder: Path, **context: str) -> Template:
    from infra.pipeline import build

    made: Template = build(context, folder).synth().get_stack_by_name("astromedia-pipeline").template
    return made


def resources(made: Template, type: str) -> dict[str, dict[str, Any]]:
    found = made["Resources"].items()
    return {short(id): each["Properties"] for id, each in found if each["Type"] == type}


@pytest.mark.parametrize("repository", ["acme/campaigns", "acme@1342004/campaigns@1296269"])
def test_only_jobs_of_the_stages_own_environment_become_its_deployer(tmp_path: Path, repository: str) -> None:
    made = template(tmp_path, repository=repository, stages="staging,prod")
    trust = {
        role["RoleName"]: role["AssumeRolePolicyDocument"]["Statement"]
        for role in resources(made, "AWS::IAM::Role").values()
    }
    assert trust.keys() == {"astromedia-staging-deployer", "astromedia-prod-deployer"}
    (statement,) = trust["astromedia-prod-deployer"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": f"repo:{repository}:environment:prod",
        }
    }
    assert named(statement["Principal"]["Federated"]) == "GitHub"


def test_a_deployer_may_become_the_cdks_roles_and_ask_where_the_api_is(tmp_path: Path) -> None:
    made = template(tmp_path, repository="acme/campaigns", stages="prod")
    (policy,) = resources(made, "AWS::IAM::Policy").values()
    becoming, asking = policy["PolicyDocument"]["Statement"]
    assert becoming["Action"] == "sts:AssumeRole"
    assert {named(role) for role in becoming["Resource"]} == {
        ROLE.format(name, region)
        for name in ("deploy", "file-publishing", "lookup")
        for region in ("AWS::Region", "us-east-1")  # the firewall of an edge is there
    }
    assert asking["Action"] == "cloudformation:DescribeStacks"
    assert {named(stack) for stack in asking["Resource"]} == {STACK.format(part) for part in ("edge", "api")}


def test_reviewers_find_the_ids_of_stacks_and_nothing_else(tmp_path: Path) -> None:
    from infra.compliance.stages import nag
    from infra.pipeline import build

    app = build({"repository": "acme/campaigns", "stages": "prod"}, tmp_path)
    app.synth()
    found = nag(app, "prod")
    assert {finding.check for finding in found} == {"AwsSolutions-IAM5"}
    assert {finding.says.rpartition(":")[2] for finding in found} == {
        f"stack/astromedia-prod-{part}/*]" for part in ("edge", "api")
    }


def test_an_account_that_knows_github_keeps_its_provider(tmp_path: Path) -> None:
    arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    made = template(tmp_path, repository="acme/campaigns", stages="dev", provider=arn)
    assert not resources(made, "AWS::IAM::OIDCProvider")
    (role,) = resources(made, "AWS::IAM::Role").values()
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Federated": arn}


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({}, f"repository=: {AS_IN_TOKENS}"),
        ({"repository": "acme@1/campaigns"}, f"repository=acme@1/campaigns: {AS_IN_TOKENS}"),
        ({"repository": "acme/campaigns", "stages": "dev,*"}, "stages=dev,*: use names of stages, comma separated"),
        ({"repository": "acme/campaigns", "provider": "github"}, "provider=github: use the ARN of an OIDC provider"),
    ],
)
def test_settings_that_make_no_sense_are_named(tmp_path: Path, context: dict[str, str], said: str) -> None:
    with pytest.raises(DeploymentError) as error:
        template(tmp_path, **context)
    assert str(error.value) == said
