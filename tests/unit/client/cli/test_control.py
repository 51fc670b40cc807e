"""campaign create with governance, pause, resume, cancel, retry, change."""

import json
from pathlib import Path
from typing import Any

import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import FakeApi
from .test_reading import data

pytestmark = pytest.mark.usefixtures("logged_in")


def sent(api: FakeApi) -> Any:
    """The body of the last request."""
    return json.loads(api.requests[-1].content)


def test_a_campaign_is_made_as_it_shall_be_governed(run: RunCommand, api: FakeApi, brief: Path) -> None:
    options = ["--playbook", "naming", "--governance", "semi-auto", "--rule", "copy=required", "--rule", "seo=never"]
    times = ["--remind-after", "90", "--expire-after", "2h", "--on-expiry", "approve"]
    assert run("campaign", "create", str(brief), *options, *times).exit_code == 0
    body = sent(api)
    assert (body.pop("brief")["company"], body) == (
        {"name": "Fournil"},
        {
            "playbook": "naming",
            "governance": "SEMI_AUTO",
            "phase_rules": {"copy": "required", "seo": "never"},
            "approval_policy": {"remind_after": 90, "expire_after": 7_200, "on_expiry": "approve"},
        },
    )


def test_what_is_not_said_is_not_sent(run: RunCommand, api: FakeApi, brief: Path) -> None:
    assert run("campaign", "create", str(brief)).exit_code == 0
    assert set(sent(api)) == {"brief"}


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--rule", "copy"], "--rule: 'copy' is not PHASE=RULE with a rule of optional, marked, required, never"),
        (["--rule", "=never"], "--rule: '=never' is not PHASE=RULE"),
        (["--rule", "copy=always"], "--rule: 'copy=always' is not PHASE=RULE"),
        (["--expire-after", "soon"], "--expire-after: 'soon' is no duration; write 90s, 30m, 24h or 7d"),
        (["--remind-after", "-1h"], "--remind-after: '-1h' is no duration"),
        (["--governance", "anarchy"], "Invalid value for '--governance'"),
    ],
)
def test_an_option_that_is_not_usable_is_named(
    run: RunCommand, api: FakeApi, brief: Path, option: list[str], message: str
) -> None:
    refused = run("campaign", "run", str(brief), *option)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert refused.stderr.startswith(f"error: {message}")
    assert api.campaigns == {}


def test_what_the_api_refuses_is_blamed_on_its_option(run: RunCommand, api: FakeApi, brief: Path) -> None:
    fields = ["phase_rules.nope", "approval_policy.remind_after", "playbook", "brief.company", "strange"]
    errors = [{"field": field, "message": "no"} for field in fields]
    api.instead["POST /v1/campaigns"] = [problem(422, "Invalid input", errors=errors)]
    refused = run("campaign", "create", str(brief)).stderr.splitlines()
    places = ["--rule: nope", "--remind-after", "--playbook", f"{brief}: company", f"{brief}: strange"]
    assert refused == [f"error: {place}: no" for place in places]


@pytest.mark.parametrize(
    ("command", "status"), [("pause", "PAUSED"), ("resume", "RUNNING"), ("retry", "RUNNING"), ("cancel", "CANCELLED")]
)
def test_a_campaign_is_steered(run: RunCommand, api: FakeApi, command: str, status: str) -> None:
    campaign = api.work("Spring", seconds=1)
    assert run("campaign", command, campaign).stdout == f"{campaign}  {status}  Spring\n"
    assert api.paths[-1] == f"POST /v1/campaigns/{campaign}/{command}"
    assert data(run, "campaign", command, campaign)["status"] == status


def test_why_it_cannot_be_steered_is_said(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work()
    api.instead[f"POST /v1/campaigns/{campaign}/retry"] = [problem(409, "Conflict", "It is RUNNING.")]
    refused = run("campaign", "retry", campaign)
    assert (refused.exit_code, refused.stderr) == (3, "error: 409 Conflict: It is RUNNING.\n")


def test_a_change_keeps_the_rules_it_does_not_name(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work()
    changed = data(
        run, "campaign", "change", campaign, "--rule", "copy=required", "--expire-after", "9d", "--name", "X"
    )
    assert changed["name"] == "X"
    assert sent(api) == {
        "name": "X",
        "phase_rules": {"research": "never", "copy": "required"},
        "approval_policy": {"remind_after": 86_400, "expire_after": 777_600, "on_expiry": "fail"},
    }


def test_a_rule_is_taken_back(run: RunCommand, api: FakeApi) -> None:
    data(run, "campaign", "change", api.work(), "--rule", "research=playbook")
    assert sent(api) == {"phase_rules": {}}


@pytest.mark.parametrize("written", ["semi-auto", "SEMI_AUTO", "Semi-Auto"])
def test_a_governance_is_known_however_it_is_written(run: RunCommand, api: FakeApi, written: str) -> None:
    campaign = api.work()
    data(run, "campaign", "change", campaign, "--governance", written)
    assert sent(api) == {"governance": "SEMI_AUTO"}


def test_budget_governance_and_brief_are_changed_alone(run: RunCommand, api: FakeApi, brief: Path) -> None:
    campaign = api.work()
    data(run, "campaign", "change", campaign, "--model-budget", "5.00", "--governance", "auto")
    assert sent(api) == {"model_budget": "5.00", "governance": "AUTO"}
    data(run, "campaign", "change", campaign, "--brief", str(brief))
    assert sent(api)["brief"]["budget"] == {"amount": "2500.10"}


def test_a_change_of_nothing_is_refused_here(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work()
    before = len(api.requests)
    assert run("campaign", "change", campaign).exit_code == 2
    assert len(api.requests) == before
