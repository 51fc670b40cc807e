"""What of a workspace runs and waits, and how much of it may run at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.audit import Action
from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.domain.permission import Permission
from astromedia.domain.plan import concurrency_of, plan_named
from astromedia.domain.ports import Budgets, Queue
from astromedia.domain.queue import Slot, SlotStatus, Ticket
from astromedia.kit.ahead import ahead

from .audit import Audit
from .roles import check_own, require

MOST_WAITING = 1000
"""So many of those who wait are told of, from the first on."""


class Concurrency(NamedTuple):
    """How many campaigns may run at once: of the workspace, at most by its plan, and on the whole stage."""

    limit: int
    plan: int
    stage: int


class Overview(NamedTuple):
    """A workspace's runs: those that use a slot, those that wait in their order, those whose slot is parked."""

    concurrency: Concurrency
    running: Sequence[Slot]
    waiting: Sequence[Ticket]
    parked: Sequence[Slot]


@dataclass(frozen=True, kw_only=True)
class ConcurrencyService:
    """Over any queue; `stage_limit` is how many slots the stage has."""

    queue: Queue
    budgets: Budgets
    audit: Audit
    stage_limit: int

    def overview(self, caller: Caller) -> Overview:
        """The caller's workspace as it is now."""
        found = ahead(lambda: self.queue.tickets(caller.workspace_id, MOST_WAITING))
        concurrency = ahead(lambda: self._concurrency(caller.workspace_id))
        slots = self.queue.slots(caller.workspace_id)
        parked = [slot for slot in slots if slot.status is SlotStatus.PARKED]
        running = [slot for slot in slots if slot.status is not SlotStatus.PARKED]
        return Overview(concurrency(), running, found(), parked)

    def get(self, caller: Caller, workspace_id: str) -> Concurrency:
        """NotFound if it is not the caller's workspace; Forbidden but for owners and admins."""
        return self._concurrency(
            _own(caller, workspace_id, Permission.WORKSPACE_READ, "read how many campaigns may run at once")
        )

    def set_limit(self, caller: Caller, workspace_id: str, limit: int) -> Concurrency:
        """Let at most `limit` campaigns run at once. NotFound; Forbidden; InvalidInput if the plan gives fewer.

        What runs goes on. The limit stays when the plan changes, but never allows more than the plan.
        """
        own = _own(caller, workspace_id, Permission.WORKSPACE_WRITE, "change how many campaigns may run at once")
        plan, before = self._known(own)
        if not 1 <= limit <= before.plan:
            fault = f"is not from 1 to {before.plan}, what the plan '{plan}' gives"
            raise InvalidInput("The limit is out of bounds.", [FieldError("limit", fault)])
        self.queue.set_limit(own, limit)
        self.audit.record(caller, Action.CONCURRENCY_CHANGED, own, before=before.limit, after=limit)
        return before._replace(limit=limit)

    def _concurrency(self, workspace_id: str) -> Concurrency:
        return self._known(workspace_id)[1]

    def _known(self, workspace_id: str) -> tuple[str, Concurrency]:
        """The plan's name, and what follows from it."""
        load = ahead(lambda: self.queue.load(workspace_id))
        plan = self.budgets.plan(workspace_id)
        limit = concurrency_of(plan, load().limit)
        return plan, Concurrency(limit, plan_named(plan).concurrency, self.stage_limit)


def _own(caller: Caller, workspace_id: str, permission: Permission, what: str) -> str:
    check_own(caller, workspace_id)
    require(caller, permission, what)
    return workspace_id
