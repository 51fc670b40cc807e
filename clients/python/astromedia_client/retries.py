"""When to ask again, and after how long: pure decisions."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .errors import ApiProblem, ApiUnreachable

ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds: a rate by the minute has room again by then. A server that asks for more patience is reported instead."""

_BUSY = {429, 503}
_AT_WORK = 409
"""With a Retry-After: an earlier try of the same request goes on."""


def seconds_asked_for(retry_after: str | None, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for (it is seconds or an HTTP date), or None if it says nothing usable."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def wait_before_retry(
    attempt: int, failure: ApiProblem | ApiUnreachable, now: datetime, rng: Callable[[], float]
) -> float | None:
    """Seconds to wait after `failure` of `attempt` (1 = first) of a request that may be repeated, or None to give up.

    Without a wish of the server the wait doubles from a quarter of a second, with jitter (`rng` gives 0 to 1).
    """
    if attempt >= ATTEMPTS:
        return None
    if isinstance(failure, ApiProblem):
        asked = seconds_asked_for(failure.retry_after, now)
        if failure.status not in _BUSY and (failure.status != _AT_WORK or asked is None):
            return None
        if asked is not None:
            return asked if asked <= LONGEST_WAIT else None
    return float(0.25 * 2 ** (attempt - 1) * (0.5 + rng() / 2))
