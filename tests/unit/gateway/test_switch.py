"""What an operator switched off: how it is read, for how long it is remembered, and what a bad value does."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from astromedia.domain.errors import ConfigurationError, SwitchedOff
from astromedia.gateway.calls import Route
from astromedia.gateway.switch import SECONDS, VERSIONS, OperatorsSwitch, read_off, that_are_on, why_off
from astromedia.kit.metrics import SWITCH_UNREAD, Metric

LUNA, SOL, CLAUDE = Route("openai", "luna"), Route("openai", "sol"), Route("anthropic", "claude")


class Board:
    """A switch over `values` (newest first), which an error takes the place of if nothing can be read."""

    def __init__(self, *values: str | ConfigurationError) -> None:
        self.values = list(values)
        self.looks, self.read, self.at = 0, 0, 1000.0
        self.lines: list[tuple[str, Mapping[str, Any]]] = []
        self.told: list[Metric] = []
        self.switch = OperatorsSwitch(self.versions, self.warn, self.meter, lambda: self.at)

    def versions(self) -> Iterator[str]:
        self.looks += 1
        for value in self.values:
            if isinstance(value, ConfigurationError):
                raise value
            self.read += 1
            yield value

    def warn(self, message: str, /, **facts: object) -> None:
        self.lines.append((message, facts))

    def meter(self, metric: Metric, value: float = 1, /, **dimensions: str) -> None:
        self.told.append(metric)


def test_a_provider_is_off_with_all_its_models_and_a_model_alone() -> None:
    off = read_off('{"openai": "outage", "anthropic/claude": " bad French "}')
    assert why_off(off, LUNA) == why_off(off, SOL) == "outage"
    assert why_off(off, CLAUDE) == "bad French"
    assert why_off(off, Route("anthropic", "other")) is None


def test_the_reason_of_a_model_comes_before_its_providers() -> None:
    assert why_off({"openai": "outage", "openai/luna": "too dear"}, LUNA) == "too dear"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("off with it", "Invalid JSON"),
        ("[]", "an object"),
        ('{"opanai": "outage"}', "opanai"),
        ('{"openai/": "outage"}', "openai/"),
        ('{"openai": ""}', "at least 1 character"),
        ('{"openai": true}', "valid string"),
        ('{"openai": "%s"}' % ("x" * 201), "at most 200 characters"),
    ],
)
def test_a_bad_value_is_refused_by_what_is_wrong_with_it(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_off(text)


def test_without_a_value_all_is_on() -> None:
    board = Board()
    assert board.switch.why_off(LUNA) is None
    assert not board.lines


def test_a_change_is_felt_after_half_a_minute_and_not_asked_for_before() -> None:
    board = Board("{}")
    assert board.switch.why_off(LUNA) is None
    board.values = ['{"openai": "outage"}', "{}"]
    board.at += SECONDS - 1
    assert board.switch.why_off(LUNA) is None
    assert board.looks == 1
    board.at += 1
    assert board.switch.why_off(LUNA) == "outage"
    board.values = ["{}"]
    board.at += SECONDS
    assert board.switch.why_off(LUNA) is None
    assert SECONDS <= 60


def test_of_a_bad_value_the_one_before_it_holds_also_in_a_new_process() -> None:
    board = Board("{oops", '{"openai": "outage"}', "{}")
    assert board.switch.why_off(LUNA) == "outage"
    assert board.read == 2
    assert board.told == [SWITCH_UNREAD]
    ((message, facts),) = board.lines
    assert "what it said before holds" in message
    assert "Invalid JSON" in str(facts["faults"])


def test_if_it_cannot_be_read_what_was_read_last_holds() -> None:
    board = Board('{"openai": "outage"}')
    board.switch.why_off(LUNA)
    board.values = [ConfigurationError("no answer")]
    board.at += SECONDS
    assert board.switch.why_off(LUNA) == "outage"
    assert board.told == [SWITCH_UNREAD]
    board.at += SECONDS - 1
    assert board.switch.why_off(LUNA) == "outage"
    assert board.looks == 2


def test_many_bad_values_are_not_gone_through_without_an_end() -> None:
    board = Board(*["oops"] * 3 * VERSIONS)
    assert board.switch.why_off(LUNA) is None
    assert board.read == VERSIONS
    assert board.told == [SWITCH_UNREAD]


def test_routes_that_are_on_keep_their_order() -> None:
    assert that_are_on([LUNA, CLAUDE, SOL], Board('{"openai/luna": "dear"}').switch) == [CLAUDE, SOL]


def test_if_all_are_off_each_is_named_with_its_reason() -> None:
    with pytest.raises(SwitchedOff, match=r"openai/luna \(outage\), anthropic/claude \(bad French\)"):
        that_are_on([LUNA, CLAUDE], Board('{"openai": "outage", "anthropic": "bad French"}').switch)
