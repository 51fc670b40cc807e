"""What is on the terminal at several moments of a campaign."""

from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from astromedia_client import Client
from astromedia_client.cli.board import BAR, Board, bar, render
from astromedia_client.cli.watching import Lines, LivePicture, display_on, watch
from tests.fakes.clock import FakeClock

from ..fake_api import FakeApi

Picture = Callable[..., list[str]]


def terminal(width: int = 120) -> Console:
    return Console(file=StringIO(), force_terminal=True, width=width, color_system=None, legacy_windows=False)


@pytest.fixture
def picture(api: FakeApi, client: Client, clock: FakeClock) -> Picture:
    """The picture of a campaign launched now, line by line, at the clock's time."""
    id = api.work()

    def drawn(width: int = 120) -> list[str]:
        console = terminal(width)
        board = Board(client.campaigns.get(id), client.campaigns.phases(id))
        with console.capture() as shown:
            console.print(render(board, clock()))
        return [line.rstrip() for line in shown.get().splitlines() if line.strip()]

    return drawn


def row(lines: list[str], phase: str) -> list[str]:
    return next(line.split() for line in lines if f" {phase} " in line)


def test_at_launch_the_first_phase_runs(picture: Picture) -> None:
    lines = picture()
    assert lines[0] == "0/3 phases  0.0 s  USD 0.00"
    assert row(lines, "research") == ["▸", "research", "━", "0.0", "s", "USD", "0.00", "analyst"]
    assert row(lines, "copy") == ["·", "copy", "copywriter"]


def test_in_the_middle_bars_lie_where_the_time_went(picture: Picture, clock: FakeClock) -> None:
    clock.advance(4)
    lines = picture()
    assert lines[0] == ("1/3 phases  4.0 s  USD 0.000312")
    assert row(lines, "research") == (
        f"✓ research {'━' * 10} 2.0 s USD 0.000312 analyst · offline/composer-1 (after openai failed)".split()
    )
    strategy = next(line for line in lines if " strategy " in line)
    assert f"  {' ' * 10}{'━' * 10}  " in strategy
    assert "2.0 s" in strategy


def test_a_narrow_terminal_shortens_only_who_did_it(picture: Picture, clock: FakeClock) -> None:
    clock.advance(9.5)
    research = next(line for line in picture(80) if " research " in line)
    assert len(research) <= 80
    assert research.split()[3:8] == ["2.0", "s", "USD", "0.000312", "analyst"]
    assert research.endswith("…")


def test_at_the_end_all_is_done_and_time_stands_still(picture: Picture, clock: FakeClock) -> None:
    clock.advance(9.5)
    lines = picture()
    assert lines[0] == "3/3 phases  9.5 s  USD 0.000936  USD 0.0009 saved"
    assert [row(lines, name)[0] for name in ("research", "strategy", "copy")] == ["✓"] * 3


def test_a_failed_phase_is_marked(api: FakeApi, picture: Picture, clock: FakeClock) -> None:
    next(iter(api.campaigns.values())).fails_in = "strategy"
    clock.advance(6)
    lines = picture()
    assert row(lines, "strategy")[0] == "✗"
    assert row(lines, "copy")[0] == "·"


@pytest.mark.parametrize(
    ("start", "end", "total", "expected"),
    [
        (0, 0, 0, (0, 1)),
        (0, 10, 10, (0, 10)),
        (5, 10, 10, (5, 5)),
        (0, 0.01, 10, (0, 1)),
        (10, 10, 10, (9, 1)),
        (12, 15, 10, (9, 1)),
    ],
)
def test_a_bar_is_never_empty_nor_outside(start: float, end: float, total: float, expected: tuple[int, int]) -> None:
    assert bar(start, end, total, width=10) == expected
    assert sum(bar(start, end, total)) <= BAR


def test_a_terminal_gets_a_live_picture_and_a_pipe_lines(api: FakeApi, client: Client, clock: FakeClock) -> None:
    campaign = client.campaigns.get(api.work())
    assert isinstance(display_on(terminal(), campaign, clock), LivePicture)
    assert isinstance(display_on(Console(file=StringIO()), campaign, clock), Lines)


def test_the_live_picture_is_redrawn_and_then_leaves_the_terminal(
    api: FakeApi, client: Client, clock: FakeClock
) -> None:
    console, campaign = terminal(), client.campaigns.get(api.work())
    ended = watch(client, campaign, display_on(console, campaign, clock))
    assert ended.status == "COMPLETED"
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(f"{done}/3 phases" in written for done in range(4))
    assert written.endswith("\x1b[?25h" + written.rpartition("\x1b[?25h")[2])
    assert "\x1b[2K" in written.rpartition("\x1b[?25h")[2]


def test_the_cursor_comes_back_when_watching_fails(api: FakeApi, client: Client, clock: FakeClock) -> None:
    console, campaign = terminal(), client.campaigns.get(api.work())
    api.instead[f"GET /v1/campaigns/{campaign.id}/phases"] = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        watch(client, campaign, display_on(console, campaign, clock))
    assert "\x1b[?25h" in console.file.getvalue()  # type: ignore[attr-defined]
