"""Made-up arms whose truth is known, and what a policy gains on them."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from astromedia.gateway.routing.policy import Known, Pace, Policy
from astromedia.gateway.routing.tally import Lesson, Tally


class Arm(NamedTuple):
    """`reward` by the context (-1 to 1), before noise; `cost` in US dollars per call, `jitter` its relative spread."""

    reward: Callable[[float], float]
    cost: float
    jitter: float = 0.0


class Played(NamedTuple):
    """By call: which arm, how far its reward was below the best arm's, and what had been spent after it."""

    chosen: Sequence[int]
    regrets: Sequence[float]
    spent: Sequence[float]


def play(policy: Policy, arms: Sequence[Arm], calls: int, ceiling: float, seed: int = 0) -> Played:
    """`calls` calls in contexts of chance; the policy is told what it chose, and nothing else."""
    chance = random.Random(seed)
    known = [Known(arm.cost, Tally.empty(2)) for arm in arms]
    chosen, regrets, spent = [], [], [0.0]
    for number in range(calls):
        features = (1.0, chance.uniform(-1, 1))
        pace = Pace(spent[-1], number, ceiling, max(arm.cost for arm in arms))
        pick = policy.fit(known).choose(features, pace, chance.random).order[0]
        truth = [arm.reward(features[1]) for arm in arms]
        cost = arms[pick].cost * (1 + chance.uniform(-1, 1) * arms[pick].jitter)
        lesson = Lesson(features, min(1.0, max(0.0, truth[pick] + chance.gauss(0, 0.1))), cost)
        known[pick] = known[pick]._replace(tally=known[pick].tally + Tally.of(lesson))
        chosen.append(pick)
        regrets.append(max(truth) - truth[pick])
        spent.append(spent[-1] + cost)
    return Played(chosen, regrets, spent[1:])
