"""When a schedule runs, as EventBridge Scheduler does it.

What its User Guide says ("Schedule types in EventBridge Scheduler", docs.aws.amazon.com/scheduler/latest/UserGuide/
schedule-types.html): cron and at are read as wall-clock times of the schedule's zone. "When time shifts forward in the
Spring, if a cron expression falls on a non-existent date and time, your schedule invocation is skipped. When time
shifts backwards in the Fall, your schedule runs only once and does not repeat its invocation": "before the shift
occurs". A rate counts durations, whatever the clocks do, and "StartDate [sets] the first occurrence".
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import dropwhile, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from . import cron
from .errors import FieldError

LONGEST_RATE = timedelta(days=366)
_AT = re.compile(r"at\((?P<wall>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)", re.ASCII)
_RATE = re.compile(r"rate\((?P<value>\d{1,6}) (?P<unit>minute|hour|day)s?\)", re.ASCII)
_CRON = re.compile(r"cron\((?P<fields>[^()]*)\)")
SYNTAX = "is not at(2027-03-28T09:30:00), rate(5 minutes) or cron(0 9 ? * MON-FRI *)"


class Timing(NamedTuple):
    """An expression, the zone its wall-clock times are of, and the instants between which it holds (both included).

    Only a rate needs `start`: it is its first occurrence. An at() has neither.
    """

    expression: str
    time_zone: str = "UTC"
    start: datetime | None = None
    end: datetime | None = None

    @property
    def once(self) -> bool:
        """Whether it runs a single time."""
        return self.expression.startswith("at(")

    @property
    def rated(self) -> bool:
        """Whether it counts durations instead of reading a clock."""
        return self.expression.startswith("rate(")


@cache
def zones() -> frozenset[str]:
    """The names of all IANA time zones."""
    return frozenset(available_timezones())


def faults_of(timing: Timing, now: datetime) -> list[FieldError]:
    """All that keeps `timing` from being a schedule's at the moment `now`, each under the field it is about."""
    faults = [FieldError("expression", fault) for fault in _expression_faults(timing.expression)]
    if timing.time_zone not in zones():
        message = f"'{timing.time_zone}' is not an IANA time zone; use a name such as Europe/Paris"
        faults.append(FieldError("time_zone", message))
    faults += _bound_faults(timing, now)
    return faults or _never(timing, now)


def occurrences(timing: Timing, since: datetime) -> Iterator[datetime]:
    """The instants (UTC) at which a valid `timing` runs, from `since` (included) on, in order; may never end."""
    first = max(since, timing.start) if timing.start else since
    found = dropwhile(lambda at: at < first, _all(timing, first))
    return takewhile(lambda at: timing.end is None or at <= timing.end, found)


def instant(wall: datetime, time_zone: str) -> datetime | None:
    """The instant (UTC) of a wall-clock time: the first one where clocks go back, None where they skip it."""
    at = wall.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    return at if at.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) == wall else None


def _all(timing: Timing, first: datetime) -> Iterator[datetime]:
    """The instants about and after `first`, whatever the bounds."""
    if at := _AT.fullmatch(timing.expression):
        once = instant(datetime.fromisoformat(at["wall"]), timing.time_zone)
        return iter([once] if once else [])
    if rate := _RATE.fullmatch(timing.expression):
        return _multiples(timing.start or first, _interval(rate), first)
    fields = timing.expression.removeprefix("cron(").removesuffix(")")
    # An hour that clocks repeat has the same wall-clock times twice: begin early enough to see the first of them.
    since = (first.astimezone(ZoneInfo(timing.time_zone)) - timedelta(hours=3)).replace(tzinfo=None)
    walls = cron.parse(fields).walls(since)
    return (at for at in (instant(wall, timing.time_zone) for wall in walls) if at)


def _multiples(start: datetime, interval: timedelta, first: datetime) -> Iterator[datetime]:
    at = start + max(0, (first - start) // interval) * interval
    while at < datetime.max.replace(tzinfo=UTC) - interval:
        yield at
        at += interval


def _interval(rate: re.Match[str]) -> timedelta:
    return timedelta(**{f"{rate['unit']}s": int(rate["value"])})


def _expression_faults(expression: str) -> Sequence[str]:
    if at := _AT.fullmatch(expression):
        return _at_faults(at)
    if rate := _RATE.fullmatch(expression):
        return _rate_faults(rate)
    if fields := _CRON.fullmatch(expression):
        return _cron_faults(fields["fields"])
    return [SYNTAX]


def _at_faults(at: re.Match[str]) -> Sequence[str]:
    try:
        year = datetime.fromisoformat(at["wall"]).year
    except ValueError as fault:
        return [f"{at['wall']} is no date and time: {fault}"]
    return [] if cron.YEAR.least <= year <= cron.YEAR.most else [f"the year {year} is not 1970-2199"]


def _rate_faults(rate: re.Match[str]) -> Sequence[str]:
    interval = _interval(rate)
    if not interval:
        return ["a rate is at least 1"]
    return ["a rate is at most 366 days"] if interval > LONGEST_RATE else []


def _cron_faults(fields: str) -> Sequence[str]:
    try:
        cron.parse(fields)
    except ValueError as faults:
        return [str(fault) for fault in faults.args]
    return []


def _bound_faults(timing: Timing, now: datetime) -> list[FieldError]:
    start, end = timing.start, timing.end
    faults = []
    if timing.once:
        given = {"start": start, "end": end}
        faults += [FieldError(name, "an at() runs once; leave it out") for name, value in given.items() if value]
    elif start and end and start >= end:
        faults.append(FieldError("end", "is not after start"))
    elif end and end <= now:
        faults.append(FieldError("end", "is in the past"))
    return faults


def _never(timing: Timing, now: datetime) -> list[FieldError]:
    """The fault of a timing that is right in itself, but of which nothing comes any more."""
    if next(occurrences(timing, now), None):
        return []
    if not timing.once:
        return [FieldError("expression", "has no occurrence that is still to come")]
    wall = timing.expression[3:-1]
    skipped = instant(datetime.fromisoformat(wall), timing.time_zone) is None
    why = f"does not exist in {timing.time_zone}: clocks skip it" if skipped else "is in the past"
    return [FieldError("expression", f"{wall} {why}; choose another time")]
