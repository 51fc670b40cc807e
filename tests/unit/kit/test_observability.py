"""Lines say whose work they are of; metrics are told once per invocation, one line for each set of dimensions."""

import json
from typing import Any

import pytest

from astromedia.kit.metrics import CACHE_MISSES, COLD_STARTS, COST, INPUT_TOKENS
from astromedia.kit.observability import (
    LOG,
    NAMESPACE,
    begin,
    bind,
    bound,
    count_cold_start,
    flush_metrics,
    measured,
    meter,
)
from tests.logged import InLambda, lines


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


@pytest.mark.parametrize("times", [99, 100, 101, 200])
def test_every_value_is_told_however_often_it_was_measured(times: int, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(times):
        meter(CACHE_MISSES)
    flush_metrics()
    assert [value for line in told(capsys) for value in line["CacheMisses"]] == [1.0] * times


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


def test_until_it_is_known_whose_work_it_does_an_invocation_has_its_own_id() -> None:
    with lines() as written:
        bind(request_id="R0", workspace_id="W0", campaign_id="C0", phase="copy")
        begin(InLambda("F1"))
        LOG.info("swept")
        bind(request_id="R1", workspace_id="W1")
        LOG.info("served")
    swept, served = written
    assert (swept["request_id"], swept["function_request_id"]) == ("F1", "F1")
    assert not {"workspace_id", "campaign_id", "phase"} & swept.keys()
    assert (served["request_id"], served["function_request_id"], served["workspace_id"]) == ("R1", "F1", "W1")


def test_a_part_of_the_work_may_be_another_s() -> None:
    with lines() as written:
        begin(InLambda("F1"))
        with bound(request_id="R1", campaign_id="C1", phase="copy"):
            LOG.info("of C1")
        with pytest.raises(LookupError), bound(request_id="R2", campaign_id="C2"):
            raise LookupError
        LOG.info("of all")
    part, all_of_it = written
    assert (part["request_id"], part["campaign_id"], part["phase"], part["function_request_id"]) == (
        *("R1", "C1", "copy"),
        "F1",
    )
    assert all_of_it["request_id"] == "F1"
    assert not {"campaign_id", "phase"} & all_of_it.keys()


@pytest.mark.parametrize("fails", [False, True])
def test_every_invocation_leaves_a_line_that_says_whose_it_was(*, fails: bool) -> None:
    @measured
    def handler(event: str, context: object) -> None:
        bind(request_id=event, phase="seo")
        if fails:
            raise LookupError("secret")

    with lines() as written:
        try:
            handler("R7", InLambda("F7"))
        except LookupError:
            assert fails
    (line,) = written
    assert (line["message"], line["request_id"], line["phase"]) == ("Ended", "R7", "seo")
    assert (line["level"], line.get("error")) == (("WARNING", "LookupError") if fails else ("INFO", None))
    assert "secret" not in json.dumps(line)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Of all that was written, what was measured."""
    return [line for text in capsys.readouterr().out.splitlines() if "_aws" in (line := json.loads(text))]
