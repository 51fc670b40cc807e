"""Policies on public routing outcomes, under a ceiling of 25 % of what the dearest model costs.

Judged on the validation split, shuffled by 20 seeds, each from a cold start; what the policies' numbers were tuned on
is the other split, told beside it. The static mixture (the best chances to give the models, known in advance) and the
oracle (every outcome known in advance) are held to the same ceiling.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from astromedia.gateway.routing.paced import PacedLinear
from astromedia.gateway.routing.policy import Policy
from astromedia.gateway.routing.ucb1 import UCB1

from .figures import Figure, percentile
from .peers_venv import python
from .progress import say
from .routing_stream import MODELS, Prompt, Run, read, replay

SHARE = 0.25
SEEDS = 20
TOLERANCE = 1.005
SPLITS = {"validation": "val.jsonl", "tuning": "test_holdout.jsonl"}
EXAMPLES = "lib/python3*/site-packages/pareto_bandit/data/examples"


class Split(NamedTuple):
    """The prompts of a split and what can be said of them in advance; `ceiling` in US dollars per call."""

    name: str
    prompts: Sequence[Prompt]
    ceiling: float
    mixture: float
    oracle: float


def figures(folder: Path | None = None) -> Iterator[Figure]:
    """All figures; the data are those in `folder`, by default of the peers' `paretobandit`."""
    data = folder or next(python().parents[1].glob(EXAMPLES))
    for name, file in SPLITS.items():
        split = prepared(name, read(data / file))
        yield from _references(split)
        yield from _policy(split, UCB1())
        yield from _policy(split, PacedLinear())


def prepared(name: str, prompts: Sequence[Prompt]) -> Split:
    """The split with its references at the ceiling."""
    ceiling = SHARE * fmean(prompt.costs[-1] for prompt in prompts)
    return Split(name, prompts, ceiling, best_mixture(prompts, ceiling), best_informed(prompts, ceiling))


def best_mixture(prompts: Sequence[Prompt], ceiling: float) -> float:
    """The best mean reward of taking one or two models by chance, at a mean cost of at most `ceiling`."""
    points = [
        (fmean(prompt.costs[arm] for prompt in prompts), fmean(prompt.rewards[arm] for prompt in prompts))
        for arm in range(len(MODELS))
    ]
    mixed = [
        low + (high - low) * (ceiling - cheap) / (dear - cheap)
        for cheap, low in points
        for dear, high in points
        if cheap <= ceiling < dear
    ]
    return max(mixed + [reward for cost, reward in points if cost <= ceiling])


def best_informed(prompts: Sequence[Prompt], ceiling: float) -> float:
    """The mean reward of who knows every outcome in advance, at a mean cost of at most `ceiling` (within a call)."""
    low, high = 0.0, 1e6
    for _ in range(100):
        price = (low + high) / 2
        taken = [_best(prompt, price) for prompt in prompts]
        dear = fmean(prompt.costs[arm] for prompt, arm in zip(prompts, taken, strict=True)) > ceiling
        low, high = (price, high) if dear else (low, price)
    return fmean(prompt.rewards[_best(prompt, high)] for prompt in prompts)


def _best(prompt: Prompt, price: float) -> int:
    return max(range(len(MODELS)), key=lambda arm: prompt.rewards[arm] - price * prompt.costs[arm])


def _references(split: Split) -> Iterator[Figure]:
    for arm, (_, model) in enumerate(name.split("/") for name in MODELS):
        reward = fmean(prompt.rewards[arm] for prompt in split.prompts)
        cost = fmean(prompt.costs[arm] for prompt in split.prompts)
        yield from _figures(split, f"always_{model}", reward, cost)
    yield from _figures(split, "static_mixture", split.mixture, split.ceiling)
    yield from _figures(split, "oracle", split.oracle, split.ceiling)


def _figures(split: Split, who: str, quality: float, cost: float, runs: int = 1) -> Iterator[Figure]:
    prefix = f"routing_{split.name}_{who}"
    yield Figure(f"{prefix}_quality", quality, "mean reward", runs)
    yield Figure(f"{prefix}_cost", cost / split.ceiling, "of the ceiling", runs)
    yield Figure(f"{prefix}_regret", (split.oracle - quality) * len(split.prompts), "reward below the oracle", runs)


def _policy(split: Split, policy: Policy) -> Iterator[Figure]:
    say(f"  {policy.name} on the {split.name} split")
    runs = [replay(policy, split.prompts, split.ceiling, SHARE, seed) for seed in range(SEEDS)]
    quality = fmean(run.quality for run in runs)
    yield from _figures(split, policy.name, quality, fmean(run.cost for run in runs) / len(split.prompts), SEEDS)
    if isinstance(policy, PacedLinear):
        yield from _verdicts(split, f"routing_{split.name}_{policy.name}", runs, quality)


def _verdicts(split: Split, prefix: str, runs: Sequence[Run], quality: float) -> Iterator[Figure]:
    """What the policy is held to, and how far the seeds are apart."""
    qualities = [run.quality for run in runs]
    costs = [run.cost / len(split.prompts) / split.ceiling for run in runs]
    yield Figure(
        f"{prefix}_quality_to_mixture",
        quality,
        "mean reward",
        SEEDS,
        "static mixture",
        split.mixture,
        at_least=1,
    )
    yield Figure(f"{prefix}_quality_min", min(qualities), "mean reward", SEEDS)
    yield Figure(f"{prefix}_quality_max", max(qualities), "mean reward", SEEDS)
    yield Figure(f"{prefix}_seeds_above_mixture", sum(q > split.mixture for q in qualities), "seeds", SEEDS)
    yield Figure(f"{prefix}_cost_max", max(costs), "of the ceiling", SEEDS, at_most=TOLERANCE)
    yield Figure(f"{prefix}_seeds_over_ceiling", sum(cost > TOLERANCE for cost in costs), "seeds", SEEDS, at_most=0)
    times = [time for run in runs for time in run.choices_us]
    yield Figure(f"{prefix}_choice_p50", percentile(times, 0.5), "us", len(times), at_most=50)
    yield Figure(f"{prefix}_choice_p95", percentile(times, 0.95), "us", len(times))


if __name__ == "__main__":
    for figure in figures(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        sys.stdout.write(f"{figure.line}\n")
        say(f"  {figure.name}: {figure.value:.4g} {figure.unit}, {figure.verdict}")
