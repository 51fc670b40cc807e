"""A campaign at work, as a picture: a row per phase, each with a bar on the campaign's time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..models import Campaign, Phase
from .failures import one_line
from .format import author, between, elapsed, money, saving, seconds, title

BAR = 20
"""Characters that stand for the whole time of the campaign so far."""

MARKS = {
    "IDLE": ("·", "dim"),
    "RUNNING": ("▸", "cyan"),
    "AWAITING_APPROVAL": ("?", "yellow"),
    "PAUSED": ("‖", "yellow"),
    "COMPLETED": ("✓", "green"),
    "FAILED": ("✗", "bold red"),
    "SKIPPED": ("-", "dim"),
    "CANCELLED": ("-", "dim"),
    "LAUNCHED": ("✓", "green"),
    "MISSED": ("?", "yellow"),
}
"""What a phase, a campaign or a scheduled run can be: its mark and its style."""

_UNKNOWN = (" ", "")


def mark_of(status: str) -> Text:
    """A status with its mark, in its colour."""
    mark, style = MARKS.get(status, _UNKNOWN)
    return Text(f"{mark} {one_line(status)}".strip(), style)


@dataclass(frozen=True)
class Board:
    """A campaign, its phases, and its position in the queue if it waits there, as they were when last asked for.

    `earlier` are the revisions that were rejected: they cost something too.
    """

    campaign: Campaign
    phases: Sequence[Phase] = ()
    position: int | None = None
    earlier: Sequence[Phase] = ()

    @property
    def origin(self) -> datetime:
        """When the work began."""
        return self.campaign.launched_at or self.campaign.created_at

    @property
    def cost(self) -> Decimal:
        """What all phases have cost so far."""
        return sum((phase.cost for phase in (*self.phases, *self.earlier)), Decimal(0))

    @property
    def saved(self) -> Decimal:
        """What the cache has spared all phases so far."""
        return sum((phase.saved for phase in (*self.phases, *self.earlier)), Decimal(0))


def bar(start: float, end: float, total: float, width: int = BAR) -> tuple[int, int]:
    """`start`..`end` of 0..`total` seconds, drawn on `width` characters: the spaces before it and its length (>= 1)."""
    if total <= 0:
        return 0, 1
    first = min(width - 1, int(start / total * width))
    last = max(first + 1, min(width, round(end / total * width)))
    return first, last - first


def render(board: Board, now: datetime) -> RenderableType:
    """The whole picture at the moment `now`."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("", "Phase", "Time"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Elapsed", "Cost"):
        table.add_column(heading, justify="right", min_width=8, no_wrap=True)
    table.add_column("By")
    for phase in board.phases:
        mark, style = MARKS.get(phase.status, _UNKNOWN)
        table.add_row(
            Text(mark, style),
            Text(title(phase), style),
            _drawn(board, phase, now),
            elapsed(phase, now),
            money(phase.cost) if phase.started_at else "",
            _by(phase),
        )
    return Group(_heading(board, now), table)


def _heading(board: Board, now: datetime) -> Text:
    done = sum(phase.status == "COMPLETED" for phase in board.phases)
    figures = (seconds(between(board.origin, now)), money(board.cost), saving(board.saved))
    return Text.assemble((f"{done}/{len(board.phases)} phases", "bold"), "  ", "  ".join(filter(None, figures)))


def _by(phase: Phase) -> Text:
    """Agent and model: the only cell that gives way when the terminal is narrow."""
    who = " · ".join(filter(None, (phase.agent, author(phase))))
    return Text(one_line(who), "dim", no_wrap=True, overflow="ellipsis")


def _drawn(board: Board, phase: Phase, now: datetime) -> Text:
    if phase.started_at is None:
        return Text(" " * BAR)
    start, end = between(board.origin, phase.started_at), between(board.origin, phase.worked_until or now)
    before, length = bar(start, end, between(board.origin, now))
    style = MARKS.get(phase.status, _UNKNOWN)[1]
    return Text.assemble(" " * before, ("━" * length, style), " " * (BAR - before - length))
