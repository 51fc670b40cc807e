"""Watching a campaign that does not go on by itself: it waits for a decision, a resume, a slot, or is cancelled."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from astromedia_client import Client
from astromedia_client.cli.attention import attention
from astromedia_client.cli.board import Board
from astromedia_client.cli.watching import display_on, look, watch
from tests.fakes.clock import FakeClock

from ..conftest import RunCommand
from ..fake_api import FakeApi
from ..fake_campaign import COST, SAVED, FakeCampaign

ASKS = "? copy waits for an approval until 2026-03-09 09:30 UTC"


@pytest.fixture
def campaign(api: FakeApi) -> FakeCampaign:
    """A campaign that has just been launched."""
    return api.campaigns[api.work()]


def later(clock: FakeClock, after: float, then: Callable[[], object]) -> Callable[[float], None]:
    """A sleep in which, once `after` seconds have passed, something else happens, once."""
    happened: list[object] = []
    start = clock()

    def sleep(seconds: float) -> None:
        clock.advance(seconds)
        if (clock() - start).total_seconds() >= after and not happened:
            happened.append(then())

    return sleep


def test_a_guided_run_says_how_to_decide_and_ends_with_the_campaign(
    run: RunCommand, api: FakeApi, clock: FakeClock, campaign: FakeCampaign, logged_in: None, tmp_path: Path
) -> None:
    campaign.asks_about = "copy"
    seen = run("campaign", "watch", campaign.id, sleep=later(clock, 100, lambda: campaign.decide({})))
    assert seen.exit_code == 0
    lines = [line.rstrip() for line in seen.stdout.splitlines()]
    asked = lines.index(ASKS)
    assert lines[asked - 1].split()[2:4] == ["phase.awaiting_approval", "copy"]
    assert lines[asked + 1 : asked + 3] == [
        f"  astromedia approve {campaign.id} copy  (shows it, and asks)",
        f'  astromedia reject {campaign.id} copy "what to do better"',
    ]
    assert lines.count(ASKS) == 1
    assert [line.split()[2] for line in lines[asked + 3 : asked + 6]] == [
        "phase.approved",
        "phase.completed",
        "campaign.completed",
    ]
    assert "✓ COMPLETED  3 of 3 phases" in seen.stdout


def test_json_keeps_the_waiting_off_standard_output(
    run: RunCommand, clock: FakeClock, campaign: FakeCampaign, logged_in: None
) -> None:
    campaign.asks_about = "copy"
    decide = later(clock, 30, lambda: campaign.decide({}))
    seen = run("campaign", "watch", campaign.id, "--json", sleep=decide)
    assert ASKS in seen.stderr
    assert ASKS not in seen.stdout


def test_a_cancellation_ends_a_watch_at_once(
    run: RunCommand, clock: FakeClock, campaign: FakeCampaign, logged_in: None, tmp_path: Path
) -> None:
    def cancel() -> None:
        campaign.cancelled_at = clock()

    seen = run("campaign", "watch", campaign.id, sleep=later(clock, 6, cancel))
    assert seen.exit_code == 1
    assert "campaign.cancelled" in seen.stdout
    assert seen.stdout.splitlines()[-1].startswith("- CANCELLED  2 of 3 phases, ")
    assert (clock() - campaign.created_at).total_seconds() < 10
    assert list(tmp_path.glob("*.html")) == []


def test_costs_are_told_only_when_asked_for(run: RunCommand, campaign: FakeCampaign, logged_in: None) -> None:
    assert "cost.settled" not in run("campaign", "watch", campaign.id).stdout
    assert run("campaign", "watch", campaign.id, "--verbose").stdout.count("cost.settled") == 3


def test_show_says_it_too(run: RunCommand, campaign: FakeCampaign, clock: FakeClock, logged_in: None) -> None:
    campaign.asks_about = "copy"
    clock.advance(20)
    shown = run("campaign", "show", campaign.id).stdout
    assert shown.splitlines()[0].split()[:3] == [campaign.id, "RUNNING", "GUIDED"]
    assert ASKS in shown


def test_a_place_in_the_queue_is_told_while_nothing_happens(
    client: Client, clock: FakeClock, campaign: FakeCampaign
) -> None:
    campaign.position = 3
    console = Console(file=StringIO(), width=200)
    watched = display_on(console, client.campaigns.get(campaign.id), clock)
    assert watch(client, client.campaigns.get(campaign.id), watched).status == "COMPLETED"
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert written.count("Waits for a slot: number 3 of your workspace in the queue (`astromedia queue`).") == 1


def test_a_pause_says_how_to_go_on(client: Client, campaign: FakeCampaign) -> None:
    campaign.wishes["status"] = "PAUSED"
    board = look(client, campaign.id)
    assert attention(board) == [f"Paused: `astromedia campaign resume {campaign.id}` goes on."]


def test_several_decisions_share_their_commands(client: Client, campaign: FakeCampaign, clock: FakeClock) -> None:
    campaign.asks_about = "copy"
    clock.advance(20)
    board = look(client, campaign.id)
    copy = board.phases[2]
    assert copy.review
    reviewed = copy.review.model_copy(update={"reason": "a\nclaim"})
    second = copy.model_copy(update={"name": "seo", "revision": 2, "review": reviewed})
    lines = attention(Board(board.campaign, [copy, second]))
    assert lines[:2] == [ASKS, "? seo (revision 2) waits for an approval until 2026-03-09 09:30 UTC: a claim"]
    assert lines[2].startswith(f"  astromedia approve {campaign.id} PHASE ")


def test_a_rejected_revision_is_still_paid_for(client: Client, campaign: FakeCampaign, clock: FakeClock) -> None:
    clock.advance(20)
    once = look(client, campaign.id)
    campaign.revised = True
    twice = look(client, campaign.id)
    assert (once.cost, twice.cost) == (3 * COST, 4 * COST)
    assert (once.saved, twice.saved) == (SAVED, 2 * SAVED)


def test_the_picture_says_what_waits_and_how_long_the_agent_took(
    client: Client, campaign: FakeCampaign, clock: FakeClock
) -> None:
    campaign.asks_about = "copy"
    clock.advance(60)
    console = Console(file=StringIO(), force_terminal=True, width=120, color_system=None, legacy_windows=False)
    with display_on(console, client.campaigns.get(campaign.id), clock) as picture:
        picture.show([], look(client, campaign.id))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert "2/3 phases  1:00" in written
    assert ASKS in written
    row = next(line.split() for line in written.splitlines() if " copy " in line and "copywriter" in line)
    assert (row[0], "4.5" in row) == ("?", True)
