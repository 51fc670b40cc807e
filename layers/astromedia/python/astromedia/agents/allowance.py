"""What a phase may still take: time until its Lambda ends, money until the maximum of its quote."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from astromedia.domain.campaign import Attempt

LONGEST_TEXT_SECONDS, LONGEST_MEDIA_SECONDS = 240.0, 120.0
RESERVE_SECONDS = 45.0
"""Of a Lambda's time, what no model may use: a last short try at each route, and writing down how it ended."""


@dataclass
class Allowance:
    """`money` (US dollars) is None where no quote was made; `repeated` says that the phase was begun before."""

    ends: float
    money: Decimal | None = None
    repeated: bool = False
    now: Callable[[], float] = time.monotonic

    def bounds(self, longest: float) -> dict[str, Any]:
        """What bounds the next call, which may take `longest` seconds if there is time."""
        seconds = max(0.0, min(longest, self.ends - self.now()))
        return {"max_seconds": seconds, "max_cost": self.money, "repeated": self.repeated}

    def spend(self, cost: Decimal) -> None:
        """Note what a call has cost."""
        if self.money is not None:
            self.money -= cost


def used_up(attempts: Iterable[Attempt]) -> int:
    """How many drafts these attempts used up: draft and repair of one model were no good."""
    invalid = [_invalid(attempt) for attempt in attempts]
    return sum(1 for draft, repair in pairwise(invalid) if draft and draft == repair)


def draft_step(drafts: int) -> str:
    """The name of a phase's text call. Whoever tries again after so many drafts were used up wants a new one."""
    return f"draft/{drafts + 1}" if drafts else "draft"


def _invalid(attempt: Attempt) -> tuple[str, str] | None:
    """Whose invalid answer it is."""
    is_invalid = attempt.failure is not None and attempt.failure.error == "OutputInvalid"
    return (attempt.provider, attempt.model) if is_invalid else None
