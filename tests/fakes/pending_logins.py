"""Logins that wait for a code, in memory."""

from collections import Counter
from threading import Lock

from astromedia.domain.two_factor import PendingLogin


class FakePendingLogins:
    """Implements two_factor.PendingLogins."""

    def __init__(self) -> None:
        self.logins: dict[str, PendingLogin] = {}
        self.tries: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, login: PendingLogin) -> None:
        self.logins[login.token_hash] = login

    def attempt(self, token_hash: str, most: int) -> PendingLogin | None:
        with self._lock:
            if token_hash not in self.logins or self.tries[token_hash] >= most:
                return None
            self.tries[token_hash] += 1
            return self.logins[token_hash]

    def remove(self, token_hash: str) -> bool:
        return self.logins.pop(token_hash, None) is not None
