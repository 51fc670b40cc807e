"""Metrics are told once per invocation, one line for each set of dimensions."""

import json
from typing import Any

import pytest

from astromedia.kit.metrics import CACHE_MISSES, COLD_STARTS, COST, INPUT_TOKENS
from astromedia.kit.observability import LOG, NAMESPACE, count_cold_start, flush_metrics, measured, meter


@pytest.fixture(autouse=True)
def _nothing_from_before(capsys: pytest.CaptureFixture[str]) -> None:
    count_cold_start()
    flush_metrics()
    capsys.readouterr()


def test_what_was_measured_is_told_by_its_dimensions_and_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    meter(COST, 0.5, provider="openai", model="m")
    meter(COST, 0.25, model="m", provider="openai")
    meter(INPUT_TOKENS, 120, provider="openai", model="m")
    meter(CACHE_MISSES)
    flush_metrics()
    misses, paid = sorted(told(capsys), key=lambda line: "Cost" in line)
    (directive,) = paid["_aws"]["CloudWatchMetrics"]
    assert (paid["Cost"], paid["InputTokens"], paid["model"]) == ([0.5, 0.25], [120.0], "m")
    assert [set(names) for names in directive["Dimensions"]] == [{"service", "provider", "model"}, {"service"}]
    assert {each["Name"]: each["Unit"] for each in directive["Metrics"]} == {"Cost": "None", "InputTokens": "Count"}
    assert (misses["CacheMisses"], misses["service"]) == ([1.0], "models")
    assert misses["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    assert directive["Namespace"] == NAMESPACE


def test_nothing_is_told_twice(capsys: pytest.CaptureFixture[str]) -> None:
    meter(CACHE_MISSES)
    flush_metrics()
    flush_metrics()
    assert len(told(capsys)) == 1


@pytest.mark.parametrize("dimensions", [{}, {"provider": "openai"}, {"provider": "o", "model": "m", "agent": "seo"}])
def test_a_metric_is_told_by_its_own_dimensions_only(dimensions: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Cost is told by"):
        meter(COST, 1, **dimensions)


def test_a_handler_tells_also_when_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    @measured
    def handler(event: object, context: object) -> None:
        meter(CACHE_MISSES)
        raise LookupError(event)

    with pytest.raises(LookupError):
        handler("event", None)
    (line,) = told(capsys)
    assert line["CacheMisses"] == [1.0]


def test_a_process_starts_cold_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LOG, "service", "seo")
    handler = measured(lambda event, context: event)
    assert [handler(1, None), handler(2, None)] == [1, 2]
    (line,) = told(capsys)
    assert (line[COLD_STARTS.name], line["function"]) == ([1.0], "seo")


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
