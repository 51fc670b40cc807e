"""How durations, money and phases read."""

from datetime import datetime
from decimal import Decimal

from ..models import Phase
from .failures import one_line

FROM = {"cache": "from the cache", "semantic": "from the cache, by meaning", "memo": "paid for before"}
"""Where an output came from, if no provider was asked for it just now."""


def seconds(value: float) -> str:
    """3.24 -> "3.2 s", 95 -> "1:35"."""
    if value < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(int(value), 60)
    return f"{minutes}:{rest:02d}"


def money(amount: Decimal, currency: str = "USD") -> str:
    """Exact, without exponent and with at least two decimals: "USD 0.00", "USD 0.000312"."""
    digits = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{currency} {amount:.{digits}f}"


def moment(at: datetime) -> str:
    """A moment as people read it: "2026-03-09 09:31 UTC"."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def between(start: datetime, end: datetime) -> float:
    """Seconds from `start` to `end`; none if the clocks of two machines disagree about the order."""
    return max(0.0, (end - start).total_seconds())


def elapsed(phase: Phase, now: datetime) -> str:
    """How long the agent took, or has taken until `now`; empty before it starts."""
    return seconds(between(phase.started_at, phase.worked_until or now)) if phase.started_at else ""


def phase_facts(phase: Phase, now: datetime) -> str:
    """Who did `phase`, how long it took, what it cost, what the cache saved, and who wrote it."""
    facts = (phase.agent, elapsed(phase, now), money(phase.cost), saving(phase.saved), author(phase))
    return one_line(", ".join(filter(None, facts)))


def title(phase: Phase) -> str:
    """Its name, and its revision if that is not the first: "copy (revision 2)"."""
    return one_line(phase.name if phase.revision == 1 else f"{phase.name} (revision {phase.revision})")


def saving(amount: Decimal) -> str:
    """What the cache spared, if anything: "USD 0.0009 saved"."""
    return f"{money(amount)} saved" if amount else ""


def author(phase: Phase) -> str:
    """The model that wrote `phase`, the cache if that had it, and the providers that failed to."""
    failed = ", ".join(phase.failed_providers)
    notes = [FROM.get(phase.source or "", ""), f"after {failed} failed" if failed else ""]
    noted = ", ".join(filter(None, notes))
    return f"{phase.author} ({noted})" if noted and phase.author else phase.author
