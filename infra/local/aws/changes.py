"""All that this host changes of ministack."""

from pathlib import Path
from typing import Protocol

from infra.local.aws import access_log, conditions, functions, identity, items, secrets, states, templates
from infra.local.aws.forward import Functions, StepFunctions
from infra.local.hooks import Hook


class Hooking(Protocol):
    """A part of this host that changes ministack by itself."""

    def hooks(self) -> list[Hook]: ...


def all_hooks(lambdas: Functions, machines: StepFunctions, logs: Path, *parts: Hooking) -> list[Hook]:
    """Every hook, over the servers beside ministack, the folder of its logs, and `parts`: schedules, what is kept, what
    is refused, what is used, who uses the cache."""
    return [
        *access_log.hooks(logs),
        *functions.hooks(lambdas),
        *secrets.hooks(lambdas),
        *states.hooks(machines),
        *identity.hooks(),
        *templates.hooks(),
        *conditions.hooks(),
        *items.hooks(),
        *(hook for part in parts for hook in part.hooks()),
    ]
