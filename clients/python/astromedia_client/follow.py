"""Follows a campaign's timeline by polling: quick at first, then as often as the rate of a small plan bears."""

from collections.abc import Callable, Iterator, Sequence

from .answers import Page
from .models import Campaign, Event

SHORTEST, LONGEST, GROWTH = 0.3, 3.0, 1.15
"""Seconds between two looks, and how much longer each waits than the one before: 31 looks in the first minute, then 20.
Whoever shows what they see asks twice more for each, and has 100 requests a minute."""

PATIENCE = 5
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
            last, quiet = fresh[-1], 0
            over = _is_over(fresh, over)
            yield fresh
        elif over:
            return
        else:
            quiet += 1
            if quiet % PATIENCE == 0:
                if read().ended:
                    return
                yield []
        if not over:
            sleep(wait)
            wait = min(LONGEST, wait * GROWTH)


def _is_over(fresh: Sequence[Event], over: bool) -> bool:  # noqa: FBT001 - what it was before
    """Whether the campaign has ended and was not begun again."""
    for event in fresh:
        over = event.ends_campaign or (over and not event.begins_campaign)
    return over
