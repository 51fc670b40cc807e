"""The line that every figure is, and the numbers in it."""

import json

import pytest

from .figures import Figure, percentile


def test_a_figure_with_a_peer_is_one_line_with_their_ratio() -> None:
    line = Figure("x_p50", 1.23456, "ms", 5, "litellm", 4.0).line
    assert "\n" not in line
    assert json.loads(line) == {
        "name": "x_p50",
        "value": 1.235,
        "unit": "ms",
        "peer": "litellm",
        "peer_value": 4.0,
        "ratio": 0.3086,
        "runs": 5,
    }


def test_a_figure_without_a_peer_has_the_same_names() -> None:
    line = json.loads(Figure("x", 12.0, "ms", 3).line)
    assert list(line) == ["name", "value", "unit", "peer", "peer_value", "ratio", "runs"]
    assert (line["peer"], line["peer_value"], line["ratio"]) == (None, None, None)


@pytest.mark.parametrize("peer_value", [0.0, -0.2, None])
def test_there_is_no_ratio_to_nothing(peer_value: float | None) -> None:
    assert Figure("x", 1.0, "ms", 3, "sdk", peer_value).ratio is None


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("x", 1.0, "ms", 3, "p", 4.0, at_most=0.4), "target at most x0.4: met"),
        (Figure("x", 2.0, "ms", 3, "p", 4.0, at_most=0.4), "target at most x0.4: MISSED"),
        (Figure("x", 11.0, "ms", 3, at_most=10), "target at most 10: MISSED"),
        (Figure("x", 0.0, "USD", 3, at_most=0), "target at most 0: met"),
        (Figure("x", 61.0, "%", 3, at_least=60), "target at least 60: met"),
        (Figure("x", 50.0, "calls", 3, at_least=50, at_most=50), "target at least 50 and at most 50: met"),
        (Figure("x", 49.0, "calls", 3, at_least=50, at_most=50), "target at least 50 and at most 50: MISSED"),
        (Figure("x", 61.0, "%", 3), "for information"),
        (Figure("x", 61.0, "%", 3, "p", at_most=1), "for information"),
    ],
)
def test_the_verdict_is_on_the_ratio_or_else_on_the_value(figure: Figure, verdict: str) -> None:
    assert figure.verdict == verdict


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 2), (0.51, 3), (0.95, 4), (1.0, 4)])
def test_percentiles_are_values_that_occurred(share: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], share) == value


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
