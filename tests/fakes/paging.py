"""Cutting a sorted list into pages the way a table does."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from astromedia.domain.ports import Page

Item = TypeVar("Item")


def cut(items: Sequence[Item], position: Callable[[Item], str], limit: int, after: str | None) -> Page[Item]:
    """The first `limit` of `items` that come after the one at position `after`."""
    start = next((i + 1 for i, item in enumerate(items) if position(item) == after), len(items)) if after else 0
    found = items[start : start + limit]
    more = start + limit < len(items)
    return Page(found, position(found[-1]) if more else None)
