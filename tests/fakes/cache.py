"""A shared cache in memory, for threads of one process."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from threading import Condition
from uuid import uuid4


class FakeCache:
    """Implements contracts.CacheStore; `now` (seconds) is what expiry goes by."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.values: dict[tuple[str, str], tuple[bytes, float]] = {}
        self.tags: dict[tuple[str, str], frozenset[str]] = {}
        self.leases: dict[tuple[str, str], tuple[str, float]] = {}
        self.counters: dict[tuple[str, str], Counter[str]] = {}
        self.lists: dict[tuple[str, str], tuple[list[bytes], float]] = {}
        self._changed = Condition()

    def get(self, workspace_id: str, key: str) -> bytes | None:
        value, until = self.values.get((workspace_id, key), (None, 0.0))
        return value if self.now() < until else None

    def put(self, workspace_id: str, key: str, value: bytes, seconds: int, tags: Sequence[str] = ()) -> None:
        self.values[workspace_id, key] = value, self.now() + seconds
        self.tags[workspace_id, key] = frozenset(tags)

    def drop(self, workspace_id: str, tag: str | None = None) -> int:
        mine = [key for key in self.values if key[0] == workspace_id and (tag is None or tag in self.tags[key])]
        for key in mine:
            del self.values[key]
        lists = [key for key in self.lists if key[0] == workspace_id and tag is None]
        for key in lists:
            del self.lists[key]
        return len(mine) + len(lists)

    def lead(self, workspace_id: str, key: str, seconds: float) -> str | None:
        with self._changed:
            if self._led(workspace_id, key):
                return None
            lease = uuid4().hex
            self.leases[workspace_id, key] = lease, self.now() + seconds
            return lease

    def done(self, workspace_id: str, key: str, lease: str) -> None:
        with self._changed:
            if self.leases.get((workspace_id, key), ("", 0.0))[0] == lease:
                del self.leases[workspace_id, key]
            self._changed.notify_all()

    def wait(self, workspace_id: str, key: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        with self._changed:
            while self._led(workspace_id, key) and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(min(left, max(0.0, self.leases[workspace_id, key][1] - self.now())))

    def count(self, workspace_id: str, name: str, amounts: Mapping[str, int]) -> None:
        with self._changed:
            self.counters.setdefault((workspace_id, name), Counter()).update(amounts)

    def counts(self, workspace_id: str, name: str) -> Mapping[str, int]:
        return dict(self.counters.get((workspace_id, name), {}))

    def flush(self) -> None:
        """Nothing is waiting to be written."""

    def rows(self, workspace_id: str, key: str, limit: int) -> Sequence[bytes]:
        rows, until = self.lists.get((workspace_id, key), ([], 0.0))
        return rows[:limit] if self.now() < until else []

    def add_row(self, workspace_id: str, key: str, value: bytes, most: int, seconds: int) -> None:
        with self._changed:
            self.lists[workspace_id, key] = [value, *self.rows(workspace_id, key, most)][:most], self.now() + seconds

    def _led(self, workspace_id: str, key: str) -> bool:
        return self.now() < self.leases.get((workspace_id, key), ("", 0.0))[1]
