"""Runs of a DAG against the paced server, the same for all contenders. Standard library only: peers use it too."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.request import urlopen

Dag = Mapping[str, Sequence[str]]
"""Each phase's needs, by name."""


class Ask(NamedTuple):
    """What a model was asked: by which phase of which campaign, and when it was asked and answered (seconds)."""

    campaign: str
    phase: str
    asked: float
    answered: float


class Step(NamedTuple):
    """One thing to measure: how long a model takes (milliseconds), and how many campaigns run at once."""

    latency_ms: int
    at_once: int

    @property
    def warm(self) -> "Step":
        """The run that comes first and is not counted: as many at once, but never slower than need be."""
        return self._replace(latency_ms=min(self.latency_ms, 200))


STEPS = (Step(200, 20), Step(200, 1), Step(2000, 1))
"""The crowd first: it leaves warm what the others need."""


def set_latency(server: str, milliseconds: int) -> None:
    """How long every answer takes from here on."""
    _get(f"{server}/latency/{milliseconds}")


def take_asks(server: str) -> list[Ask]:
    """What was asked and answered since the last look."""
    return [Ask(*ask) for ask in _get(f"{server}/asks")]


def _get(url: str) -> Any:
    with urlopen(url, timeout=30) as answer:
        return json.load(answer)
