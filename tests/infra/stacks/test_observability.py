"""No dead panel: what dashboards and alarms read is what the code tells, and all that it tells can be seen."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from astromedia.kit import metrics
from astromedia.kit.metrics import Metric
from infra.observability.queries import QUERIES
from tests.infra.reading import Cloud, named, short

OURS = "AstroMedia/dev"
METRICS = {each.name: each for each in vars(metrics).values() if isinstance(each, Metric)}
SEARCH = re.compile(r"SEARCH\('\{([^}]*)\} MetricName=\"(\w+)\" service=\"(\w+)\"")
OF_FUNCTIONS = re.compile(r"SEARCH\('\{AWS/Lambda,FunctionName\} MetricName=\"\w+\" FunctionName=([^' ]+)'")
MOST_METRICS, MOST_GROUPS = 10, 50
"""So many may be in the formula of an alarm; and so many log groups may be asked at once."""
RUNBOOK = re.compile(r"docs/runbooks/([\w-]+)\.md$")


class Read(NamedTuple):
    """One of our metrics as a panel or an alarm reads it."""

    name: str
    area: str
    by: tuple[str, ...]


def text_of(value: Any) -> str:
    """A text that CloudFormation joins, its references as a word."""
    if isinstance(value, dict):
        parts = value.get("Fn::Join", [None, ["reference"]])[1]
        return "".join(part if isinstance(part, str) else "reference" for part in parts)
    return str(value)


def panels(cloud: Cloud) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for dashboard in cloud.resources("AWS::CloudWatch::Dashboard").values():
        body = json.loads(text_of(dashboard["Properties"]["DashboardBody"]))
        for widget in body["widgets"]:
            yield dashboard["Properties"]["DashboardName"], widget["properties"]


def read_by_panels(cloud: Cloud) -> Iterator[Read]:
    for _, panel in panels(cloud):
        for namespace, *row in panel["metrics"]:
            if isinstance(namespace, dict):
                for schema, name, area in SEARCH.findall(namespace["expression"]):
                    space, _, *by = schema.split(",")
                    assert space == f'"{OURS}"'
                    yield Read(name, area, tuple(by))
            elif namespace == OURS:
                name, *words = [each for each in row if isinstance(each, str)]
                dimensions = dict(zip(words[::2], words[1::2], strict=True))
                yield Read(name, dimensions.pop("service"), tuple(dimensions))


def alarms(cloud: Cloud) -> list[dict[str, Any]]:
    return [alarm["Properties"] for alarm in cloud.resources("AWS::CloudWatch::Alarm").values()]


def policies(cloud: Cloud) -> list[dict[str, Any]]:
    return list(cloud.resources("AWS::SNS::TopicPolicy").values())


def read_by_alarms(cloud: Cloud) -> Iterator[Read]:
    for alarm in alarms(cloud):
        for metric in [each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each]:
            if metric["Namespace"] == OURS:
                dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
                area = dimensions.pop("service")
                yield Read(metric["MetricName"], area, tuple(dimensions))


def test_what_panels_and_alarms_read_is_told(cloud: Cloud) -> None:
    for read in [*read_by_panels(cloud), *read_by_alarms(cloud)]:
        metric = METRICS[read.name]
        assert read.area == metric.area, read
        assert set(read.by) in (set(), set(metric.dimensions)), read


def test_what_is_told_can_be_seen(cloud: Cloud) -> None:
    assert METRICS.keys() == {read.name for read in read_by_panels(cloud)}
    assert len(METRICS) >= 25


def test_each_dashboard_has_panels_with_titles_of_their_own(cloud: Cloud) -> None:
    titles: dict[str, list[str]] = {}
    for dashboard, panel in panels(cloud):
        titles.setdefault(dashboard.removeprefix("astromedia-dev-"), []).append(panel["title"])
    assert titles.keys() == {"System", "ModelsAndCost", "Campaigns", "Business"}
    for mine in titles.values():
        assert len(set(mine)) == len(mine) >= 8


def test_every_alarm_tells_somebody_and_names_a_page_that_says_what_to_do(production: Cloud, repository: Path) -> None:
    composite = [alarm["Properties"] for alarm in production.resources("AWS::CloudWatch::CompositeAlarm").values()]
    parts = {alarm["AlarmName"] for alarm in alarms(production) if alarm["AlarmDescription"].startswith("Part of ")}
    written = {page.stem for page in (repository / "docs/runbooks").glob("*.md")}
    named = set()
    for alarm in [*alarms(production), *composite]:
        found = RUNBOOK.search(alarm["AlarmDescription"])
        assert found, alarm["AlarmName"]
        named.add(found[1])
        told_by_others = alarm["AlarmName"] in parts or alarm["AlarmName"] == "astromedia-prod-service"
        silent = told_by_others or alarm["AlarmName"].startswith("astromedia-prod-rollout-")  # CodeDeploy reads these
        assert bool(alarm.get("AlarmActions")) is not silent, alarm["AlarmName"]
        assert alarm.get("AlarmActions") == alarm.get("OKActions")
    assert named == written


def test_no_alarm_reads_more_than_one_may(production: Cloud) -> None:
    read = [[each for each in alarm["Metrics"] if "MetricStat" in each] for alarm in alarms(production)]
    assert max(map(len, read)) <= MOST_METRICS


def test_panels_of_functions_find_every_function(cloud: Cloud) -> None:
    rows = [row for _, panel in panels(cloud) for row, *_ in panel["metrics"] if isinstance(row, dict)]
    wanted = [found for row in rows for found in OF_FUNCTIONS.findall(row["expression"])]
    assert len(wanted) == 4
    for name in (function["FunctionName"] for function in cloud.functions().values()):
        for words in wanted:
            assert name == words[1:-1] if words.startswith('"') else f"-{words}-" in f"-{name}-"


def test_alarms_of_the_stage_may_speak_to_who_is_told(production: Cloud) -> None:
    spoken = {policy["Properties"]["Topics"][0]["Ref"]: policy for policy in policies(production)}
    assert {short(topic) for topic in spoken} == {"Pages", "Tickets"}
    for topic, policy in spoken.items():
        (allowed,) = [each for each in policy["Properties"]["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"]
        assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert (allowed["Action"], allowed["Resource"]) == ("sns:Publish", {"Ref": topic})
        ours = "arn:AWS::Partition:cloudwatch:AWS::Region:AWS::AccountId:alarm:astromedia-prod-*"
        assert named(allowed["Condition"]["ArnLike"]["aws:SourceArn"]) == ours


def test_the_list_of_runbooks_says_whom_each_alarm_tells(production: Cloud, repository: Path) -> None:
    listed: dict[str, str] = {}
    for line in (repository / "docs/runbooks/README.md").read_text().splitlines():
        if line.startswith("| ["):
            _, names, told, _ = line.strip("| ").split(" | ")
            listed |= dict(zip(names.split(", "), told.split(", "), strict=False))
    composite = [alarm["Properties"] for alarm in production.resources("AWS::CloudWatch::CompositeAlarm").values()]
    tells = {
        alarm["AlarmName"].removeprefix("astromedia-prod-"): alarm["AlarmActions"][0]["Ref"].lower().partition("s")[0]
        for alarm in [*alarms(production), *composite]
        if alarm.get("AlarmActions")
    }
    assert {name: told for name, told in listed.items() if not name.startswith("rollout-")} == tells


def test_runbooks_name_panels_that_are_there(cloud: Cloud, repository: Path) -> None:
    titles = {panel["title"] for _, panel in panels(cloud)}
    for page in (repository / "docs/runbooks").glob("[a-z]*.md"):
        named = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", page.read_text()))
        assert named <= titles, page.name


def test_whoever_the_deployment_names_is_told(cloud: Cloud, production: Cloud) -> None:
    assert cloud.resources("AWS::SNS::Topic").keys() == {"Pages", "Tickets"}
    assert not cloud.resources("AWS::SNS::Subscription")
    told = production.resources("AWS::SNS::Subscription").values()
    assert {subscription["Properties"]["Endpoint"] for subscription in told} == {"duty@example.com"}
    assert len(told) == 2


def test_stages_do_not_mix_their_metrics(cloud: Cloud, production: Cloud) -> None:
    for function in cloud.functions().values():
        assert function["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"] == OURS
    assert "AstroMedia/dev" not in json.dumps(production.templates["observability"])


@pytest.mark.parametrize("name", QUERIES)
def test_a_saved_question_asks_all_functions_and_the_access_log(cloud: Cloud, name: str) -> None:
    groups = {group["Properties"]["LogGroupName"] for group in cloud.resources("AWS::Logs::LogGroup").values()}
    asked = [each["Properties"] for each in cloud.resources("AWS::Logs::QueryDefinition").values()]
    (question,) = [each for each in asked if each["Name"] == f"astromedia-dev/{name}"]
    assert question["QueryString"] == QUERIES[name]
    wanted = {group for group in groups if group.startswith(("/aws/lambda/", "/aws/vendedlogs/apis/"))}
    assert set(question["LogGroupNames"]) == wanted
    assert len(wanted) <= MOST_GROUPS


@pytest.mark.parametrize("name", QUERIES)
def test_a_saved_question_asks_for_what_a_line_of_json_has(cloud: Cloud, name: str) -> None:
    """Of lines that are not JSON CloudWatch makes more fields, as @duration; Lambda's own are JSON, as these say."""
    assert {function["LoggingConfig"]["LogFormat"] for function in cloud.functions().values()} == {"JSON"}
    assert set(re.findall(r"@\w+", QUERIES[name])) <= {"@timestamp", "@message", "@log"}


@pytest.mark.parametrize(("chosen", "warned"), [({"stage": "prod"}, True), ({"stage": "dev"}, False)])
def test_warns_when_nobody_would_hear_of_a_stage_that_matters(
    tmp_path: Path, chosen: dict[str, str], *, warned: bool
) -> None:
    from infra.app import build

    build(chosen, tmp_path).synth()
    said = "".join(path.read_text() for path in tmp_path.glob("*observability*metadata.json"))
    assert ("alarm_mail is not set" in said) is warned
