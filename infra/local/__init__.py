"""The local host: the CDK app's own template, its functions and its state machines, on one machine without Docker."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.local.cloud import LocalCloud
    from infra.local.endpoints import Endpoints
    from infra.local.plan import Project

__all__ = ["Endpoints", "LocalCloud", "Project"]

_HOMES = {"Endpoints": "infra.local.endpoints", "LocalCloud": "infra.local.cloud", "Project": "infra.local.plan"}


def __getattr__(name: str) -> Any:
    """Import on demand: the servers, which are modules of this package, must not pay for the client's imports."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
