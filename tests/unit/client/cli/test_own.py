"""playbook and agent list, show, save, delete: what a workspace makes itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import FakeApi
from .test_reading import data, lines

pytestmark = pytest.mark.usefixtures("logged_in")

PLAYBOOK = """
name: naming
title: Product naming
phases:
  - {name: research, agent: analyst, retries: 2, title: "007"}
  - {name: names, agent: namer, needs: [research], approval: required, group: Ideas}
"""


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    file = tmp_path / "naming.yaml"
    file.write_text(PLAYBOOK)
    return file


def test_a_playbook_is_made_then_changed(run: RunCommand, api: FakeApi, playbook: Path) -> None:
    assert run("playbook", "save", str(playbook)).stdout == "naming  edition 1, 2 phases  Product naming\n"
    assert api.paths[-2:] == ["PUT /v1/playbooks/naming", "POST /v1/playbooks"]
    sent: Any = json.loads(api.requests[-1].content)
    assert (sent["phases"][0]["retries"], sent["phases"][0]["title"]) == (2, "007")
    assert data(run, "playbook", "save", str(playbook))["edition"] == 2
    assert api.paths[-1] == "PUT /v1/playbooks/naming"


def test_what_show_says_can_be_saved_again(run: RunCommand, api: FakeApi, playbook: Path, tmp_path: Path) -> None:
    run("playbook", "save", str(playbook))
    copy = tmp_path / "copy.json"
    copy.write_text(run("playbook", "show", "naming", "--json").stdout)
    assert run("playbook", "save", str(copy)).exit_code == 0
    assert set(json.loads(api.requests[-1].content)) == {"name", "title", "phases"}


def test_a_playbook_is_shown_and_listed(run: RunCommand, playbook: Path) -> None:
    run("playbook", "save", str(playbook))
    assert lines(run, "playbook", "list")[2] == ["naming", "Product", "naming", "2", "edition", "1"]
    assert lines(run, "playbook", "show", "naming")[-1] == ["names", "namer", "research", "required", "Ideas"]


def test_a_playbook_is_deleted(run: RunCommand, playbook: Path) -> None:
    run("playbook", "save", str(playbook))
    assert run("playbook", "delete", "naming").stdout == "naming is deleted.\n"
    again = run("playbook", "delete", "naming", "--json")
    assert (again.exit_code, again.stdout) == (3, "")


def test_every_fault_is_told_with_its_place(run: RunCommand, api: FakeApi, playbook: Path) -> None:
    errors = [
        {"field": "phases[0].needs[0]", "message": "'research' needs 'report': a cycle"},
        {"field": "phases[1].agent", "message": "is not one of: analyst"},
    ]
    api.instead["PUT /v1/playbooks/naming"] = [problem(422, "Invalid input", errors=errors)]
    refused = run("playbook", "save", str(playbook))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.splitlines() == [f"error: {playbook}: {e['field']}: {e['message']}" for e in errors]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: x\n", "name: missing; it says under which name this is saved"),
        ("name: 3\n", "name: missing; it says under which name this is saved"),
        ("- a\n", "holds a list; a playbook is a mapping with `name:`"),
        ("", "is empty; docs/playbooks.md says what a playbook holds"),
        ("name: &a x\n", "line 1, column 7: anchors and aliases are not for these files; write the value out"),
    ],
)
def test_a_file_that_is_no_playbook_stays_here(
    run: RunCommand, api: FakeApi, playbook: Path, text: str, message: str
) -> None:
    playbook.write_text(text)
    before = len(api.requests)
    refused = run("playbook", "save", str(playbook))
    assert (refused.exit_code, refused.stderr) == (2, f"error: {playbook}: {message}\n")
    assert len(api.requests) == before


def test_an_agent_is_saved_shown_listed_and_deleted(run: RunCommand, api: FakeApi, tmp_path: Path) -> None:
    file = tmp_path / "namer.yaml"
    file.write_text("name: namer\ntitle: Namer\noutput_schema: {maxItems: 3, open: false, rate: 0.5}\n")
    assert run("agent", "save", str(file)).stdout == "namer  edition 1  Namer\n"
    assert json.loads(api.requests[-1].content)["output_schema"] == {"maxItems": 3, "open": False, "rate": 0.5}
    listed = lines(run, "agent", "list")
    assert [listed[2][0], *listed[2][-2:], *listed[3][-2:]] == ["analyst", "built", "in", "edition", "1"]
    assert "Find three names for the product." in run("agent", "show", "namer").stdout
    assert data(run, "agent", "show", "namer")["produces"] == "names"
    assert data(run, "agent", "delete", "namer") == {"deleted": "namer"}
    assert run("agent", "show", "namer").exit_code == 3
