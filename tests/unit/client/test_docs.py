"""The guides say what is: every field, limit and command, and examples that work."""

import json
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from astromedia.domain.brief import Brief
from astromedia.domain.channels import LIMITS
from astromedia_client.briefs import read_brief
from astromedia_client.cli.agents import AGENT as AGENT_FILE
from astromedia_client.cli.app import (
    ACCOUNT,
    AGENT,
    ASSETS,
    BUDGET,
    CACHE,
    CAMPAIGN,
    KEYS,
    MEMBERS,
    MODEL,
    PLAN,
    PLAYBOOK,
    ROOT,
    SCHEDULE,
    TWO_FACTOR,
    WORKSPACE,
)
from astromedia_client.cli.playbooks import PLAYBOOK as PLAYBOOK_FILE
from functions.api.messages.agents import NewAgent
from functions.api.messages.playbooks import NewPlaybook
from functions.api.messages.schedules import NewSchedule

from . import fake_workflow
from .conftest import RunCommand
from .fake_api import FakeApi

DOCS = Path(__file__).parents[3] / "docs"
MORE = {
    "assets ": ASSETS,
    "budget ": BUDGET,
    "plan ": PLAN,
    "model ": MODEL,
    "cache ": CACHE,
    "playbook ": PLAYBOOK,
    "agent ": AGENT,
    "schedule ": SCHEDULE,
    "keys ": KEYS,
    "members ": MEMBERS,
    "workspace ": WORKSPACE,
    "two-factor ": TWO_FACTOR,
    "account ": ACCOUNT,
}
FILES = {"agents": AGENT_FILE, "playbooks": PLAYBOOK_FILE}


def fields(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The paths of all fields of `model`, as one writes them."""
    found = []
    for name, field in model.model_fields.items():
        nested: Any = field.annotation
        is_model = isinstance(nested, type) and issubclass(nested, BaseModel)
        found += fields(nested, f"{name}.") if is_model else [prefix + name]
    return found


def test_every_field_of_a_brief_is_explained() -> None:
    rows = [line.split("|")[1] for line in (DOCS / "briefs.md").read_text().splitlines() if line.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`([a-z_.]+)`", row)}
    assert explained - {channel.value for channel in LIMITS} == set(fields(Brief))


def test_the_limits_of_channels_are_those_that_hold() -> None:
    text = (DOCS / "briefs.md").read_text()
    for channel, limit in LIMITS.items():
        figures = (limit.headline, limit.body, limit.post, limit.hashtags)
        assert f"| `{channel.value}` | " + " | ".join(f"{figure:,}" for figure in figures) + " |" in text


def test_the_example_of_the_guide_is_a_brief(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", (DOCS / "briefs.md").read_text(), re.DOTALL)
    assert example
    (tmp_path / "brief.yaml").write_text(example[1])
    assert Brief.model_validate_json(json.dumps(read_brief(tmp_path / "brief.yaml"))).days == 30


@pytest.mark.parametrize(("group", "commands"), [("", ROOT), ("campaign ", CAMPAIGN), *MORE.items()])
def test_every_command_is_in_the_guide(group: str, commands: dict[str, object]) -> None:
    text = (DOCS / "cli.md").read_text()
    assert [name for name in commands if f"`astromedia {group}{name}" not in text] == []


def shown_commands() -> Iterator[str]:
    """The commands of the guide that succeed there, without what a shell does for them."""
    lines = (DOCS / "cli.md").read_text().splitlines()
    for line, after in pairwise(lines):
        if line.startswith("$ astromedia ") and not after.startswith("error: "):
            yield re.split(r" [|]| 2>", line.removeprefix("$ astromedia "))[0]


@pytest.mark.parametrize("command", [*shown_commands()])
@pytest.mark.usefixtures("logged_in")
def test_the_commands_of_the_guide_work(
    run: RunCommand, api: FakeApi, brief: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a campaign that waits for a decision, or is still a draft, and with the files of the guide beside us."""
    waiting = api.campaigns[api.work(seconds=10)]
    waiting.asks_about = None if "launch" in command else "copy"
    waiting.launched_at = None if "launch" in command else waiting.launched_at
    (brief.parent / "edits.yaml").write_text("headline: Our own\n")
    (brief.parent / "examples").symlink_to(DOCS.parent / "examples")
    monkeypatch.chdir(brief.parent)
    id = fake_workflow.SCHEDULE if command.startswith("schedule") else waiting.id
    meant = re.sub("campaign/01[0-9A-Z]{24}", "workspace/2026-11", command)
    done = run(*shlex.split(re.sub("01[0-9A-Z]{24}", id, meant)), input="y\n", at_terminal=lambda: True)
    assert (done.exit_code, "error" in done.stderr) == (0, False), done.output


@pytest.mark.parametrize(("kind", "message"), [("agents", NewAgent), ("playbooks", NewPlaybook)])
def test_the_examples_are_what_the_api_takes(kind: str, message: type[BaseModel]) -> None:
    for file in (DOCS.parent / "examples" / kind).iterdir():
        message.model_validate_json(json.dumps(FILES[kind].read(file)))


def test_the_example_of_a_schedule_is_what_the_api_takes(run: RunCommand, api: FakeApi, logged_in: None) -> None:
    assert run("schedule", "create", str(DOCS.parent / "examples" / "schedules" / "weekdays.yaml")).exit_code == 0
    schedule = NewSchedule.model_validate_json(api.requests[-1].content)
    assert (str(schedule.model_budget), schedule.brief.company.name) == ("2.50", "Ferrocast")
