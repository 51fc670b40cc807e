"""How sure a hit must be: the lowest score whose false hits, by the evidence so far, stay within the error budget."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

ERROR_BUDGET = 0.01
CONFIDENCE = 0.95


class Tally(NamedTuple):
    """Outcomes of hits of one score: how many were right, how many wrong."""

    right: int = 0
    wrong: int = 0


Evidence = Mapping[int, Tally]
"""Per hundredth of score (97: from 0.97 to just below 0.98)."""


def step(score: float) -> int:
    """The hundredth a score falls into."""
    return int(score * 100 + 1e-9)


def merged(first: Evidence, second: Evidence) -> Evidence:
    """Both kinds of evidence together."""
    return {
        at: Tally(*(a + b for a, b in zip(first.get(at, Tally()), second.get(at, Tally()), strict=True)))
        for at in first.keys() | second.keys()
    }


def threshold(evidence: Evidence, budget: float = ERROR_BUDGET) -> float | None:
    """The lowest score from which on the upper bound on the share of false hits keeps `budget`; None if none does."""
    right = wrong = 0
    lowest = None
    for at in sorted(evidence, reverse=True):
        right, wrong = right + evidence[at].right, wrong + evidence[at].wrong
        if upper_bound(wrong, right + wrong) <= budget:
            lowest = at / 100
    return lowest


def upper_bound(wrong: int, total: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided Clopper-Pearson bound on the share of `wrong` among `total`: 1.0 without any evidence."""
    if wrong >= total:
        return 1.0
    low, high = wrong / total, 1.0
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, total, middle) > 1 - confidence else (low, middle)
    return high


def bounds(hits: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The two-sided Clopper-Pearson interval of the share `hits` of `total`; (0, 1) without any evidence."""
    if not total:
        return 0.0, 1.0
    side = (1 + confidence) / 2
    return 1 - upper_bound(total - hits, total, side), upper_bound(hits, total, side)


def _at_most(wrong: int, total: int, share: float) -> float:
    """The chance of at most `wrong` of `total`, each with probability `share`."""
    return math.fsum(math.exp(log) for log in _logs(wrong, total, share))


def _logs(wrong: int, total: int, share: float) -> Sequence[float]:
    whole, yes, no = math.lgamma(total + 1), math.log(share), math.log1p(-share)
    return [
        whole - math.lgamma(k + 1) - math.lgamma(total - k + 1) + k * yes + (total - k) * no for k in range(wrong + 1)
    ]
