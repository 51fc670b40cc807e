"""What stands in a stage's templates."""

from decimal import Decimal
from typing import Any

import pytest

from infra.cost.bill import SECONDS
from infra.cost.standing import UnpricedError, clocked, has_edge, snapshots, standing
from infra.stacks.scheduled import MINUTES
from tests.infra.reading import Cloud

SNAPPING = {
    "F": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": "astromedia-dev-x",
            "MemorySize": 2048,
            "SnapStart": {"ApplyOn": "PublishedVersions"},
        },
    },
    "V": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "F"}}},
}


def template(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Resources": {"R": {"Type": kind, "Properties": properties}}}


def test_every_resource_of_every_stage_is_priced_or_free(cloud: Cloud, production: Cloud) -> None:
    for each in (cloud, production):
        assert standing(each.templates.values())["nat_hours"] > 0


def test_a_firewall_costs_for_its_list_and_each_rule(cloud: Cloud) -> None:
    firewall = [template("AWS::WAFv2::WebACL", Rules=[{}, {}, {}])]
    assert standing(firewall) == {"web_acl_months": 1, "web_rule_months": 3}
    assert has_edge(firewall)
    assert not has_edge(cloud.templates.values())


def test_production_costs_more_than_development(cloud: Cloud, production: Cloud) -> None:
    cheap, dear = (standing(each.templates.values()) for each in (cloud, production))
    assert dear["nat_hours"] == 3 * cheap["nat_hours"]


def test_a_type_that_nobody_priced_is_refused_by_name() -> None:
    with pytest.raises(UnpricedError, match="AWS::Redshift::Cluster"):
        standing([template("AWS::Redshift::Cluster")])


def test_an_alarm_costs_for_each_metric_that_it_reads() -> None:
    metrics = [{"MetricStat": {}}, {"MetricStat": {}}, {"Expression": "a / b"}]
    assert standing([template("AWS::CloudWatch::Alarm", Metrics=metrics)]) == {"alarm_months": 2}
    assert standing([template("AWS::CloudWatch::Alarm", MetricName="m")]) == {"alarm_months": 1}


def test_a_version_that_starts_from_a_snapshot_is_kept_all_month() -> None:
    assert standing([{"Resources": SNAPPING}])["snapshot_gb_seconds"] == 2 * SECONDS
    assert snapshots([{"Resources": SNAPPING}]) == {"astromedia-dev-x": Decimal(2)}


def test_what_runs_by_the_clock_is_found_with_its_rate(cloud: Cloud) -> None:
    found = clocked(cloud.templates.values())
    wanted = {f"astromedia-dev-{name.replace('_', '-')}": Decimal(43_800) / often for name, often in MINUTES.items()}
    assert found == wanted


def test_a_rule_may_call_an_alias() -> None:
    alias = {"A": {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionName": {"Ref": "F"}}}}
    rule = template("AWS::Events::Rule", ScheduleExpression="rate(1 minute)", Targets=[{"Arn": {"Ref": "A"}}])
    assert clocked([{"Resources": SNAPPING | alias | rule["Resources"]}]) == {"astromedia-dev-x": 43_800}
