"""The queue: launched campaigns that wait for a slot, and who of them gets the next one. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

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
