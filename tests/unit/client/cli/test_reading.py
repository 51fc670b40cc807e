"""Commands that only read: campaign list/show/phases/events, assets, costs, report, health."""

import json
from pathlib import Path
from typing import Any

import pytest

from astromedia_client.cli.assets import names
from astromedia_client.cli.tables import used
from astromedia_client.models import Asset

from ..conftest import RunCommand
from ..fake_api import FakeApi

pytestmark = pytest.mark.usefixtures("logged_in")


def data(run: RunCommand, *arguments: str) -> Any:
    """What a command writes with --json, which must be all it writes."""
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def lines(run: RunCommand, *arguments: str) -> list[list[str]]:
    """The words of each line a command writes for people."""
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.split() for line in result.stdout.splitlines() if line.strip()]


def test_campaigns_are_listed_newest_first(run: RunCommand, api: FakeApi) -> None:
    for number in range(3):
        api.work(f"[b]n{number}[/]")
    listed = data(run, "campaign", "list", "--limit", "2")["items"]
    assert [campaign["id"] for campaign in listed] == ["01CAMPAIGN2", "01CAMPAIGN1"]
    assert listed[0]["from_the_future"] == {"kept": True}
    shown = lines(run, "campaign", "list")
    assert shown[2] == ["01CAMPAIGN2", "[b]n2[/]", "▸", "RUNNING", "2026-03-02", "09:30"]
    assert len(shown) == 5


def test_a_status_is_asked_for(run: RunCommand, api: FakeApi) -> None:
    run("campaign", "list", "--status", "failed")
    assert api.requests[-1].url.params["status"] == "FAILED"


def test_nothing_on_a_pipe_is_cut(run: RunCommand, api: FakeApi) -> None:
    api.work("n" * 120)
    assert "n" * 120 in run("campaign", "list").stdout


def test_a_campaign_is_shown_with_its_phases(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work(seconds=3)
    assert data(run, "campaign", "show", campaign)["status"] == "RUNNING"
    shown = lines(run, "campaign", "show", campaign)
    assert shown[0][:2] == [campaign, "RUNNING"]
    assert shown[3][:4] == ["research", "analyst", "✓", "COMPLETED"]


def test_phases_say_who_did_them_after_whom(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work(seconds=3)
    assert [phase["status"] for phase in data(run, "campaign", "phases", campaign)["items"]] == [
        "COMPLETED",
        "RUNNING",
        "IDLE",
    ]
    shown = lines(run, "campaign", "phases", campaign)
    by = ["offline/composer-1", "(after", "openai", "failed)"]
    assert shown[2][4:] == ["2.0", "s", "USD", "0.000312", "USD", "0.00", *by]


def test_a_phase_shows_what_was_written(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work(seconds=10)
    assert data(run, "phase", campaign, "copy")["output"] == {"headline": "Été"}
    assert lines(run, "phase", campaign, "copy")[-3:] == [["{"], ['"headline":', '"Été"'], ["}"]]


def test_events_are_all_told_with_where_to_go_on(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work(seconds=10)
    page = data(run, "campaign", "events", campaign)
    assert [event["sequence"] for event in page["items"]] == list(range(1, 12))
    later = data(run, "campaign", "events", campaign, "--cursor", "10")
    assert [event["type"] for event in later["items"]] == ["campaign.completed"]
    assert later["next_cursor"] == page["next_cursor"] == "11"
    assert lines(run, "campaign", "events", campaign)[0] == [
        "2026-03-02",
        "09:30:00",
        "campaign.launched",
        "note=a",
        "b",
    ]


def test_followed_events_are_a_json_document_each(run: RunCommand, api: FakeApi) -> None:
    result = run("campaign", "events", api.work(), "--follow", "--json")
    assert [json.loads(line)["sequence"] for line in result.stdout.splitlines()] == list(range(1, 12))
    assert len(lines(run, "campaign", "events", "01CAMPAIGN0", "--follow")) == 11


def test_costs_are_shown_by_call_and_in_total(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work(seconds=10)
    assert data(run, "costs", campaign)["total"] == "0.000936"
    shown = lines(run, "costs", campaign)
    used = ["120", "in,", "30", "out"]
    assert shown[2] == ["research", "offline/composer-1", *used, "USD", "0.000312", "USD", "0.00", "provider"]
    assert shown[3][-5:] == ["USD", "0.00", "provider", "(worst", "case)"]
    assert shown[4][-3:] == ["USD", "0.0009", "cache"]
    assert shown[-1] == ["Total", "USD", "0.000936", "USD", "0.0009"]


def test_a_report_is_written_and_its_path_said(run: RunCommand, api: FakeApi, tmp_path: Path) -> None:
    campaign = api.work("../Ünï / code", seconds=10)
    written = data(run, "report", campaign, "--output", str(tmp_path / "book.html"))
    assert written == {"campaign_id": campaign, "path": str(tmp_path / "book.html")}
    assert run("report", campaign).stdout == f"{tmp_path / 'uni-code-01CAMPAIGN0.html'}\n"
    assert (tmp_path / "uni-code-01CAMPAIGN0.html").read_text() == "<h1>Été</h1>"


def test_assets_are_listed_and_downloaded_into_a_folder(run: RunCommand, tmp_path: Path) -> None:
    assert [asset["id"] for asset in data(run, "assets", "list", "--campaign", "01CAMPAIGN0")["items"]] == [
        "01A",
        "01B",
    ]
    assert lines(run, "assets", "list")[2] == ["01A", "hero.png", "image", "visuals", "5"]
    folder = tmp_path / "new" / "folder"
    written = data(run, "assets", "download", "--campaign", "01CAMPAIGN0", "-o", str(folder))["items"]
    assert [item["path"] for item in written] == [str(folder / "hero.png"), str(folder / "evil.txt")]
    assert (folder / "evil.txt").read_bytes() == b"second"


def test_files_are_uploaded(run: RunCommand, api: FakeApi, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"png")
    (made,) = data(run, "assets", "upload", "logo.png", "--tag", "logo", "--tag", "2027")["items"]
    assert (made["name"], made["tags"], api.posted["file"]) == ("logo.png", ["logo", "2027"], b"png")
    assert lines(run, "assets", "upload", "logo.png")[2] == ["01UP", "logo.png", "image", "3"]


def test_an_asset_is_downloaded_by_its_id_into_the_current_folder(run: RunCommand, tmp_path: Path) -> None:
    assert run("assets", "download", "01A").stdout == f"{tmp_path / 'hero.png'}\n"


@pytest.mark.parametrize(
    ("usage", "text"),
    [
        ({"input_tokens": 1_200_000, "output_tokens": 0}, "1200000 in"),
        ({"images": 1}, "1 image"),
        ({"video_seconds": 7.5}, "7.5 s of video"),
        ({}, ""),
    ],
)
def test_what_a_call_used_reads_in_its_units(usage: dict[str, int | float], text: str) -> None:
    assert used(usage) == text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a.png", "b.png"], ["a.png", "b.png"]),
        (["a.png", "a.png"], ["0-a.png", "1-a.png"]),
        (["/etc/passwd", "..\\..\\boot.ini"], ["passwd", "boot.ini"]),
        (["..", ".bashrc", "", "/"], ["0", "bashrc", "2", "3"]),
    ],
)
def test_a_file_name_never_leads_elsewhere(given: list[str], expected: list[str]) -> None:
    known = {"campaign_id": "c", "phase": "p", "kind": "image", "mime_type": "m", "size": 1, "sha256": ""}
    assert names([Asset(id=str(i), name=name, **known) for i, name in enumerate(given)]) == expected


def test_health_needs_no_login(run: RunCommand) -> None:
    run("logout")
    assert data(run, "health") == {"status": "ok", "checks": {"tables": "ok"}}
    assert lines(run, "health") == [["status:", "ok"], ["tables:", "ok"]]
