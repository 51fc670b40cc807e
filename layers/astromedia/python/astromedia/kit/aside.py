"""Work that nobody waits for while there is other work, and that is done before its invocation ends."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context


class Aside:
    """Does work in order on a thread of its own, which it has from the first work on."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
        self._begun: list[Future[object]] = []

    def __call__(self, work: Callable[[], object]) -> None:
        """Begin `work`, or let it wait for what was begun before."""
        self._begun.append(self._thread.submit(copy_context().run, work))

    def finish(self) -> None:
        """Wait until all work is done. What one of them raises is raised here, once all are done."""
        begun, self._begun = self._begun, []
        errors = [error for work in begun if (error := work.exception())]
        if errors:
            raise errors[0]
