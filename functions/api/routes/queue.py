"""What runs and what waits, and how much may run at once."""

from ..dependencies import Known, UseCases, WorkspaceId
from ..messages.queue import ConcurrencyAnswer, NewConcurrency, QueueAnswer
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1", tag="queue")
CONCURRENCY = "/workspaces/{workspace_id}/concurrency"


@router.get("/queue", summary="Read the queue", responses=problems(401))
async def read(use: UseCases, who: Known) -> QueueAnswer:
    """What of the caller's workspace runs, what waits for a slot and at which position, and what is parked."""
    return QueueAnswer.of(use.concurrency.overview(who))


@router.get(CONCURRENCY, summary="Read the concurrency", responses=problems(401, 403, 404, 422))
async def concurrency(use: UseCases, who: Known, workspace_id: WorkspaceId) -> ConcurrencyAnswer:
    """How many campaigns may run at once. For owners and admins."""
    return ConcurrencyAnswer.of(use.concurrency.get(who, workspace_id))


@router.put(CONCURRENCY, summary="Set the concurrency", responses=problems(401, 403, 404, *BODY))
async def set_concurrency(
    use: UseCases, who: Known, workspace_id: WorkspaceId, body: NewConcurrency
) -> ConcurrencyAnswer:
    """Let fewer campaigns of the workspace run at once than its plan does. What runs goes on. For owners and admins."""
    return ConcurrencyAnswer.of(use.concurrency.set_limit(who, workspace_id, body.limit))
