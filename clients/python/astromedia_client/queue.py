"""What runs and what waits, over HTTP."""

from datetime import datetime
from urllib.parse import quote

from .answers import parsed
from .models import Answer
from .transport import Transport


class Concurrency(Answer):
    """How many campaigns may run at once: `limit` of the workspace, at most `plan`, and `stage` of all workspaces."""

    limit: int
    plan: int
    stage: int


class Place(Answer):
    """One run of a campaign, and since when it runs or waits; `position` counts from 1 among those that wait."""

    campaign_id: str
    run: int
    since: datetime
    position: int | None = None


class QueueState(Answer):
    """What of the workspace runs, waits for a slot, and waits for people with its slot `parked`."""

    concurrency: Concurrency
    running: tuple[Place, ...] = ()
    waiting: tuple[Place, ...] = ()
    parked: tuple[Place, ...] = ()

    def position(self, campaign_id: str) -> int | None:
        """Where in the queue a campaign waits, from 1; None if it does not."""
        return next((place.position for place in self.waiting if place.campaign_id == campaign_id), None)


class Queue:
    """The queue of the workspace that the token stands for."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self) -> QueueState:
        """What runs and what waits."""
        return parsed(QueueState, self._transport.get("/v1/queue"))

    def concurrency(self, workspace_id: str) -> Concurrency:
        """How many campaigns may run at once. For owners and admins: ApiProblem 403 for others."""
        return parsed(Concurrency, self._transport.get(_path(workspace_id)))

    def set_limit(self, workspace_id: str, limit: int) -> Concurrency:
        """Let fewer campaigns run at once than the plan does. For owners and admins: ApiProblem 403 for others."""
        return parsed(Concurrency, self._transport.put(_path(workspace_id), {"limit": limit}))


def _path(workspace_id: str) -> str:
    return f"/v1/workspaces/{quote(workspace_id, safe='')}/concurrency"
