"""Whether a request came through the edge: it then shows a secret that only the edge adds."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest

from astromedia.domain.ports import Clock

AGAIN = timedelta(seconds=10)
"""How long after a look at the secret the next one may be had, however many requests show what it does not hold."""


class OriginService:
    """Over whatever reads the values that count: the current one and, after a rotation, the one before.

    Known values are kept for as long as requests show them, so that an answer does not depend on the secret's store;
    a value that is not among them is a reason to look again, as the secret may have been rotated.
    """

    def __init__(self, values: Callable[[], Sequence[str]], clock: Clock) -> None:
        self._read, self._clock = values, clock
        self._known: Sequence[str] = ()
        self._looked: datetime | None = None

    def verified(self, shown: str) -> bool:
        """Whether `shown` is a value that counts. Whatever the store raises, if it does not answer."""
        if self._among_known(shown):
            return True
        now = self._clock()
        if self._known and self._looked and now < self._looked + AGAIN:
            return False
        self._looked = now
        self._known = self._read()
        return self._among_known(shown)

    def _among_known(self, shown: str) -> bool:
        """Each is compared in constant time: how long it takes tells who knows none nothing of them."""
        return any(compare_digest(shown.encode(), value.encode()) for value in self._known)
