"""The guide's commands about money, against the real API: what they write is what it answers."""

import json
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


class Shell:
    """A user's shell: logged in, with one finished campaign."""

    def __init__(self, api_url: str, home: Path) -> None:
        environ = {"ASTROMEDIA_API_URL": api_url, "ASTROMEDIA_CONFIG_HOME": str(home), "ASTROMEDIA_PASSWORD": PASSWORD}
        self.machine = Surroundings(environ, cwd=home)
        with Client(api_url) as api:
            api.register("cli@example.com", PASSWORD, "Cli")
        self("login", "--email", "cli@example.com")
        self.run: Any = self("campaign", "run", str(ROOT / "examples" / "bakery-fr.yaml"), "--model-budget", "2.50")

    def __call__(self, *command: str) -> Any:
        """What a command writes with --json; it succeeds also without."""
        done = CliRunner().invoke(app, [*command, "--json"], obj=self.machine, catch_exceptions=False)
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
    assert len(shell("cache", "stats")["agents"]) == 10
    assert shell("cache", "drop", "--campaign", campaign)["dropped"] >= 0
