"""Geometry of the charts, as pure functions. Positions are SVG lengths in percent, so text stays as big on a phone."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

GAP = Decimal("0.6")
TENTHS = (1, 2, 5, 10, 20, 50, 100, 200, 300, 600, 1200, 3000, 6000, 12000, 36000, 72000, 144000, 432000)
TICK_STEPS = tuple(Decimal(n) / 10 for n in TENTHS)
MOST_TICKS = 5


class Bar(NamedTuple):
    """A bar on a horizontal scale."""

    x: str
    width: str


class Tick(NamedTuple):
    """A mark on a scale: where, which value, and on which side of it its text goes (start, middle, end)."""

    x: str
    value: Decimal
    anchor: str


class Slice(NamedTuple):
    """One slice of a ring whose path is 100 long: `length` of it, from `offset` on; `shade` numbers its colour."""

    shade: int
    length: Decimal
    offset: Decimal


class Orbit(NamedTuple):
    """A ring of radius `ring` and the centre and radius of the body on it."""

    ring: str
    x: str
    y: str
    body: int


def ring(percents: Sequence[int]) -> tuple[Slice, ...]:
    """The slices of whole `percents` that sum to 100, clockwise from the top; one of 0 % has no slice."""
    starts = accumulate(percents, initial=0)
    return tuple(
        Slice(shade, Decimal(percent) - (GAP if percent < 100 else Decimal(0)), Decimal(-start))
        for shade, (percent, start) in enumerate(zip(percents, starts, strict=False))
        if percent
    )


def bar(start: Decimal, end: Decimal, total: Decimal) -> Bar:
    """The bar from `start` to `end` on a scale of 0 to `total`; never too thin to be seen."""
    x, width = _share(start, total), _share(end - start, total)
    width = max(width, Decimal("0.5"))
    return Bar(_percent(min(x, 100 - width)), _percent(width))


def point(day: int, days: int) -> str:
    """The middle of campaign `day` (from 1) on a scale of `days`."""
    return _percent(_share(Decimal(day) - Decimal("0.5"), Decimal(days)))


def duration_ticks(total: Decimal) -> tuple[Tick, ...]:
    """Round values (seconds) from 0 on, at most five, that lie on a scale of 0 to `total`."""
    step = next((s for s in TICK_STEPS if total / s < MOST_TICKS), TICK_STEPS[-1])
    count = min(int(total / step), MOST_TICKS - 1)
    values = [step * i for i in range(count + 1)]
    return tuple(Tick(_percent(_share(v, total)), v, _anchor(v, total)) for v in values)


def day_ticks(first: date, days: int) -> tuple[tuple[str, date, str], ...]:
    """At most four evenly spaced days of the campaign, its first and last among them: position, date, text anchor."""
    count = min(4, days)
    marks = [round(i * (days - 1) / max(1, count - 1)) for i in range(count)]
    ends = {0: "start", days - 1: "end"}
    return tuple(
        (
            _percent(Decimal(0) if i == 0 else Decimal(100) if i == days - 1 else _share(Decimal(i), Decimal(days))),
            first + timedelta(days=i),
            ends.get(i, "middle"),
        )
        for i in marks
    )


def orbits(count: int) -> tuple[Orbit, ...]:
    """A ring per phase around the origin and one body on each, a golden angle apart: the cover's drawing."""
    angles = [math.radians(i * 137.508 - 40) for i in range(count)]
    radii = [70 + 360 * i / max(1, count - 1) for i in range(count)]
    return tuple(
        Orbit(f"{r:.1f}", f"{r * math.cos(a):.1f}", f"{r * math.sin(a):.1f}", 8 + 7 * i % 17)
        for i, (r, a) in enumerate(zip(radii, angles, strict=True))
    )


def _anchor(value: Decimal, total: Decimal) -> str:
    if value == 0:
        return "start"
    return "end" if _share(value, total) > 90 else "middle"


def _share(value: Decimal, total: Decimal) -> Decimal:
    return value * 100 / total if total else Decimal(0)


def _percent(value: Decimal) -> str:
    return f"{value:.2f}%"
