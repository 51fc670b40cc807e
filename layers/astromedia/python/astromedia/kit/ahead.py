"""Round trips that do not need each other, at once: who waits for several of them waits for the slowest."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Answer = TypeVar("Answer")

_THREADS = ThreadPoolExecutor(max_workers=24, thread_name_prefix="ahead")
"""They are begun when first needed."""


def ahead(ask: Callable[[], Answer]) -> Callable[[], Answer]:
    """Begin to `ask`, and return what waits for the answer, or raises what asking raised.

    If no thread was free until then, who waits asks: so one `ahead` may need another.
    """
    begun = _THREADS.submit(copy_context().run, ask)

    def answer() -> Answer:
        return ask() if begun.cancel() else begun.result()

    return answer
