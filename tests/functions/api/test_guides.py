"""The guides to playbooks, agents and workspaces say what is: fields, keywords and actions, and examples that work."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.agents.output_schema import DEEPEST, KEYWORDS, LARGEST, MOST_PARTS
from astromedia.agents.own import AgentDefinition
from astromedia.domain.audit import Action
from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.model import PlaybookPhase
from astromedia.services.shelf import MOST

DOCS = Path(__file__).parents[3] / "docs"
AGENTS, BOOK = ((DOCS / name).read_text(encoding="utf-8") for name in ("agents.md", "playbooks.md"))


def examples(guide: str) -> list[dict[str, Any]]:
    return [json.loads(found) for found in re.findall(r"test_guides.py -->\n```json\n(.*?)```", guide, re.DOTALL)]


def first_column(guide: str, title: str) -> list[str]:
    table = guide.partition(f"| {title} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)


def test_every_action_of_the_audit_log_is_explained() -> None:
    table = (DOCS / "workspaces.md").read_text(encoding="utf-8").partition("| action |")[2].partition("\n\n")[0]
    actions = {name for row in table.splitlines() for name in re.findall(r"`(\w+\.\w+)`", row.split(" | ")[0])}
    assert actions == {*Action}


def test_the_agent_and_the_playbook_of_the_guides_work(ada: TestClient) -> None:
    agent, _ = examples(AGENTS)
    playbook, _ = examples(BOOK)
    assert ada.post("/v1/agents", json=agent).status_code == 201
    assert ada.post("/v1/playbooks", json=playbook).status_code == 201


def test_the_schema_that_is_wrong_is_told_so(ada: TestClient) -> None:
    agent, wrong = examples(AGENTS)
    answer = ada.post("/v1/agents", json=agent | {"output_schema": wrong})
    assert answer.status_code == 422
    assert "output_schema.properties.names.items" in {error["field"] for error in answer.json()["errors"]}


def test_the_playbook_that_is_wrong_gets_these_errors(ada: TestClient) -> None:
    answer = ada.post("/v1/playbooks", json=examples(BOOK)[1])
    assert answer.status_code == 422
    (said,) = re.findall(r"```text\n(.*?)\n```", BOOK, re.DOTALL)
    errors = sorted(f"{error['field']}: {error['message']}" for error in answer.json()["errors"])
    assert [re.sub(r"one of: .*", "one of: ...", error) for error in errors] == said.splitlines()


@pytest.mark.parametrize(
    ("guide", "title", "fields"),
    [
        (BOOK, "field of a phase", PlaybookPhase.model_fields.keys()),
        (AGENTS, "field", AgentDefinition.model_fields.keys() - {"edition"}),
        (BOOK, "playbook", PLAYBOOKS.keys()),
    ],
)
def test_every_field_is_explained(guide: str, title: str, fields: set[str]) -> None:
    assert sorted(first_column(guide, title)) == sorted(fields)


def test_the_phases_of_builtin_playbooks_are_listed() -> None:
    for name in ("content_only", "social_sprint", "video_first"):
        assert f"| `{name}` | {', '.join(phase.name for phase in PLAYBOOKS[name].phases)} |" in BOOK


def test_every_keyword_and_limit_is_named() -> None:
    listed = AGENTS.partition("Keywords it may use:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([$\w]+)`", listed)) == KEYWORDS | {"$defs"}
    assert f"{LARGEST // 1024} KB, {DEEPEST} levels deep" in AGENTS
    assert f"\n{MOST_PARTS} parts" in AGENTS
    assert f"has {MOST} playbooks and {MOST} agents" in BOOK.replace("\n", " ")
