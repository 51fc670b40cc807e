"""Shows a campaign while it works: a live picture on a terminal, else a line for each event."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, Self

from rich.console import Console, RenderableType
from rich.live import Live

from ..client import Client
from ..models import Campaign, Event
from .board import Board, render
from .format import event_line, phase_facts

Clock = Callable[[], datetime]


class Display(Protocol):
    """Somewhere to show what happens; a context, because a live picture must leave the terminal as it was."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...

    def show(self, events: Sequence[Event], board: Board) -> None:
        """`events` have just happened, and `board` is what they led to."""


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
        return render(self._board, self._now())


class Lines:
    """One line for each event, for logs and pipes."""

    def __init__(self, console: Console, now: Clock) -> None:
        self._console = console
        self._now = now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def show(self, events: Sequence[Event], board: Board) -> None:
        phases = {phase.name: phase for phase in board.phases}
        for event in events:
            done = phases.get(event.phase or "") if event.type == "phase.completed" else None
            facts = phase_facts(done, self._now()) if done else None
            self._console.print(event_line(event, board.origin, facts), soft_wrap=True)


def display_on(console: Console, campaign: Campaign, now: Clock) -> Display:
    """What suits `console`."""
    return LivePicture(console, Board(campaign), now) if console.is_terminal else Lines(console, now)


def watch(api: Client, campaign: Campaign, display: Display) -> Campaign:
    """Show `campaign` on `display` until it ends; the campaign as it ended."""
    with display:
        for events in api.campaigns.batches(campaign.id):
            display.show(events, Board(campaign, api.campaigns.phases(campaign.id)))
    return api.campaigns.get(campaign.id)
