"""Metrics are told once per invocation, one line for each set of dimensions."""

import json
from typing import Any

import pytest

from astromedia.kit.observability import NAMESPACE, flush_metrics, meter


def test_what_was_measured_is_told_by_its_dimensions(capsys: pytest.CaptureFixture[str]) -> None:
    meter("Cost", 0.5, "None", provider="openai", model="m")
    meter("Cost", 0.25, "None", model="m", provider="openai")
    meter("Latency", 120, "Milliseconds", provider="openai", model="m")
    meter("CacheMisses", 1, "Count", agent="seo")
    flush_metrics()
    lines = {line["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"]: line for line in told(capsys)}
    assert (lines["Cost"]["Cost"], lines["Cost"]["Latency"], lines["Cost"]["model"]) == ([0.5, 0.25], [120.0], "m")
    assert lines["CacheMisses"]["agent"] == "seo"
    assert {line["_aws"]["CloudWatchMetrics"][0]["Namespace"] for line in lines.values()} == {NAMESPACE}


def test_nothing_is_told_twice(capsys: pytest.CaptureFixture[str]) -> None:
    meter("CacheMisses", 1, "Count", agent="seo")
    flush_metrics()
    flush_metrics()
    assert len(told(capsys)) == 1


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
