"""Public routing outcomes as a stream of calls: what a policy sees of each, and what it is told after it chose.

The data are those of the `paretobandit` package (Apache-2.0): prompts, and for three models the reward and the cost
that each had on each prompt. A policy is told the reward and the cost of the model it chose and of no other.
"""

import json
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from astromedia.gateway.routing.policy import Known, Pace, Policy
from astromedia.gateway.routing.tally import Lesson, Tally

MODELS = ("meta-llama/llama-3.1-8b-instruct", "mistralai/mistral-large-2512", "google/gemini-2.5-pro")
LIST_PRICES = (0.1 + 0.1, 0.5 + 1.5, 1.25 + 10.0)
"""US dollars per million tokens in and as many out (the package's config/models.json): what is known in advance."""
PRICED_TOKENS = 1e-3
"""A call is priced at a thousand tokens each way, in millions."""
REFIT = 4
"""Answers between two fits of a policy; the first `EAGER` are learnt one by one."""
EAGER = 60


class Prompt(NamedTuple):
    """Features (what a policy sees), and by model what nobody knows in advance: reward and cost in US dollars."""

    features: tuple[float, ...]
    rewards: tuple[float, ...]
    costs: tuple[float, ...]


class Run(NamedTuple):
    """One pass over all prompts: mean reward, total cost (US dollars), and the times of choosing (microseconds)."""

    quality: float
    cost: float
    choices_us: Sequence[float]


def read(path: Path) -> list[Prompt]:
    """The prompts of one split."""
    with path.open(encoding="utf-8") as lines:
        return [_prompt(json.loads(line)) for line in lines]


def _prompt(row: dict[str, object]) -> Prompt:
    arms = row["arms"]
    assert isinstance(arms, dict)
    outcomes = [arms[model] for model in MODELS]
    costs = tuple(float(outcome["cost"]) for outcome in outcomes)
    return Prompt(shape(str(row["prompt"])), tuple(float(outcome["reward"]) for outcome in outcomes), costs)


def shape(text: str) -> tuple[float, ...]:
    """A prompt's shape, each number of the order of one: no word is looked at but the marks of a multiple choice."""
    characters, words = max(1, len(text)), max(1, len(text.split()))
    return (
        1.0,
        math.log(characters) / 3 - 1.7,
        10 * sum(map(str.isdigit, text)) / characters,
        8 * sum(map(str.isupper, text)) / characters - 0.4,
        4 * text.count("\n") / words - 0.3,
        (characters / words - 5.5) / 2,
        min(text.count("?"), 3) / 2 - 0.5,
        float("A)" in text) - 0.5,
        float(text.rstrip().endswith("?")) - 0.5,
        3 * sum(character in ",;:'\"" for character in text) / words - 0.5,
        float("_" in text),
        float("$" in text),
    )


def replay(policy: Policy, prompts: Sequence[Prompt], ceiling: float, share: float, seed: int) -> Run:
    """`policy`, cold, over `prompts` in `seed`'s order; `ceiling` (US dollars a call) is `share` of the dearest."""
    chance = random.Random(seed)
    order = chance.sample(prompts, len(prompts))
    arms = [Known(price * PRICED_TOKENS, Tally.empty(len(order[0].features))) for price in LIST_PRICES]
    chooser, quality, spent, times = policy.fit(arms), 0.0, 0.0, []
    for number, prompt in enumerate(order):
        pace = Pace(spent, number, ceiling, ceiling / share)
        began = time.perf_counter()
        chosen = chooser.choose(prompt.features, pace, chance.random).order[0]
        times.append((time.perf_counter() - began) * 1e6)
        lesson = Lesson(prompt.features, prompt.rewards[chosen], prompt.costs[chosen])
        arms[chosen] = arms[chosen]._replace(tally=arms[chosen].tally + Tally.of(lesson))
        quality, spent = quality + lesson.reward, spent + lesson.cost
        if number < EAGER or number % REFIT == 0:
            chooser = policy.fit(arms)
    return Run(quality / len(order), spent, times)
