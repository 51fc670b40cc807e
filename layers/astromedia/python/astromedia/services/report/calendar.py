"""The posting calendar: whole weeks, Monday to Sunday."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Generic, NamedTuple, TypeVar

MOST_WEEKS = 10
Item = TypeVar("Item")


class Day(NamedTuple, Generic[Item]):
    """One day; `inside` says whether the campaign runs on it."""

    date: date
    inside: bool
    items: Sequence[Item]


class Calendar(NamedTuple, Generic[Item]):
    """Weeks of seven days. `gaps` says that weeks without an item were left out, as there are too many to show."""

    weeks: Sequence[Sequence[Day[Item]]]
    gaps: bool


def calendar(first: date, last: date, items: Iterable[tuple[date, Item]]) -> Calendar[Item]:
    """The weeks from `first` to `last`; of more than ten, those that have items."""
    by_day: dict[date, list[Item]] = defaultdict(list)
    for on, item in items:
        by_day[on].append(item)
    monday = first - timedelta(days=first.weekday())
    sunday = last + timedelta(days=6 - last.weekday())
    dates = [monday + timedelta(days=i) for i in range((sunday - monday).days + 1)]
    weeks = [
        [Day(on, first <= on <= last, by_day.get(on, [])) for on in dates[i : i + 7]] for i in range(0, len(dates), 7)
    ]
    shown = weeks if len(weeks) <= MOST_WEEKS else [week for week in weeks if any(day.items for day in week)]
    return Calendar(shown, len(shown) < len(weeks))
