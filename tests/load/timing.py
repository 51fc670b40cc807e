"""How a call is timed, the same for all contenders. Standard library only: the peers' processes use it too."""

import gc
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .figures import percentile

Request = TypeVar("Request")
WARM = 40
"""Calls that come first and are not counted: connections, caches and lazy imports are made there."""


@dataclass
class Apart:
    """Seconds, and processor seconds, that are told apart from a call's own. It only ever grows."""

    seconds: float = 0.0
    processor: float = 0.0


def timed(
    call: Callable[[Request], object], requests: Sequence[Request], apart: Apart | None = None
) -> dict[str, float]:
    """Milliseconds per call (p50, p95, processor) of one call per request, one after the other; the warm ones first.

    What was spent `apart` is
    not in them; it comes with them as apart_p50, apart_p95 and apart_cpu.
    """
    apart = apart or Apart()
    for request in requests[:WARM]:
        call(request)
    gc.collect()
    laps = []
    processor, processor_apart = time.process_time(), apart.processor
    for request in requests[WARM:]:
        began, before = time.perf_counter(), apart.seconds
        call(request)
        laps.append((time.perf_counter() - began, apart.seconds - before))
    processor, processor_apart = time.process_time() - processor, apart.processor - processor_apart
    own, others = [whole - part for whole, part in laps], [part for _, part in laps]
    return {
        **{f"p{share}": percentile(own, share / 100) * 1e3 for share in (50, 95)},
        **{f"apart_p{share}": percentile(others, share / 100) * 1e3 for share in (50, 95)},
        "cpu": (processor - processor_apart) / len(laps) * 1e3,
        "apart_cpu": processor_apart / len(laps) * 1e3,
    }


def tell(result: Mapping[str, float]) -> None:
    """Hand a measurement to the process that asked for it."""
    sys.stdout.write(json.dumps(dict(result)) + "\n")
    sys.stdout.flush()
