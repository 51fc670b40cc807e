"""Notices edited source: the revision of the folders that functions run from."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_FRESH_FOR = 0.2
"""Seconds for which a scan stands: an edit is picked up by the first invocation this long after it."""


class Sources:
    """The number and newest change of all files under `folders`."""

    def __init__(self, folders: Sequence[Path], clock: Callable[[], float] = time.monotonic) -> None:
        self._folders = folders
        self._clock = clock
        self._scanned_at = float("-inf")
        self._revision = (0, 0)

    def revision(self) -> tuple[int, int]:
        """Equal as long as no file is added, removed or changed; scans at most every 200 ms."""
        if self._clock() - self._scanned_at >= _FRESH_FOR:
            times = [changed for folder in self._folders for changed in _changes(folder)]
            self._revision = (len(times), max(times, default=0))
            self._scanned_at = self._clock()
        return self._revision


def _changes(folder: Path | str) -> Iterator[int]:
    """When each file under `folder` last changed, in nanoseconds; Python's own caches do not count."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _changes(entry.path)
            elif not entry.name.endswith(".pyc"):
                with contextlib.suppress(FileNotFoundError):
                    yield entry.stat().st_mtime_ns
