"""approvals, approve, reject, reassign, phase."""

import json
from pathlib import Path

import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import FakeApi
from ..fake_campaign import HASH, FakeCampaign
from .test_reading import data, lines

pytestmark = pytest.mark.usefixtures("logged_in")


@pytest.fixture
def waiting(api: FakeApi) -> FakeCampaign:
    """A campaign whose copy waits for a decision."""
    id = api.work()
    api.campaigns[id].asks_about = "copy"
    api.clock.advance(60)
    return api.campaigns[id]


def person() -> bool:
    """Somebody is there to ask."""
    return True


def test_what_waits_is_listed(run: RunCommand, waiting: FakeCampaign) -> None:
    (item,) = data(run, "approvals")["items"]
    assert (item["campaign_id"], item["name"], item["content_hash"]) == (waiting.id, "copy", HASH)
    assert lines(run, "approvals")[2][:5] == [waiting.id, "copy", "copywriter", "2026-03-09", "09:30"]


def test_nothing_waits(run: RunCommand) -> None:
    assert run("approvals").stdout == "Nothing waits for an approval.\n"


def test_what_was_shown_is_what_is_approved(run: RunCommand, waiting: FakeCampaign) -> None:
    done = run("approve", waiting.id, "copy", "--comment", "Good", input="y\n", at_terminal=person)
    assert (done.exit_code, waiting.decisions) == (0, [{"content_hash": HASH, "comment": "Good"}])
    assert '"headline": "Été"' in done.stdout
    assert done.stderr.startswith("Approve copy as it is shown? [y/N]:")
    assert done.stdout.splitlines()[-1] == "copy  COMPLETED  approved by 01USER on 2026-03-02 09:31 UTC"


def test_who_says_no_approves_nothing(run: RunCommand, waiting: FakeCampaign) -> None:
    done = run("approve", waiting.id, "copy", input="n\n", at_terminal=person)
    assert (done.exit_code, waiting.decisions) == (1, [])
    assert done.stdout.endswith("Not approved; nothing has changed.\n")


def test_with_nobody_to_ask_it_takes_a_hash_or_a_yes(run: RunCommand, api: FakeApi, waiting: FakeCampaign) -> None:
    before = len(api.requests)
    refused = run("approve", waiting.id, "copy")
    assert (refused.exit_code, len(api.requests)) == (2, before)
    assert refused.stderr.startswith("error: --hash: missing, and there is no terminal to ask on;")
    assert run("approve", waiting.id, "copy", "--yes").exit_code == 0
    assert waiting.decisions == [{"content_hash": HASH}]


def test_a_hash_is_taken_without_a_look(run: RunCommand, api: FakeApi, waiting: FakeCampaign) -> None:
    assert data(run, "approve", waiting.id, "copy", "--hash", HASH)["status"] == "COMPLETED"
    assert not any(path.startswith(f"GET /v1/campaigns/{waiting.id}") for path in api.paths)


def test_json_is_one_document_also_when_it_asks(run: RunCommand, waiting: FakeCampaign) -> None:
    done = run("approve", waiting.id, "copy", "--json", input="y\n", at_terminal=person)
    typed = " y\n"  # what the runner echoes for the terminal
    assert json.loads(done.stdout.removeprefix(typed))["status"] == "COMPLETED"
    assert '"headline": "Été"' in done.stderr


def test_other_content_is_a_conflict(run: RunCommand, waiting: FakeCampaign) -> None:
    refused = run("approve", waiting.id, "copy", "--hash", "0" * 64)
    assert (refused.exit_code, waiting.decisions) == (3, [])
    assert refused.stderr.startswith("error: 409 Conflict: The content is not the one you decided on: its hash is ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("e.yaml", "headline: Summer\nlead: null\nwords: 3\n"),
        ("e.json", '{"headline": "Summer", "lead": null, "words": 3}'),
    ],
)
def test_edits_are_a_merge_patch(run: RunCommand, waiting: FakeCampaign, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    done = run("approve", waiting.id, "copy", "--yes", "--edits", str(tmp_path / name))
    assert done.exit_code == 0
    patch = {"headline": "Summer", "lead": None, "words": 3}
    assert waiting.decisions == [{"content_hash": HASH, "edits": patch}]
    assert f"with these edits: {json.dumps(patch)}" in done.stdout


def test_edits_that_break_the_rules_are_told_by_field(
    run: RunCommand, api: FakeApi, waiting: FakeCampaign, tmp_path: Path
) -> None:
    (tmp_path / "e.yaml").write_text("headline: 3\n")
    errors = [{"field": "edits.headline", "message": "must be text"}, {"field": "comment", "message": "too long"}]
    api.instead[f"POST /v1/campaigns/{waiting.id}/phases/copy/approve"] = [problem(422, "Invalid", errors=errors)]
    refused = run("approve", waiting.id, "copy", "--yes", "--edits", str(tmp_path / "e.yaml"))
    assert refused.exit_code == 2
    assert refused.stderr == f"error: {tmp_path / 'e.yaml'}: headline: must be text\nerror: --comment: too long\n"


def test_what_has_written_nothing_cannot_be_approved(run: RunCommand, api: FakeApi) -> None:
    refused = run("approve", api.work(), "copy", "--yes")
    assert (refused.exit_code, refused.stderr) == (2, "error: PHASE: copy is IDLE and has written nothing yet\n")


def test_a_rejection_says_what_to_do_better(run: RunCommand, waiting: FakeCampaign) -> None:
    assert run("reject", waiting.id, "copy", "Shorter, please", "--hash", HASH).exit_code == 0
    assert waiting.decisions == [{"feedback": "Shorter, please", "content_hash": HASH}]


def test_a_late_decision_is_a_conflict_with_the_reason(run: RunCommand, waiting: FakeCampaign) -> None:
    assert run("approve", waiting.id, "copy", "--yes").exit_code == 0
    late = run("reject", waiting.id, "copy", "No")
    assert (late.exit_code, late.stderr) == (3, "error: 409 Conflict: Phase copy does not wait for a decision.\n")


def test_another_is_asked(run: RunCommand, api: FakeApi, waiting: FakeCampaign) -> None:
    assert data(run, "reassign", waiting.id, "copy", "01BO")["status"] == "AWAITING_APPROVAL"
    assert json.loads(api.requests[-1].content) == {"user_id": "01BO"}
    errors = [{"field": "user_id", "message": "is no member"}]
    path = f"POST /v1/campaigns/{waiting.id}/phases/copy/reassign"
    api.instead[path] = [problem(422, "Nobody can decide", errors=errors)]
    assert run("reassign", waiting.id, "copy", "x").stderr == "error: USER: is no member\n"


def test_a_phase_shows_its_revisions_and_what_was_decided(run: RunCommand, waiting: FakeCampaign) -> None:
    assert [each["revision"] for each in data(run, "phase", waiting.id, "copy")["revisions"]] == [1, 2]
    shown = run("phase", waiting.id, "copy").stdout
    assert "rejected by 01USER: “Shorter”" in shown
    assert "Half as long." in shown
    assert f"Hash      {HASH}" in shown
    assert "Review    waits for an approval by anyone until 2026-03-09 09:30 UTC" in shown
    row = next(line.split() for line in shown.splitlines() if line.strip().startswith("copy"))
    assert row[row.index("s") - 1] == "4.5", "the agent's work, not the minute that people let it wait"
