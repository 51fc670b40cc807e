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

    As stored, `limit` is what its owner set by hand (None: nothing), and `since` is None. To be decided on, `limit` is
    what holds, and `since` says when the first of those who wait came (None: nobody waits).
    """

    workspace_id: str
    running: int
    limit: int | None = None
    since: datetime | None = None


def next_workspace(loads: Iterable[Load], room: int) -> str | None:
    """Whose first ticket is to be admitted next, or None if none can be; `room` is how many slots the stage has left.

    Max-min fair: of the workspaces that wait and are below their limit the one that uses the fewest slots, and of
    several the one that waits longest. So a workspace that waits never sees one that holds more take a further slot.
    """
    if room < 1:
        return None
    able = [load for load in loads if load.since and (load.limit is None or load.running < load.limit)]
    return min(able, key=_turn).workspace_id if able else None


def _turn(load: Load) -> tuple[int, datetime, str]:
    assert load.since is not None, "only who waits has a turn"
    return load.running, load.since, load.workspace_id
