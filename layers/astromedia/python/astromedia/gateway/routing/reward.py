"""How well an answer did, from 0 to 1: what the router learns to get more of."""

from astromedia.domain.learning import Verdict

from ..contracts import Outcome

SCHEMA, QUALITY, SPEED, THRIFT = 0.30, 0.50, 0.10, 0.10
"""Weights of: valid at once, judged quality, few seconds, few cents. They sum to 1.

What an answer costs counts little here: the price of money (the policy's pace) counts it in full.
"""
VERDICT = 0.5
"""What people say weighs as much as all of that together."""
VERDICTS: dict[Verdict, float] = {"approved": 1.0, "edited": 0.5, "rejected": 0.0}
USUAL_SECONDS = 30.0
USUAL_DOLLARS = 0.05
"""At these, speed and thrift are a half."""


def reward(outcome: Outcome) -> float:
    """The reward before anyone has seen the answer; none for a call without a valid answer."""
    if not outcome.schema:
        return 0.0
    speed = 1 / (1 + max(0.0, outcome.seconds) / USUAL_SECONDS)
    thrift = 1 / (1 + max(0.0, float(outcome.cost)) / USUAL_DOLLARS)
    quality = min(1.0, max(0.0, outcome.quality))
    return SCHEMA * min(1.0, outcome.schema) + QUALITY * quality + SPEED * speed + THRIFT * thrift


def with_verdict(before: float, verdict: Verdict | None) -> float:
    """The reward `before` anyone saw the answer, once people said what they think of it (None: they did not)."""
    return before if verdict is None else (1 - VERDICT) * before + VERDICT * VERDICTS[verdict]
