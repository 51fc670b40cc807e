"""Which alarms of the template would fire: their metrics, statistics, formulas and thresholds, over what was measured.

A drill lasts seconds, and an alarm looks at minutes. What was measured stands for one period of each alarm, and an
alarm fires if as many such periods as it wants come after each other: if the fault goes on like this. Alarms that fire
for want of something are not judged: so short a look says nothing of them.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from infra.local.drills import formulas
from infra.local.metrics import Datum

NAMED = re.compile(r'ALARM\("(\w+)"\)')
MORE = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")


class Fired(NamedTuple):
    """An alarm that fires, for whom, what it read (None: it watches other alarms), and after how many minutes."""

    name: str
    urgency: str
    value: float | None
    threshold: float | None
    minutes: float


class Alarms:
    """The alarms of one stage. `exports` are what other stacks give to theirs."""

    def __init__(self, template: Mapping[str, Any], exports: Mapping[str, str]) -> None:
        self._resources: Mapping[str, Any] = template["Resources"]
        self._exports = exports

    @classmethod
    def of(cls, assembly: Path, exports: Mapping[str, str]) -> "Alarms":
        """Those of the stack that was synthesised to the folder `assembly`."""
        (file,) = assembly.glob("*-observability.template.json")
        return cls(json.loads(file.read_text()), exports)

    def firing(self, data: Sequence[Datum]) -> dict[str, Fired]:
        """Every alarm that tells somebody and would fire, by its name behind the stage's."""
        firing = {id: found for id, each in self._all("Alarm") if (found := self._simple(each, data))}
        for id, each in self._all("CompositeAlarm"):
            rule = _joined(each["AlarmRule"])
            named = NAMED.findall(rule)
            if formulas.value(_python(rule), {name: name in firing for name in named}):
                minutes = max(firing[name].minutes for name in named if name in firing)
                firing[id] = Fired(_name(each), _urgency(each), None, None, minutes)
        return {each.name: each for id, each in firing.items() if "AlarmActions" in self._resources[id]["Properties"]}

    def _all(self, kind: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for id, resource in self._resources.items():
            if resource["Type"] == f"AWS::CloudWatch::{kind}":
                yield id, resource["Properties"]

    def _simple(self, alarm: Mapping[str, Any], data: Sequence[Datum]) -> Fired | None:
        if alarm["ComparisonOperator"] not in MORE:
            return None
        read = {each["Id"]: each for each in alarm["Metrics"]}
        shown = next(each for each in alarm["Metrics"] if each.get("ReturnData", True))
        value = self._read(shown, read, data)
        if value is None or not value > alarm["Threshold"]:
            return None
        seconds = max(each["MetricStat"]["Period"] for each in alarm["Metrics"] if "MetricStat" in each)
        periods = alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"])
        return Fired(_name(alarm), _urgency(alarm), value, alarm["Threshold"], periods * seconds / 60)

    def _read(self, metric: Mapping[str, Any], all: Mapping[str, Any], data: Sequence[Datum]) -> float | None:
        if "Expression" in metric:
            others = {id: self._read(each, all, data) for id, each in all.items() if "MetricStat" in each}
            computed: float | None = formulas.value(metric["Expression"], others)
            return computed
        wanted = metric["MetricStat"]["Metric"]
        dimensions = frozenset((each["Name"], self._resolved(each["Value"])) for each in wanted["Dimensions"])
        series = (wanted["Namespace"], wanted["MetricName"], dimensions)
        values = [each.value for each in data if each[:3] == series]
        return STATISTICS[metric["MetricStat"]["Stat"]](values) if values else None

    def _resolved(self, value: Any) -> str:
        return self._exports[value["Fn::ImportValue"]] if isinstance(value, dict) else str(value)


def _name(alarm: Mapping[str, Any]) -> str:
    """astromedia-dev-models-failing -> models-failing."""
    return str(alarm["AlarmName"]).split("-", 2)[2]


def _urgency(alarm: Mapping[str, Any]) -> str:
    told = str(alarm.get("AlarmActions", ""))
    return "page" if "Pages" in told else "ticket"


def _joined(rule: Any) -> str:
    """An alarm rule with the logical ids of the alarms in the place of their ARNs."""
    if isinstance(rule, str):
        return rule
    return "".join(part if isinstance(part, str) else part["Fn::GetAtt"][0] for part in rule["Fn::Join"][1])


def _python(rule: str) -> str:
    return NAMED.sub(r"\1", rule).replace(" AND ", " and ").replace(" OR ", " or ")


def _percentile(share: float) -> Callable[[Sequence[float]], float]:
    return lambda values: sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "SampleCount": lambda values: float(len(values)),
    "p95": _percentile(0.95),
}
