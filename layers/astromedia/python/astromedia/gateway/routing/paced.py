"""The contextual, paced policy: what each arm will give and cost here, and what money is worth elsewhere.

Reward: ridge regression in two layers. What all arms have in common (how hard this call is) is learnt from all their
answers; each arm's own difference is learnt from its answers, shrunk towards none, or below for an arm that is cheap.
Cost: ridge regression per arm. Score: reward + optimism x uncertainty - price of money x cost.
The price of money rises exponentially with what was spent above the ceiling and falls with what was not (mirror
descent on the dual of "mean cost <= ceiling"). It depends on sums alone, so that every process comes to the same.
A token bucket stands behind it: an arm that may cost more than is in it is not taken.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .algebra import Matrix, Vector, dot, inverse, plus_diagonal, times
from .policy import Choice, Known, Pace, Random
from .tally import together


class _Arm(NamedTuple):
    """An arm, ready to be asked: coefficients of reward and cost, and what bounds them."""

    pulls: float
    reward: Vector
    cost: Vector
    uncertainty: Matrix
    least_cost: float
    margin: float


class _Score(NamedTuple):
    reward: float
    bonus: float
    cost: float
    most: float
    score: float


@dataclass(frozen=True)
class _Fitted:
    policy: "PacedLinear"
    arms: Sequence[_Arm]

    def choose(self, features: Sequence[float], pace: Pace, random: Random) -> Choice:
        price = self.policy.price(pace)
        money, optimism = price / pace.dearest, self.policy.optimism_at(pace)
        scores = [self._score(arm, features, money, optimism) for arm in self.arms]
        bound = max(pace.ceiling, self.policy.allowance(pace))
        ranks = [self._rank(arm, score, bound, random) for arm, score in zip(self.arms, scores, strict=True)]
        order = sorted(range(len(ranks)), key=ranks.__getitem__)
        return Choice(order, self._reason(order[0], scores, bound), price, [_told(score) for score in scores])

    def _score(self, arm: _Arm, features: Sequence[float], price: float, optimism: float) -> _Score:
        reward, cost = dot(arm.reward, features), max(arm.least_cost, dot(arm.cost, features))
        variance = dot(features, times(arm.uncertainty, features))
        bonus = optimism * math.sqrt(max(0.0, variance))
        return _Score(reward, bonus, cost, cost + arm.margin, reward + bonus - price * cost)

    def _rank(self, arm: _Arm, score: _Score, bound: float, random: Random) -> tuple[float, float, float, float]:
        """Smaller is earlier: affordable ones (else the cheapest), then those hardly tried, then the best."""
        dear = score.most if score.most > bound else 0.0
        new = arm.pulls if arm.pulls < self.policy.least_pulls else math.inf
        return dear, new, -score.score, random()

    def _reason(self, chosen: int, scores: Sequence[_Score], bound: float) -> str:
        if self.arms[chosen].pulls < self.policy.least_pulls:
            return "hardly tried yet"
        best = max(scores, key=lambda score: score.score)
        if scores[chosen].score < best.score:
            return "the budget's pace" if best.most > bound else "exploiting"
        certain = max(score.score - score.bonus for score in scores)
        return "exploiting" if scores[chosen].score - scores[chosen].bonus >= certain else "exploring"


def _told(score: _Score) -> Mapping[str, Any]:
    return {name: round(value, 6) for name, value in score._asdict().items()}


@dataclass(frozen=True)
class PacedLinear:
    """Strengths are in answers: how many of them outweigh what is presumed.

    `cheapness`: by how much reward an arm is presumed worse per e-fold that its price is below the mean price.
    `calm` is the price of money while spending is on its pace (reward per mean cost of the dearest arm), `haste` how
    fast it follows (per call's worth of money off the pace). `reserve` is the share of the ceiling never spent, `burst`
    how many calls' worth of it may be spent in advance: after N calls at most (1 - reserve) N + burst are. With `idle`
    calls' worth of money left over, uncertainty counts double: bad luck with a dear arm is not believed for ever.
    """

    optimism: float = 0.1
    least_pulls: float = 2.0
    own_strength: float = 10.0
    common_strength: float = 5.0
    cheapness: float = 0.05
    calm: float = 0.1
    haste: float = 0.05
    reserve: float = 0.01
    burst: float = 8.0
    idle: float = 100.0
    name: str = "paced-linear"

    def fit(self, arms: Sequence[Known]) -> _Fitted:
        width = arms[0].tally.width
        everything = together((arm.tally for arm in arms), width)
        ridge = (0.5, *[self.common_strength] * (width - 1))  # how good answers are as a rule is soon believed
        common = times(inverse(plus_diagonal(everything.gram, ridge)), everything.rewards)
        usual = sum(math.log(arm.price) for arm in arms) / len(arms)
        return _Fitted(self, [self._fit(arm, common, min(0.0, math.log(arm.price) - usual)) for arm in arms])

    def price(self, pace: Pace) -> float:
        """What a call must gain in reward to be worth the mean cost of the dearest arm."""
        off_pace = pace.spent / pace.ceiling - pace.calls
        return self.calm * math.exp(min(8.0, max(-5.0, self.haste * off_pace)))

    def optimism_at(self, pace: Pace) -> float:
        """What uncertainty counts for: up to four times as much while there is money left over to learn with."""
        left_over = max(0.0, pace.calls - pace.spent / pace.ceiling)
        return self.optimism * (1 + min(3.0, (left_over / self.idle) ** 2))

    def allowance(self, pace: Pace) -> float:
        """How much the next call may cost (US dollars); below zero after surprises."""
        return pace.ceiling * ((1 - self.reserve) * (pace.calls + 1) + self.burst) - pace.spent

    def _fit(self, arm: Known, common: Vector, cheapness: float) -> _Arm:
        tally = arm.tally
        gram = tally.gram
        uncertainty = inverse(plus_diagonal(gram, [self.own_strength] * tally.width))
        presumed = (self.own_strength * self.cheapness * cheapness, *[0.0] * (tally.width - 1))
        unexplained = _minus(tally.rewards, times(gram, common))
        own = times(uncertainty, _plus(unexplained, presumed))
        mean = arm.price if tally.cost is None else tally.cost
        cost = times(uncertainty, _minus(tally.costs, [mean * value for value in gram[0]]))
        return _Arm(
            pulls=tally.pulls,
            reward=_plus(common, own),
            cost=(cost[0] + mean, *cost[1:]),
            uncertainty=uncertainty,
            least_cost=0.3 * mean,
            margin=2 * tally.cost_spread + arm.price / (1 + tally.pulls),
        )


def _plus(left: Sequence[float], right: Sequence[float]) -> Vector:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _minus(left: Sequence[float], right: Sequence[float]) -> Vector:
    return tuple(a - b for a, b in zip(left, right, strict=True))
