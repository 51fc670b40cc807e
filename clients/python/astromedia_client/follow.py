"""Follows a campaign's timeline by polling: quick while things happen, slower while nothing does."""

from collections.abc import Callable, Iterator, Sequence

from .answers import Page
from .models import Campaign, Event

SHORTEST, LONGEST, GROWTH = 0.3, 1.0, 1.3
"""Seconds between two looks, and how much longer each quiet one waits."""

PATIENCE = 10
"""After so many quiet looks the campaign itself is asked whether it still runs."""


def batches(
    fetch: Callable[[str | None], Page[Event]],
    read: Callable[[], Campaign],
    sleep: Callable[[float], object],
    cursor: str | None = None,
) -> Iterator[list[Event]]:
    """New events after `cursor`, a list per look, each event once and in order, until the campaign has ended.

    An empty list comes whenever the campaign was asked and still runs: time to look at what the timeline does not tell.
    A campaign that was retried goes on after its "failed"; one that was cancelled has some things left to tell.
    """
    last: Event | None = None
    over = False
    wait, quiet = SHORTEST, 0
    while True:
        page = fetch(cursor)
        cursor = page.next_cursor or cursor
        fresh = [event for event in page.items if last is None or event.sequence > last.sequence]
        if fresh:
            last, wait, quiet = fresh[-1], SHORTEST, 0
            over = _is_over(fresh, over)
            yield fresh
            continue
        quiet += 1
        if over:
            return
        if quiet % PATIENCE == 0:
            if read().ended:
                return
            yield []
        sleep(wait)
        wait = min(LONGEST, wait * GROWTH)


def _is_over(fresh: Sequence[Event], over: bool) -> bool:  # noqa: FBT001 - what it was before
    """Whether the campaign has ended and was not begun again."""
    for event in fresh:
        over = event.ends_campaign or (over and not event.begins_campaign)
    return over
