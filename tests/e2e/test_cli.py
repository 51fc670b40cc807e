"""The guide's commands, against the real API: what they write is what it answers."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from astromedia_client import Client
from astromedia_client.cli import app
from astromedia_client.cli.surroundings import Surroundings
from infra.local import LocalCloud

from .conftest import ROOT

PASSWORD = "correct horse battery"

EXAMPLES = ROOT / "examples"
BRIEF = str(EXAMPLES / "bakery-fr.yaml")


class Shell:
    """A user's shell: logged in, with one finished campaign."""

    def __init__(self, api_url: str, home: Path) -> None:
        environ = {"ASTROMEDIA_API_URL": api_url, "ASTROMEDIA_CONFIG_HOME": str(home), "ASTROMEDIA_PASSWORD": PASSWORD}
        self.machine = Surroundings(environ, cwd=home)
        with Client(api_url) as api:
            api.register("cli@example.com", PASSWORD, "Cli")
        self("login", "--email", "cli@example.com")
        self.run: Any = self("campaign", "run", BRIEF, "--model-budget", "2.50")

    def __call__(self, *command: str, meanwhile: Callable[[], object] = int) -> Any:
        """What a command writes with --json; it succeeds also without. Whenever it waits, `meanwhile` is done."""

        def wait(seconds: float) -> None:
            meanwhile()
            self.machine.sleep(seconds)

        machine = replace(self.machine, sleep=wait)
        done = CliRunner().invoke(app, [*command, "--json"], obj=machine, catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    def said(self, *command: str) -> str:
        """What a command writes for people."""
        done = CliRunner().invoke(app, command, obj=self.machine, catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def shell(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(cloud.endpoints.api_url, tmp_path_factory.mktemp("home"))


def test_a_run_says_what_it_cost_and_what_the_cache_saved(shell: Shell) -> None:
    costs = shell.run["costs"]
    assert (shell.run["campaign"]["status"], costs["total"], costs["calls"] > 0) == ("COMPLETED", "0.00", True)
    assert {phase["model"] for phase in shell.run["phases"]} == {"composer-1"}


def test_what_will_be_and_was_spent(shell: Shell) -> None:
    campaign = shell.run["campaign"]["id"]
    assert shell("quote", campaign)["offline"] is True
    assert shell("costs", campaign)["items"]
    assert [part["name"] for part in shell("costs", "--by", "campaign")["by_campaign"]] == [campaign]
    assert "offline/composer-1" in shell.said("costs")


def test_budgets_plans_and_usage(shell: Shell) -> None:
    scope = f"campaign/{shell.run['campaign']['id']}"
    assert shell("budget", "show", scope)["cap"] == "2.50"
    assert shell("budget", "set", scope, "3")["free"] == "3.00"
    month = f"{datetime.now(UTC):%Y-%m}"
    assert {f"workspace/{month}", scope} <= {budget["scope"] for budget in shell("budgets")["items"]}
    assert shell("plan", "set", "starter")["upgrade"] == "team"
    assert (shell("usage")["plan"], shell("plans")["items"][1]["name"]) == ("starter", "starter")
    assert "astromedia plan set team" in shell.said("usage")


def test_models_ratings_and_the_cache(shell: Shell) -> None:
    campaign = shell.run["campaign"]["id"]
    assert shell("models")["items"][0]["provider"] == "offline"
    assert shell("model", "share", "0.4") == {"share": "0.4"}
    assert shell("models")["cost_share"] == "0.4"
    assert shell("rate", campaign, "copy", "approve") == {"phase": "copy", "revision": 1, "verdict": "approve"}
    agents = {agent["name"] for agent in shell("agent", "list")["items"]}
    assert {part["agent"] for part in shell("cache", "stats")["agents"]} == agents
    assert shell("cache", "drop", "--campaign", campaign)["dropped"] >= 0


def test_a_campaign_on_files_of_ones_own_is_decided_on_while_it_is_watched(shell: Shell, tmp_path: Path) -> None:
    assert shell("agent", "save", str(EXAMPLES / "agents" / "namer.yaml"))["edition"] == 1
    assert shell("playbook", "save", str(EXAMPLES / "playbooks" / "naming.yaml"))["edition"] == 1
    rules = ["--governance", "guided", "--rule", "research=never", "--expire-after", "2d"]
    campaign = shell("campaign", "create", BRIEF, "--playbook", "naming", *rules)["id"]
    edits = tmp_path / "edits.yaml"
    edits.write_text("big_idea: Le pain qui vous attend déjà\n")

    def decide() -> None:
        for phase in shell("approvals")["items"]:
            whose = campaign, phase["name"]
            if phase["revision"] == 1:
                shell("reject", *whose, "Parlez de la livraison à vélo")
            else:
                shell("approve", *whose, "--yes", "--edits", str(edits))

    assert shell("campaign", "change", campaign, "--rule", "names=never")["phase_rules"] == {
        "research": "never",
        "names": "never",
    }
    shell("campaign", "launch", campaign)
    outcome = shell("campaign", "watch", campaign, "--report", str(tmp_path / "book.html"), meanwhile=decide)
    assert (outcome["campaign"]["status"], len(outcome["phases"])) == ("COMPLETED", 3)
    strategy = shell("phase", campaign, "strategy")
    assert (strategy["revision"], strategy["output"]["big_idea"]) == (2, "Le pain qui vous attend déjà")
    assert [each["review"]["decision"] for each in strategy["revisions"]] == ["rejected", "edited"]
    assert strategy["response"]
    assert shell("approvals") == {"items": []}
    assert "rejected by" in shell.said("phase", campaign, "strategy")


def test_what_show_says_is_what_save_takes(shell: Shell, tmp_path: Path) -> None:
    """The same again is no new edition."""
    for kind, file in (("agent", "agents/namer.yaml"), ("playbook", "playbooks/naming.yaml")):
        saved = shell(kind, "save", str(EXAMPLES / file))
        (tmp_path / "shown.json").write_text(json.dumps(shell(kind, "show", saved["name"])))
        assert shell(kind, "save", str(tmp_path / "shown.json")) == saved


def test_a_campaign_is_paused_resumed_and_cancelled(shell: Shell) -> None:
    campaign = shell("campaign", "run", BRIEF, "--no-watch", "--governance", "guided")["id"]
    assert shell("campaign", "pause", campaign)["status"] == "PAUSED"
    assert f"astromedia campaign resume {campaign}" in shell.said("campaign", "show", campaign)
    assert shell("campaign", "resume", campaign)["status"] == "RUNNING"
    assert shell("campaign", "cancel", campaign)["status"] == "CANCELLED"
    assert "campaign.cancelled" in shell.said("campaign", "events", campaign)


def test_schedules_the_queue_and_the_concurrency(shell: Shell) -> None:
    schedule = shell("schedule", "create", str(EXAMPLES / "schedules" / "weekdays.yaml"))["id"]
    assert len(shell("schedule", "upcoming", schedule, "--count", "3")["items"]) == 3
    assert shell("schedule", "pause", schedule)["state"] == "DISABLED"
    assert shell("schedule", "resume", schedule)["state"] == "ENABLED"
    assert shell("schedule", "runs", schedule) == {"items": []}
    assert shell("schedule", "delete", schedule) == {"deleted": schedule}
    assert shell("concurrency", "2")["limit"] == shell("queue")["concurrency"]["limit"] == 2
