import json

import pytest

from astromedia.kit.observability import NAMESPACE, flush_metrics, meter


def test_what_was_measured_is_told_in_one_line_for_each_set_of_dimensions(capsys: pytest.CaptureFixture[str]) -> None:
    meter("Cost", 0.5, "None", provider="openai", model="m")
    meter("Cost", 0.25, "None", model="m", provider="openai")
    meter("CacheHits", 1, "Count", agent="seo", level="exact")
    assert capsys.readouterr().out == ""
    flush_metrics()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (cost,) = [line for line in lines if "Cost" in line]
    (hits,) = [line for line in lines if "CacheHits" in line]
    assert len(lines) == 2
    assert (cost["Cost"], cost["provider"], cost["model"]) == ([0.5, 0.25], "openai", "m")
    assert (hits["CacheHits"], hits["agent"], hits["level"]) == ([1.0], "seo", "exact")
    (told,) = cost["_aws"]["CloudWatchMetrics"]
    assert (told["Namespace"], told["Metrics"]) == (NAMESPACE, [{"Name": "Cost", "Unit": "None"}])


def test_nothing_is_told_twice(capsys: pytest.CaptureFixture[str]) -> None:
    meter("CacheMisses", 1, "Count", agent="seo")
    flush_metrics()
    capsys.readouterr()
    flush_metrics()
    assert capsys.readouterr().out == ""


def test_more_values_than_a_line_holds_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(250):
        meter("Latency", 1, "Milliseconds", provider="openai")
    flush_metrics()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(len(line["Latency"]) for line in lines) == 250
    assert max(len(line["Latency"]) for line in lines) <= 100
