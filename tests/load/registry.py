"""Every bench by name. Each is a module with `figures()`, loaded when it is run."""

from collections.abc import Callable, Iterable
from importlib import import_module

from .figures import Figure

MODULES = {
    "import_time": "import_time",
    "cold_start": "cold_start",
    "gateway_overhead": "gateway_overhead",
    "exact_hit": "exact_hit",
    "semantic_lookup": "semantic_lookup",
    "semantic_quality": "semantic_quality",
    "routing": "routing",
    "hold_settle": "ledger_latency",
    "overspend": "overspend",
    "orchestration": "orchestration",
    "api": "api",
}


def bench(name: str) -> Callable[[], Iterable[Figure]]:
    """The bench `name`. KeyError if there is none, ImportError if it cannot be loaded."""
    figures: Callable[[], Iterable[Figure]] = import_module(f"{__package__}.{MODULES[name]}").figures
    return figures
