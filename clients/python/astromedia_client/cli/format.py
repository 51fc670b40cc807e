"""How durations, money and events read."""

from datetime import datetime
from decimal import Decimal

from ..models import Event, Phase
from .failures import one_line


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


def between(start: datetime, end: datetime) -> float:
    """Seconds from `start` to `end`; none if the clocks of two machines disagree about the order."""
    return max(0.0, (end - start).total_seconds())


def elapsed(phase: Phase, now: datetime) -> str:
    """How long `phase` took, or has taken until `now`; empty before it starts."""
    return seconds(between(phase.started_at, phase.ended_at or now)) if phase.started_at else ""


def event_line(event: Event, origin: datetime | None = None) -> str:
    """One event on one line; its time is in seconds since `origin`, or absolute without one."""
    when = f"{event.at:%Y-%m-%d %H:%M:%S}" if origin is None else f"{between(origin, event.at):7.1f} s"
    facts = [f"{name}={one_line(value)}" for name, value in event.data.items() if isinstance(value, str | int | float)]
    return "  ".join([when, f"{one_line(event.type):<18}", f"{one_line(event.phase or ''):<13}", *facts]).rstrip()


def phase_facts(phase: Phase, now: datetime) -> str:
    """Who did `phase`, how long it took, what it cost and with which model."""
    return one_line(
        ", ".join(part for part in (phase.agent, elapsed(phase, now), money(phase.cost), phase.model) if part)
    )
