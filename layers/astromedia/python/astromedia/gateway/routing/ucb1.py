"""UCB1 (Auer, Cesa-Bianchi, Fischer 2002): mean reward plus a bonus for what was seldom tried. Context and money are
nothing to it: a reference, and a fallback for one who has neither."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .policy import Choice, Known, Pace, Random

NEVER = 1e9
"""The bonus of an arm never tried."""


@dataclass(frozen=True)
class _Bounds:
    means: tuple[float, ...]
    bonuses: tuple[float, ...]

    def choose(self, features: Sequence[float], pace: Pace, random: Random) -> Choice:
        bounds = [mean + bonus for mean, bonus in zip(self.means, self.bonuses, strict=True)]
        chance = [random() for _ in bounds]
        order = sorted(range(len(bounds)), key=lambda i: (-bounds[i], chance[i]))
        best = max(self.means)
        reason = "exploiting" if self.means[order[0]] == best else "exploring"
        scores = [
            {"reward": round(mean, 4), "bonus": round(bonus, 4)}
            for mean, bonus in zip(self.means, self.bonuses, strict=True)
        ]
        return Choice(order, reason, 0.0, scores)


@dataclass(frozen=True)
class UCB1:
    """`optimism` scales the bonus; 1 is the paper's, for rewards between 0 and 1."""

    optimism: float = 1.0
    name: str = "ucb1"

    def fit(self, arms: Sequence[Known]) -> _Bounds:
        total = math.log(max(1.0, sum(arm.tally.pulls for arm in arms)))
        bonuses = (self._bonus(arm.tally.pulls, total) for arm in arms)
        return _Bounds(tuple(arm.tally.reward or 0.0 for arm in arms), tuple(bonuses))

    def _bonus(self, pulls: float, total: float) -> float:
        return self.optimism * math.sqrt(2 * total / pulls) if pulls else NEVER
