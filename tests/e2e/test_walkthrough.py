"""The walkthrough of docs/governance.md does what it says, and what it shows is what happened."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from infra.local import LocalCloud

from .conftest import ROOT, shell

GUIDE = (ROOT / "docs/governance.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def walked(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which a reader ran the guide's commands, and what they printed."""
    found = re.search(r"<!-- tested by tests/e2e/test_walkthrough.py -->\n```bash\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    folder = tmp_path_factory.mktemp("walkthrough")
    (folder / ".local").symlink_to(cloud.folder.path)
    done = shell(found[1], folder, PATH=os.environ["PATH"])
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_a_new_revision_answers_the_feedback_and_says_so(walked: tuple[Path, str]) -> None:
    revision = read(walked[0], "revision.json")
    assert (revision["revision"], revision["feedback"]) == (2, 'Mention "before lunch", and no exclamation marks.')
    assert "before lunch" in json.dumps(revision["output"])
    assert "before lunch" in revision["response"]
    assert "!" not in json.dumps(revision["output"])


def test_a_late_click_is_told_who_decided(walked: tuple[Path, str]) -> None:
    late = read(walked[0], "late.json")
    assert late["status"] == 409
    assert "edited by" in late["detail"]


def test_the_timeline_tells_it_all_in_order(walked: tuple[Path, str]) -> None:
    events = read(walked[0], "events.json")["items"]
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["type"], events[-1]["type"]) == ("campaign.created", "campaign.completed")
    slogans = [event["type"] for event in events if event["phase"] == "slogans" and event["type"] != "cost.settled"]
    assert slogans == [
        "phase.started",
        "phase.awaiting_approval",
        "phase.rejected",
        "phase.started",
        "phase.awaiting_approval",
        "phase.approved",
        "phase.completed",
    ]
    (edited,) = [event for event in events if event["phase"] == "strategy" and event["type"] == "phase.approved"]
    assert edited["data"]["decision"] == "edited"
    assert [event["type"] for event in events].count("cost.settled") == 4
