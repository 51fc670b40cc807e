"""The queue: launched campaigns that wait for a slot, and who of them gets the next one. Pure; `Queue` is a port."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from .model import Model


class Ticket(Model):
    """A place in the queue: one run of a campaign that waits since `at`, on behalf of the request that launched it."""

    workspace_id: str
    campaign_id: str
    run: int
    request_id: str
    at: datetime


class SlotStatus(StrEnum):
    """STARTING until its execution is known to have been started; PARKED slots count for nothing."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    PARKED = "PARKED"


class Slot(Model):
    """The leave to run that `ticket` was given `at`."""

    ticket: Ticket
    at: datetime
    status: SlotStatus = SlotStatus.STARTING


class Limits(NamedTuple):
    """How many slots may be in use at once: by one workspace, and on the whole stage."""

    workspace: int
    stage: int


class Load(NamedTuple):
    """The slots that a workspace uses, and how many it may use at most.

    As stored, `limit` is what its owner set by hand (None: nothing). To be decided on, `limit` is what holds, and
    `first` is the ticket that waits longest (None: nobody waits).
    """

    workspace_id: str
    running: int
    limit: int | None = None
    first: Ticket | None = None


class Dispatch(Protocol):
    """Starts who has a ticket and finds a slot; what it cannot do now is done within a minute."""

    def __call__(self, workspace_id: str, launched: Ticket | None = None, /) -> object:
        """Those of the workspace are looked for first, and of them the one that was `launched` just now."""


class Queue(Protocol):
    """Who waits for a slot, and who has one. A ticket is put there by Campaigns.commit, with its launch.

    Each change happens once, however often it is asked for; a change that lost too many races is a Conflict.
    """

    def next_ticket(self, workspace_id: str) -> Ticket | None:
        """The one that waits longest (consistent)."""

    def tickets(self, workspace_id: str, limit: int) -> Sequence[Ticket]:
        """Those that wait, in their order."""

    def slots(self, workspace_id: str) -> Sequence[Slot]:
        """Every slot of the workspace, parked ones too, in the order of their admission."""

    def admit(self, ticket: Ticket, limits: Limits) -> bool:
        """Turn the ticket into a slot. False, and no change, if it no longer waits or a limit is reached."""

    def started(self, ticket: Ticket) -> None:
        """Note that the execution of an admitted ticket is known to the engine."""

    def release(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        """Free the run's slot, parked or not. False, and no change, if it has none."""

    def park(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        """Lend the slot to others while the run only waits for people. False, no change, if it uses none."""

    def unpark(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        """Take the parked slot back, whatever the limits. False, no change, if none is parked."""

    def forget(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        """Drop the run's ticket. False, and no change, if it does not wait."""

    def loads(self, *besides: str) -> Sequence[Load]:
        """The slots in use of every workspace that may have somebody waiting, and of `besides`.

        Who began to wait just now may be missing; each load is consistent.
        """

    def load(self, workspace_id: str) -> Load:
        """The slots in use of one workspace (consistent)."""

    def quiet(self, workspace_id: str) -> None:
        """List the workspace among those that may wait no longer, if it has no ticket and none for a while."""

    def room(self, limit: int) -> int:
        """How many more slots of `limit` the stage has (consistent)."""

    def stuck(self, before: datetime) -> Sequence[Slot]:
        """Slots in use of all workspaces that were admitted before that: to be looked at, most are as they should."""

    def set_limit(self, workspace_id: str, limit: int) -> None:
        """Set by hand how many slots the workspace may use; its plan's limit still holds."""


def next_workspace(loads: Iterable[Load], room: int) -> Load | None:
    """Whose first ticket is to be admitted next, or None if none can be; `room` is how many slots the stage has left.

    Max-min fair: of the workspaces that wait and are below their limit the one that uses the fewest slots, and of
    several the one that waits longest. So a workspace that waits never sees one that holds more take a further slot.
    """
    able = [load for load in loads if load.first and (load.limit is None or load.running < load.limit)]
    return min(able, key=_turn) if able and room > 0 else None


def _turn(load: Load) -> tuple[int, datetime, str]:
    assert load.first, "only who waits has a turn"
    return load.running, load.first.at, load.workspace_id
