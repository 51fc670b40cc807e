"""What is known of an arm (a route, for one agent): sums over its answers that anyone may add to, in any order.

With x an answer's features (x[0] is 1): the upper triangle of sum x x', sum reward x, sum cost x, and the sums of
reward^2, cost^2, seconds and verdicts. Ridge regressions of reward and cost, means and spreads are all made of these.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from .algebra import Matrix, Vector, symmetric

SCALE = 10**12
"""Stored sums are integers in units of 1/SCALE: adding them is exact and does not depend on the order."""
TAIL = 4


class Lesson(NamedTuple):
    """One answer: where it was asked for (features), its reward (0 to 1), cost (US dollars) and seconds."""

    features: Sequence[float]
    reward: float
    cost: float
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums, flat, for `width` features."""

    width: int
    sums: Vector

    @classmethod
    def empty(cls, width: int) -> "Tally":
        return cls(width, (0.0,) * (width * (width + 1) // 2 + 2 * width + TAIL))

    @classmethod
    def of(cls, lesson: Lesson) -> "Tally":
        """The sums of one answer. ValueError if something of it is not a finite number."""
        x, reward, cost, seconds = lesson
        if not all(map(math.isfinite, (*x, reward, cost, seconds))):
            raise ValueError("a lesson is made of finite numbers")
        squares = (a * b for i, a in enumerate(x) for b in x[i:])
        tail = (reward * reward, cost * cost, seconds, 0.0)
        return cls(len(x), (*squares, *(reward * a for a in x), *(cost * a for a in x), *tail))

    @classmethod
    def judged(cls, features: Sequence[float], before: float, after: float, verdicts: int) -> "Tally":
        """What changes when an answer's reward turns out to be `after` instead of `before`."""
        width = len(features)
        triangle, change = (0.0,) * (width * (width + 1) // 2), after - before
        tail = (after * after - before * before, 0.0, 0.0, float(verdicts))
        return cls(width, (*triangle, *(change * a for a in features), *((0.0,) * width), *tail))

    @classmethod
    def stored(cls, width: int, sums: Sequence[int]) -> "Tally":
        """The tally of stored integers; those not stored yet are 0."""
        size = len(cls.empty(width).sums)
        return cls(width, (*(value / SCALE for value in sums[:size]), *((0.0,) * (size - len(sums)))))

    @property
    def integers(self) -> tuple[int, ...]:
        """What is stored."""
        return tuple([round(value * SCALE) for value in self.sums])

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.width, tuple(map(add, self.sums, other.sums)))

    def aged(self, weight: float) -> "Tally":
        """The same, counting for `weight` (0 to 1) of what it did."""
        return Tally(self.width, tuple(weight * value for value in self.sums))

    @property
    def pulls(self) -> float:
        return self.sums[0]

    @property
    def gram(self) -> Matrix:
        """sum x x', whole."""
        return symmetric(self.sums, self.width)

    @property
    def rewards(self) -> Vector:
        """sum reward x"""
        return self._part(0)

    @property
    def costs(self) -> Vector:
        """sum cost x"""
        return self._part(1)

    @property
    def verdicts(self) -> float:
        return self.sums[-1]

    @property
    def reward(self) -> float | None:
        """The mean; None without an answer."""
        return self.rewards[0] / self.pulls if self.pulls else None

    @property
    def cost(self) -> float | None:
        """The mean in US dollars; None without an answer."""
        return self.costs[0] / self.pulls if self.pulls else None

    @property
    def seconds(self) -> float | None:
        """The mean; None without an answer."""
        return self.sums[-2] / self.pulls if self.pulls else None

    @property
    def reward_spread(self) -> float:
        """The standard deviation; 0 without an answer."""
        return self._spread(self.sums[-4], self.reward)

    @property
    def cost_spread(self) -> float:
        """The standard deviation in US dollars; 0 without an answer."""
        return self._spread(self.sums[-3], self.cost)

    def _part(self, index: int) -> Vector:
        start = self.width * (self.width + 1) // 2 + index * self.width
        return self.sums[start : start + self.width]

    def _spread(self, squares: float, mean: float | None) -> float:
        return 0.0 if mean is None else math.sqrt(max(0.0, squares / self.pulls - mean * mean))


def together(tallies: Iterable[Tally], width: int) -> Tally:
    """The sum of `tallies`."""
    return sum(tallies, Tally.empty(width))
