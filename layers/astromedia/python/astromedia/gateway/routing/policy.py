"""What a policy is: what is known of the arms in, the order to try them in out. No clock, no store, no chance.

It works in two steps, as knowing changes slowly and choosing must be fast: `fit` digests what is known, the chooser it
gives takes some 30 us per call.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from .tally import Tally

Random = Callable[[], float]
"""Uniform in [0, 1)."""


class Known(NamedTuple):
    """An arm: what it did so far, and what a call to it is priced at (US dollars; the most it may cost will do)."""

    price: float
    tally: Tally


class Pace(NamedTuple):
    """The money so far: US dollars `spent` in `calls`, of which each may cost `ceiling` on average.

    `dearest` is what the dearest arm costs per call on average: the unit that the price of money is told in.
    """

    spent: float
    calls: float
    ceiling: float
    dearest: float


class Choice(NamedTuple):
    """Positions of the arms in the order to try them, and why (JSON types, for people)."""

    order: Sequence[int]
    reason: str
    price: float
    scores: Sequence[Mapping[str, Any]]


class Chooser(Protocol):
    def choose(self, features: Sequence[float], pace: Pace, random: Random) -> Choice: ...


class Policy(Protocol):
    """`fit` takes arms in any order: the choice is the same for the same arms."""

    @property
    def name(self) -> str: ...

    def fit(self, arms: Sequence[Known]) -> Chooser: ...
