"""Shows a campaign while it works: a live picture on a terminal, else a line for each event."""

from collections.abc import Callable, Container, Sequence
from datetime import datetime
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from ..client import Client
from ..models import Campaign, Event
from .attention import attention
from .board import Board, render
from .format import phase_facts
from .telling import NOISE, event_line

Clock = Callable[[], datetime]


class Display(Protocol):
    """Somewhere to show what happens; a context, because a live picture must leave the terminal as it was."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...

    def show(self, events: Sequence[Event], board: Board) -> None:
        """`events` have just happened (none while it is quiet), and `board` is what they led to."""


class LivePicture:
    """Redraws the board in place, four times a second: time goes on also when nothing happens."""

    def __init__(self, console: Console, board: Board, now: Clock) -> None:
        self._board = board
        self._now = now
        self._live = Live(console=console, get_renderable=self._rendered, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._live.stop()

    def show(self, events: Sequence[Event], board: Board) -> None:
        self._board = board
        self._live.refresh()

    def _rendered(self) -> RenderableType:
        return Group(render(self._board, self._now()), *map(_noted, attention(self._board)))


class Lines:
    """One line for each event but for `noise`, and what keeps the campaign from going on; for logs and pipes."""

    def __init__(self, console: Console, now: Clock, noise: Container[str] = NOISE) -> None:
        self._console = console
        self._now = now
        self._noise = noise
        self._noted: Sequence[str] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def show(self, events: Sequence[Event], board: Board) -> None:
        phases = {phase.name: phase for phase in board.phases}
        for event in (event for event in events if event.type not in self._noise):
            done = phases.get(event.phase or "") if event.type == "phase.completed" else None
            facts = phase_facts(done, self._now()) if done else None
            self._console.print(event_line(event, board.origin, facts), soft_wrap=True)
        self._note(attention(board))

    def _note(self, lines: Sequence[str]) -> None:
        """Say what was not said the last time."""
        if any(line not in self._noted for line in lines):
            for line in lines:
                self._console.print(line, soft_wrap=True)
        self._noted = lines


def _noted(line: str) -> Text:
    return Text(line, "yellow" if line[:1] != " " else "")


def display_on(console: Console, campaign: Campaign, now: Clock, *, verbose: bool = False) -> Display:
    """What suits `console`; if `verbose`, a line for each event wherever it is."""
    if console.is_terminal and not verbose:
        return LivePicture(console, Board(campaign), now)
    return Lines(console, now, noise=()) if verbose else Lines(console, now)


def watch(api: Client, campaign: Campaign, display: Display) -> Campaign:
    """Show `campaign` on `display` until it ends; the campaign as it ended."""
    with display:
        for events in api.campaigns.batches(campaign.id):
            display.show(events, look(api, campaign.id))
    return api.campaigns.get(campaign.id)


def look(api: Client, campaign_id: str) -> Board:
    """How the campaign is now."""
    campaign = api.campaigns.get(campaign_id)
    position = api.queue.get().position(campaign_id) if campaign.waits_for_slot else None
    phases = api.campaigns.phases(campaign_id)
    revised = (api.campaigns.revisions(campaign_id, phase.name) for phase in phases if phase.revision > 1)
    return Board(campaign, phases, position, [revision for revisions in revised for revision in revisions[:-1]])
