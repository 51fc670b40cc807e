"""Cron expressions as EventBridge Scheduler reads them: which minutes of the calendar they name.

Grammar: "Schedule types in EventBridge Scheduler" (docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
ANY = "?"
SATURDAY = 7

_ITEM = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d{1,4}))?", re.ASCII)
_NEAREST = re.compile(r"(?P<day>\d{1,2})W", re.ASCII)
_LAST_OF_WEEKDAY = re.compile(r"(?P<weekday>\w+)L", re.ASCII)
_NTH_OF_WEEKDAY = re.compile(r"(?P<weekday>\w+)#(?P<nth>[1-5])", re.ASCII)

Days = Callable[[int, int], frozenset[int]]
"""The days of a month (year, month) that a field names."""


class Field(NamedTuple):
    """One place of the expression: its values from `least` to `most`, which names may stand for in order."""

    name: str
    least: int
    most: int
    names: Sequence[str] = ()

    def number(self, text: str) -> int:
        """The value that `text` is; ValueError says which there are."""
        if text.upper() in self.names:
            return self.least + self.names.index(text.upper())
        if not (text.isdecimal() and self.least <= int(text) <= self.most):
            named = f" or {self.names[0]}-{self.names[-1]}" if self.names else ""
            raise ValueError(f"'{text}' is not {self.least}-{self.most}{named}")
        return int(text)

    def values(self, text: str) -> frozenset[int]:
        """What a list of values, ranges and steps names; ValueError says which part is wrong."""
        return frozenset(value for item in text.split(",") for value in self._item(item))

    def _item(self, text: str) -> range:
        found = _ITEM.fullmatch(text)
        if not found:
            raise ValueError(f"'{text}' is no value, range (1-5), step (0/15) or *")
        first = self.number(found["first"]) if found["first"] else self.least
        single = found["first"] and not found["step"]
        last = self.number(found["last"]) if found["last"] else first if single else self.most
        step = int(found["step"] or 1)
        if last < first:
            raise ValueError(f"'{text}' ends before it begins")
        if step < 1:
            raise ValueError(f"'{text}' has a step of 0")
        return range(first, last + 1, step)


MINUTES, HOURS = Field("minutes", 0, 59), Field("hours", 0, 23)
DAY_OF_MONTH, MONTH = Field("day-of-month", 1, 31), Field("month", 1, 12, MONTHS)
DAY_OF_WEEK, YEAR = Field("day-of-week", 1, 7, WEEKDAYS), Field("year", 1970, 2199)
FIELDS = (MINUTES, HOURS, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR)


class Cron(NamedTuple):
    """The wall-clock minutes that an expression names, whatever the time zone."""

    minutes: Sequence[int]
    hours: Sequence[int]
    days: Days
    months: Sequence[int]
    years: Sequence[int]

    def walls(self, since: datetime) -> Iterator[datetime]:
        """Every wall-clock time from `since` (naive, included) on, in order; ends, as years end with 2199."""
        for day in self._days(since.date()):
            for hour in self.hours:
                for minute in self.minutes:
                    wall = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - a wall clock's
                    if wall >= since:
                        yield wall

    def _days(self, since: date) -> Iterator[date]:
        months = ((year, month) for year in self.years if year >= since.year for month in self.months)
        for year, month in months:
            if (year, month) >= (since.year, since.month):
                days = (date(year, month, day) for day in sorted(self.days(year, month)))
                yield from (day for day in days if day >= since)


def parse(text: str) -> Cron:
    """The expression inside cron(...). ValueError has one argument per fault, each of which names its field."""
    parts = text.split()
    if len(parts) not in (len(FIELDS) - 1, len(FIELDS)):
        names = " ".join(field.name for field in FIELDS)
        raise ValueError(f"cron takes 5 or 6 fields ({names}; the year may be left out), not {len(parts)}")
    faults: list[str] = []
    sets = [_values(field, part, faults) for field, part in zip(FIELDS, [*parts, "*"], strict=False)]
    days = _days(parts[2], parts[4], faults)
    if faults:
        raise ValueError(*faults)
    return Cron(sorted(sets[0]), sorted(sets[1]), days, sorted(sets[3]), sorted(sets[5]))


def _values(field: Field, text: str, faults: list[str]) -> frozenset[int]:
    """The field's values; what is wrong goes to `faults`. Days have a grammar of their own: see _days."""
    if field in (DAY_OF_MONTH, DAY_OF_WEEK):
        return frozenset()
    try:
        return field.values(text)
    except ValueError as fault:
        faults.append(f"{field.name}: {fault}")
        return frozenset()


def _days(of_month: str, of_week: str, faults: list[str]) -> Days:
    """One of the two day fields says which days, the other is `?`."""
    if (of_month == ANY) is (of_week == ANY):
        faults.append("day-of-month and day-of-week: exactly one of them must be ?")
    wanted = [(DAY_OF_MONTH, of_month, _by_date), (DAY_OF_WEEK, of_week, _by_weekday)]
    rules: list[Days] = []
    for field, text, rule in wanted:
        try:
            rules += [rule(text)] if text != ANY else []
        except ValueError as fault:
            faults.append(f"{field.name}: {fault}")
    return rules[0] if rules else lambda year, month: frozenset()


def _by_date(text: str) -> Days:
    if text == "L":
        return lambda year, month: frozenset({monthrange(year, month)[1]})
    if nearest := _NEAREST.fullmatch(text):
        wanted = DAY_OF_MONTH.number(nearest["day"])
        return lambda year, month: frozenset(_weekday_nearest(year, month, wanted))
    chosen = DAY_OF_MONTH.values(text)
    return lambda year, month: frozenset(day for day in chosen if day <= monthrange(year, month)[1])


def _by_weekday(text: str) -> Days:
    if last := _LAST_OF_WEEKDAY.fullmatch(text):
        weekday = DAY_OF_WEEK.number(last["weekday"])
        return lambda year, month: frozenset(_of_weekday(year, month, weekday)[-1:])
    if nth := _NTH_OF_WEEKDAY.fullmatch(text):
        weekday, position = DAY_OF_WEEK.number(nth["weekday"]), int(nth["nth"])
        return lambda year, month: frozenset(_of_weekday(year, month, weekday)[position - 1 : position])
    chosen = frozenset({SATURDAY}) if text == "L" else DAY_OF_WEEK.values(text)
    return lambda year, month: frozenset(day for weekday in chosen for day in _of_weekday(year, month, weekday))


def _of_weekday(year: int, month: int, weekday: int) -> list[int]:
    """The days of a month that are that weekday (1 is Sunday)."""
    starts, length = monthrange(year, month)  # of the calendar module: Monday is 0
    first = 1 + (weekday - 2 - starts) % 7
    return list(range(first, length + 1, 7))


def _weekday_nearest(year: int, month: int, day: int) -> Iterator[int]:
    """The weekday nearest to `day` within the month: Friday for a Saturday, Monday for a Sunday; none if the month
    has no such day."""
    length = monthrange(year, month)[1]
    if day > length:
        return
    at = date(year, month, day)
    step = {5: -1, 6: 1}.get(at.weekday(), 0)
    if not 1 <= day + step <= length:
        step = 2 if step < 0 else -2
    yield (at + timedelta(days=step)).day
