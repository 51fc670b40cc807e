"""A store whose time is told apart from that of those who use it."""

import time
from typing import Any

from .timing import Apart


class Watched:
    """Any store; what its methods take is added to `apart`."""

    def __init__(self, store: Any, apart: Apart) -> None:
        self._store, self._apart = store, apart

    def __getattr__(self, name: str) -> Any:
        method, apart = getattr(self._store, name), self._apart

        def watched(*arguments: Any, **options: Any) -> Any:
            began, processor = time.perf_counter(), time.process_time()
            try:
                return method(*arguments, **options)
            finally:
                apart.seconds += time.perf_counter() - began
                apart.processor += time.process_time() - processor

        self.__dict__[name] = watched
        return watched
