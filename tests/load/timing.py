"""How a call is timed, the same for all contenders. Standard library only: the peers' processes use it too."""

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from .figures import percentile

Request = TypeVar("Request")
WARM = 40
"""Calls that come first and are not counted: connections, caches and lazy imports are made there."""


def timed(call: Callable[[Request], object], requests: Sequence[Request]) -> dict[str, float]:
    """Milliseconds per call (p50, p95, processor) of one call per request, one after the other; the warm ones first."""
    for request in requests[:WARM]:
        call(request)
    gc.collect()
    seconds = []
    processor = time.process_time()
    for request in requests[WARM:]:
        began = time.perf_counter()
        call(request)
        seconds.append(time.perf_counter() - began)
    processor = time.process_time() - processor
    return {
        "p50": percentile(seconds, 0.5) * 1e3,
        "p95": percentile(seconds, 0.95) * 1e3,
        "cpu": processor / len(seconds) * 1e3,
    }


def tell(result: dict[str, float]) -> None:
    """Hand a measurement to the process that asked for it."""
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
