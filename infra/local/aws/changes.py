"""All that this host changes of ministack."""

from pathlib import Path

from infra.local.aws import access_log, conditions, functions, identity, items, secrets, states, templates
from infra.local.aws.forward import Functions, StepFunctions
from infra.local.aws.refusals import Refusals
from infra.local.aws.scheduler import Deliveries
from infra.local.aws.storage import Storage
from infra.local.hooks import Hook


def all_hooks(
    lambdas: Functions, machines: StepFunctions, deliveries: Deliveries, store: Storage, refusals: Refusals, logs: Path
) -> list[Hook]:
    """Every hook, over the servers beside ministack, what it keeps, and the folder of its logs."""
    return [
        *access_log.hooks(logs),
        *functions.hooks(lambdas),
        *secrets.hooks(lambdas),
        *states.hooks(machines),
        *identity.hooks(),
        *deliveries.hooks(),
        *templates.hooks(),
        *conditions.hooks(),
        *items.hooks(),
        *store.hooks(),
        *refusals.hooks(),
    ]
