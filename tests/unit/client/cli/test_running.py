import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.fakes.clock import FakeClock

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import FakeApi

REPORT = "ete-bold-2027-01CAMPAIGN0.html"

pytestmark = pytest.mark.usefixtures("logged_in")

SAVED = "USD 0.0009 saved by the cache (1 of 3 answers)"


def test_a_run_ends_with_costs_and_a_report(run: RunCommand, brief: Path, tmp_path: Path) -> None:
    result = run("campaign", "run", str(brief))
    assert (result.exit_code, result.stderr) == (0, "")
    assert (tmp_path / REPORT).read_text() == "<h1>Été</h1>"
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert lines[0] == "Quote: likely USD 0.0012092, up to USD 0.003023 (p95), never over USD 0.0445435"
    assert lines[1] == "Campaign 01CAMPAIGN0: Été [bold] 2027"
    assert "    2.0 s  phase.started            strategy       note=a b" in lines
    done = "research       analyst, 2.0 s, USD 0.000312, offline/composer-1 (after openai failed)"
    assert f"    2.0 s  phase.completed          {done}" in lines
    assert [line.split()[0] for line in lines if "USD 0.000312" in line and "COMPLETED" in line] == [
        "research",
        "strategy",
        "copy",
    ]
    (total,) = [line.split() for line in lines if line.strip().startswith("Total")]
    assert total == ["Total", "USD", "0.000936", "USD", "0.0009"]
    assert any(line.endswith(f"USD 0.000936, {SAVED}") for line in lines)
    assert lines[-2:] == [
        f"✓ COMPLETED  3 of 3 phases, 9.5 s, USD 0.000936, {SAVED}",
        f"Report: {tmp_path / REPORT}",
    ]


def test_a_log_gets_one_line_for_each_event(run: RunCommand, brief: Path) -> None:
    result = run("campaign", "run", str(brief))
    told = [line for line in result.stdout.splitlines() if " phase." in line or " campaign." in line]
    assert [line.split()[2] for line in told] == [
        "campaign.launched",
        *["phase.started", "phase.completed"] * 3,
        "campaign.completed",
    ]


def test_json_is_one_document_and_progress_goes_to_stderr(run: RunCommand, brief: Path, tmp_path: Path) -> None:
    result = run("campaign", "run", str(brief), "--name", "Spring", "--json", "--report", str(tmp_path / "r.html"))
    outcome = json.loads(result.stdout)
    assert (outcome["campaign"]["status"], outcome["campaign"]["name"]) == ("COMPLETED", "Spring")
    assert outcome["report"] == str(tmp_path / "r.html")
    assert outcome["costs"]["total"] == "0.000936"
    assert outcome["seconds"] == 9.5
    assert [phase["name"] for phase in outcome["phases"]] == ["research", "strategy", "copy"]
    assert not any("output" in phase for phase in outcome["phases"])
    assert "phase.completed" in result.stderr


def test_a_brief_reaches_the_api_exactly(run: RunCommand, brief: Path, api: FakeApi) -> None:
    assert run("campaign", "create", str(brief)).exit_code == 0
    assert api.campaigns["01CAMPAIGN0"].brief == {"company": {"name": "Fournil"}, "budget": {"amount": "2500.10"}}
    assert api.campaigns["01CAMPAIGN0"].launched_at is None


def test_a_failed_campaign_is_1_and_says_why(run: RunCommand, brief: Path, api: FakeApi, tmp_path: Path) -> None:
    api.fails_in = "copy"
    result = run("campaign", "run", str(brief))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-3:] == [
        "✗ FAILED  2 of 3 phases, 9.5 s, USD 0.000936",
        "OutputInvalid: phase copy: no headline",
        "`astromedia campaign retry 01CAMPAIGN0` keeps what is completed, and goes on.",
    ]
    assert list(tmp_path.glob("*.html")) == []


def test_a_refused_brief_has_a_line_for_each_field(run: RunCommand, brief: Path, api: FakeApi) -> None:
    brief.write_text("budget: {amount: 1}\n")
    result = run("campaign", "run", str(brief), "--name", "x" * 200)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error: {brief}: company: Field required\nerror: --name: too long\n"
    assert api.campaigns == {}


def test_a_brief_that_is_refused_as_a_whole_names_the_file(run: RunCommand, brief: Path, api: FakeApi) -> None:
    errors = [{"field": "brief", "message": "Field required"}]
    api.instead["POST /v1/campaigns"] = [problem(422, "Invalid input", errors=errors), problem(409, "Conflict", "wait")]
    assert run("campaign", "create", str(brief)).stderr == f"error: {brief}: Field required\n"
    assert run("campaign", "create", str(brief)).stderr == "error: 409 Conflict: wait\n"


def test_an_unreadable_brief_never_reaches_the_api(run: RunCommand, brief: Path, api: FakeApi) -> None:
    brief.write_text("a: [\n")
    before = len(api.requests)
    assert run("campaign", "run", str(brief)).exit_code == 2
    assert len(api.requests) == before


@pytest.mark.parametrize("target", ["file/report.html", "file/deep/report.html"])
def test_a_report_that_cannot_be_written_stops_before_any_work(
    run: RunCommand, brief: Path, api: FakeApi, tmp_path: Path, target: str
) -> None:
    (tmp_path / "file").write_text("")
    result = run("campaign", "run", str(brief), "--report", str(tmp_path / target))
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --report: ")
    assert api.campaigns == {}


def test_a_report_goes_into_a_folder_that_is_made(run: RunCommand, brief: Path, tmp_path: Path) -> None:
    assert run("campaign", "run", str(brief), "--report", str(tmp_path / "a" / "b.html")).exit_code == 0
    assert (tmp_path / "a" / "b.html").exists()
    assert run("campaign", "run", str(brief), "--report", str(tmp_path / "a")).exit_code == 0
    assert (tmp_path / "a" / "ete-bold-2027-01CAMPAIGN1.html").exists()


def test_without_watching_it_returns_at_once(run: RunCommand, brief: Path, clock: FakeClock) -> None:
    before = clock()
    result = run("campaign", "run", str(brief), "--no-watch")
    assert (result.exit_code, result.stdout) == (0, "01CAMPAIGN0  RUNNING  Été [bold] 2027\n")
    assert clock() == before
    refused = run("campaign", "run", str(brief), "--no-watch", "--report", "r.html")
    assert (refused.exit_code, refused.stderr.split(":")[1]) == (2, " --report")


def test_a_campaign_can_be_launched_once(run: RunCommand, brief: Path) -> None:
    run("campaign", "create", str(brief))
    assert json.loads(run("campaign", "launch", "01CAMPAIGN0", "--json").stdout)["status"] == "RUNNING"
    again = run("campaign", "launch", "01CAMPAIGN0")
    assert (again.exit_code, again.stderr) == (3, "error: 409 Conflict: campaign 01CAMPAIGN0 was launched before\n")


def test_a_campaign_can_be_watched_from_elsewhere(run: RunCommand, api: FakeApi) -> None:
    result = run("campaign", "watch", api.work(seconds=4))
    assert result.exit_code == 0
    assert "✓ COMPLETED  3 of 3 phases, 9.5 s" in result.stdout


def test_the_campaign_outlives_who_watches(run: RunCommand, brief: Path, api: FakeApi, clock: FakeClock) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    result = run("campaign", "run", str(brief), sleep=interrupt)
    assert result.exit_code == 130
    assert "No longer watching; `astromedia campaign watch 01CAMPAIGN0` takes it up again." in result.stdout
    clock.now += timedelta(seconds=60)
    assert run("campaign", "watch", "01CAMPAIGN0").exit_code == 0


def test_an_api_that_goes_away_is_3(run: RunCommand, brief: Path, api: FakeApi) -> None:
    api.instead["GET /v1/campaigns/01CAMPAIGN0/phases"] = [httpx.ConnectError("gone")] * 4
    result = run("campaign", "run", str(brief))
    assert result.exit_code == 3
    assert result.stderr == "error: http://api.test does not answer (gone); is it up, and is this its address?\n"
