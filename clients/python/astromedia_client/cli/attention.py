"""What keeps a campaign from going on, and what to do about it. Pure."""

from collections.abc import Sequence

from ..models import Phase
from .board import Board
from .failures import one_line
from .format import moment


def attention(board: Board) -> list[str]:
    """Lines for people; none while all that can be done is done."""
    campaign = board.campaign
    lines = []
    if campaign.status == "PAUSED":
        lines.append(f"Paused: `astromedia campaign resume {campaign.id}` goes on.")
    if board.position is not None:
        lines.append(f"Waits for a slot: number {board.position} of your workspace in the queue (`astromedia queue`).")
    return [*lines, *_decisions(campaign.id, [phase for phase in board.phases if phase.awaits_approval])]


def _decisions(campaign_id: str, waiting: Sequence[Phase]) -> list[str]:
    if not waiting:
        return []
    name = one_line(waiting[0].name) if len(waiting) == 1 else "PHASE"
    return [
        *map(_waits, waiting),
        f"  astromedia approve {campaign_id} {name}  (shows it, and asks)",
        f'  astromedia reject {campaign_id} {name} "what to do better"',
    ]


def _waits(phase: Phase) -> str:
    review = phase.review
    until = f" until {moment(review.expires_at)}" if review else ""
    reason = f": {review.reason}" if review and review.reason else ""
    revision = f" (revision {phase.revision})" if phase.revision > 1 else ""
    return one_line(f"? {phase.name}{revision} waits for an approval{until}{reason}")
