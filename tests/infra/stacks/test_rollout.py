"""A new version gets a tenth of the calls first, and none if they fail."""

from typing import Any

import pytest

from astromedia.kit.metrics import REQUESTS
from tests.infra.reading import Cloud, named, references
from tests.infra.stacks.test_functions import AGENTS, FOLDERS

SLOWLY = {"Api": "ApiRollout", **dict.fromkeys(AGENTS.values(), "AgentsRollout")}
"""Whose versions change slowly, and by which application of CodeDeploy."""


def group(cloud: Cloud, title: str) -> dict[str, Any]:
    groups = cloud.resources("AWS::CodeDeploy::DeploymentGroup")
    properties: dict[str, Any] = groups[f"{SLOWLY[title]}{title}"]["Properties"]
    return properties


def watched_by(cloud: Cloud, alarm: dict[str, Any]) -> list[dict[str, Any]]:
    watched = cloud.resources("AWS::CloudWatch::Alarm")[named(alarm["Name"])]["Properties"]
    return [each["MetricStat"]["Metric"] for each in watched["Metrics"] if "MetricStat" in each]


def test_api_and_agents_change_slowly_where_somebody_works(production: Cloud) -> None:
    aliases = production.resources("AWS::Lambda::Alias")
    slowly = {title for title in FOLDERS if "UpdatePolicy" in aliases[f"{title}Live"]}
    assert slowly == SLOWLY.keys()
    for title in slowly:
        update = aliases[f"{title}Live"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        assert named(update["DeploymentGroupName"]) == f"{SLOWLY[title]}{title}"
        assert named(update["ApplicationName"]) == f"{SLOWLY[title]}Application"


def test_a_development_stage_changes_at_once(cloud: Cloud) -> None:
    assert not cloud.resources("AWS::CodeDeploy::DeploymentGroup", "AWS::CodeDeploy::Application")
    assert not any("UpdatePolicy" in alias for alias in cloud.resources("AWS::Lambda::Alias").values())


@pytest.mark.parametrize("title", sorted(SLOWLY))
def test_what_most_calls_fail_at_is_taken_back(production: Cloud, title: str) -> None:
    deployed = group(production, title)
    assert deployed["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent10Minutes"
    assert deployed["AutoRollbackConfiguration"]["Enabled"] is True
    assert "DEPLOYMENT_STOP_ON_ALARM" in deployed["AutoRollbackConfiguration"]["Events"]
    alarm, *_ = deployed["AlarmConfiguration"]["Alarms"]
    metrics = watched_by(production, alarm)
    assert {metric["MetricName"] for metric in metrics} == {"Errors", "Invocations"}
    for metric in metrics:
        by = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        assert named(by["FunctionName"]) == f"{title}Function"
        assert named(by["Resource"]) == f"{title}Function:live"
        version, attribute = by["ExecutedVersion"]["Fn::GetAtt"]
        assert (version.startswith(f"{title}FunctionCurrentVersion"), attribute) == (True, "Version")


def test_an_api_that_answers_5xx_is_taken_back_too(production: Cloud) -> None:
    """For Lambda such a call went well."""
    told = {title: group(production, title)["AlarmConfiguration"]["Alarms"] for title in SLOWLY}
    assert {title for title, alarms in told.items() if len(alarms) > 1} == {"Api"}
    _, answers = told["Api"]
    alarm = production.resources("AWS::CloudWatch::Alarm")[named(answers["Name"])]["Properties"]
    assert (alarm["AlarmName"], alarm["Threshold"]) == ("astromedia-prod-rollout-api-answers", 5)
    assert alarm["TreatMissingData"] == "notBreaching"
    read = [
        (metric["Namespace"], metric["MetricName"], {each["Name"]: each["Value"] for each in metric["Dimensions"]})
        for metric in watched_by(production, answers)
    ]
    of = ("AstroMedia/prod", REQUESTS.name)
    assert read == [(*of, {"service": REQUESTS.area, "outcome": "5xx"}), (*of, {"service": REQUESTS.area})]
    assert REQUESTS.dimensions == ("outcome",)


def test_nothing_that_an_alias_waits_for_waits_for_the_alias(production: Cloud) -> None:
    """CloudFormation refuses a circle: alias, its group, the group's alarm and role."""
    resources = production.resources()
    for title in SLOWLY:
        seen: set[str] = set()
        waiting = [named(group(production, title)["AlarmConfiguration"]["Alarms"][0]["Name"])]
        waiting += [name for name in resources if name.startswith(f"{SLOWLY[title]}Role")]
        while waiting:
            name = waiting.pop()
            if name not in seen and name in resources:
                seen.add(name)
                waiting += references(resources[name]["Properties"])
        assert f"{title}Function" in seen
        assert f"{title}Live" not in seen


def test_codedeploy_may_move_these_aliases_and_nothing_else(production: Cloud) -> None:
    moves = {f"lambda:{verb}" for verb in ("GetAlias", "GetProvisionedConcurrencyConfig", "UpdateAlias")}
    for rollout in SLOWLY.values():
        own = {f"{title}Function{end}" for title, by in SLOWLY.items() if by == rollout for end in ("", ":live")}
        expected = {(move, function) for move in moves for function in own} | {("cloudwatch:DescribeAlarms", "*")}
        assert production.permissions()[f"{rollout}Role"] == expected
    from_aws = [
        name
        for name, role in production.resources("AWS::IAM::Role").items()
        if "ManagedPolicyArns" in role["Properties"]
    ]
    assert from_aws == ["BackupsRole"]
