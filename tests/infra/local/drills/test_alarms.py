"""Alarms of a template over what was measured: which would fire, for whom, and how soon."""

from typing import Any

import pytest

from infra.local.drills import formulas
from infra.local.drills.alarms import Alarms, Fired
from infra.local.metrics import Datum

PAGES, TICKETS = [{"Ref": "Pages1"}], [{"Ref": "Tickets1"}]


def stat(id: str, name: str, period: int = 300, stat: str = "Sum", **dimensions: Any) -> dict[str, Any]:
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    metric = {"Namespace": "N", "MetricName": name, "Dimensions": pairs}
    return {"Id": id, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}, "ReturnData": False}


def alarm(name: str, threshold: float, *metrics: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = [*metrics[:-1], {**metrics[-1], "ReturnData": True}]
    facts = {"AlarmName": f"astromedia-dev-{name}", "Metrics": shown, "Threshold": threshold, "EvaluationPeriods": 1}
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {"ComparisonOperator": "GreaterThanThreshold", **facts, **more},
    }


def firing(data: list[Datum], **alarms: dict[str, Any]) -> dict[str, Fired]:
    return Alarms({"Resources": alarms}, {"export": "t1"}).firing(data)


def datum(name: str, value: float, **dimensions: str) -> Datum:
    return Datum("N", name, frozenset(dimensions.items()), value)


def test_values_of_one_series_are_put_together_and_others_are_left_out() -> None:
    data = [datum("Bad", 3, by="a"), datum("Bad", 3, by="a"), datum("Bad", 9, by="b"), datum("Good", 9, by="a")]
    bad = alarm("bad", 5, stat("m", "Bad", by="a"), AlarmActions=PAGES, DatapointsToAlarm=2)
    assert firing(data, A=bad) == {"bad": Fired("bad", "page", 6, 5, 10)}
    assert firing(data[:1], A=bad) == {}
    assert firing([], A=bad) == {}


@pytest.mark.parametrize(("statistic", "value"), [("Maximum", 30), ("SampleCount", 3), ("p95", 30), ("Sum", 60)])
def test_each_statistic(statistic: str, value: float) -> None:
    data = [datum("Slow", each) for each in (10, 30, 20)]
    (fired,) = firing(data, A=alarm("slow", 1, stat("m", "Slow", stat=statistic), AlarmActions=TICKETS)).values()
    assert (fired.value, fired.urgency) == (value, "ticket")


def test_a_formula_over_tables_that_another_stack_exports() -> None:
    table = {"Fn::ImportValue": "export"}
    formula = {"Id": "e", "Expression": "FILL(r,0)+FILL(w,0)"}
    read, write = stat("r", "Read", TableName=table), stat("w", "Write", TableName=table)
    data = [datum("Read", 40, TableName="t1"), datum("Read", 40, TableName="t2")]
    throttled = alarm("throttled", 30, read, write, formula, AlarmActions=TICKETS)
    assert firing(data, A=throttled)["throttled"].value == 40


def test_alarms_over_alarms_tell_and_their_parts_do_not() -> None:
    parts = {name: alarm(name, 0, stat("m", name, period)) for name, period in (("Long", 3600), ("Short", 300))}
    rule = ['(ALARM("', {"Fn::GetAtt": ["Long", "Arn"]}, '") AND ALARM("', {"Fn::GetAtt": ["Short", "Arn"]}, '"))']
    both = {"AlarmName": "astromedia-dev-fast", "AlarmRule": {"Fn::Join": ["", rule]}, "AlarmActions": PAGES}
    alarms = {**parts, "Both": {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": both}}
    assert firing([datum("Long", 1)], **alarms) == {}
    assert firing([datum("Long", 1), datum("Short", 1)], **alarms) == {"fast": Fired("fast", "page", None, None, 60)}


def test_an_alarm_for_want_of_something_is_not_judged() -> None:
    stopped = alarm("stopped", 1, stat("m", "Runs"), AlarmActions=PAGES, ComparisonOperator="LessThanThreshold")
    assert firing([datum("Runs", 0)], A=stopped) == {}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("IF(FILL(bad,0)>=5, 100*FILL(bad,0)/(FILL(bad,0)+FILL(good,0)), 0)", 60.0),
        ("IF(FILL(none,0)>=5, 1, 0)", 0),
        ("none+bad", None),
        ("yes and no", False),
        ("yes or no", True),
    ],
)
def test_formulas(formula: str, value: object) -> None:
    names = {"bad": 6, "good": 4, "none": None, "yes": True, "no": False}
    assert formulas.value(formula, names) == value


def test_a_formula_that_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="not understood"):
        formulas.value("[bad, good]", {})
