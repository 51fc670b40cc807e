"""The one retry policy of every model call: full jitter, Retry-After honoured, never beyond the time that is left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from astromedia.domain.errors import ProviderUnavailable

from .errors import ProviderBusy

Result = TypeVar("Result")


@dataclass(frozen=True)
class RetryPolicy:
    """At most `tries` calls. Waits are drawn from 0 to `first_seconds`, doubled per failure up to `longest_seconds`."""

    tries: int = 4
    first_seconds: float = 0.5
    longest_seconds: float = 20.0


PATIENT = RetryPolicy()


def wait_after(
    policy: RetryPolicy, failures: int, retry_after: float | None, seconds_left: float, chance: float
) -> float | None:
    """Seconds to wait after the `failures`-th failure in a row, or None when another try is not worth it.

    `chance` is a random number from 0 to 1. The provider's own `retry_after` is a lower bound, also above
    `longest_seconds`; a wait that would use up `seconds_left` is not begun.
    """
    if failures >= policy.tries:
        return None
    jittered = chance * min(policy.longest_seconds, policy.first_seconds * 2 ** (failures - 1))
    wait = max(jittered, retry_after or 0.0)
    return wait if wait < seconds_left else None


def persist(
    attempt: Callable[[], Result],
    policy: RetryPolicy,
    seconds_left: Callable[[], float],
    sleep: Callable[[float], None],
    random: Callable[[], float],
) -> Result:
    """The first result of `attempt` within the policy. ProviderUnavailable, naming the last failure, if none."""
    failures = 0
    while True:
        try:
            return attempt()
        except ProviderUnavailable as failure:
            failures += 1
            asked = failure.retry_after if isinstance(failure, ProviderBusy) else None
            wait = wait_after(policy, failures, asked, seconds_left(), random())
            if wait is None:
                raise ProviderUnavailable(f"{failure.detail} (tries: {failures})") from failure
            sleep(wait)
