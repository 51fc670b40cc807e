"""schedule create, list, show, pause, resume, delete, runs, replay, upcoming; queue, concurrency."""

import json
from pathlib import Path

import pytest

from ..conftest import RunCommand
from ..fake_answers import Answer, problem
from ..fake_api import FakeApi
from ..fake_workflow import RUN, SCHEDULE
from .test_reading import data, lines

pytestmark = pytest.mark.usefixtures("logged_in")


@pytest.fixture
def schedule(brief: Path) -> Path:
    """A schedule of the brief beside it."""
    file = brief.parent / "weekdays.yaml"
    times = "expression: cron(0 9 ? * MON-FRI *)\nend: 2030-12-31T00:00:00Z\n"
    file.write_text(f"{times}model_budget: 2.50\nbrief: brief.yaml\n")
    return file


def test_a_schedule_is_made_of_the_brief_beside_it(run: RunCommand, api: FakeApi, schedule: Path) -> None:
    assert data(run, "schedule", "create", str(schedule))["id"] == SCHEDULE
    assert json.loads(api.requests[-1].content) == {
        "expression": "cron(0 9 ? * MON-FRI *)",
        "end": "2030-12-31T00:00:00Z",
        "model_budget": "2.50",
        "brief": {"company": {"name": "Fournil"}, "budget": {"amount": "2500.10"}},
    }


def test_a_schedule_can_hold_its_brief(run: RunCommand, api: FakeApi, schedule: Path) -> None:
    schedule.write_text("expression: rate(1 hour)\nbrief: {company: {name: A}}\n")
    assert lines(run, "schedule", "create", str(schedule))[2][0] == SCHEDULE
    assert json.loads(api.requests[-1].content)["brief"] == {"company": {"name": "A"}}


def test_a_fault_is_told_with_the_file_it_is_in(run: RunCommand, api: FakeApi, schedule: Path, brief: Path) -> None:
    errors = [{"field": "expression", "message": "day: 32"}, {"field": "brief.start", "message": "is past"}]
    api.instead["POST /v1/schedules"] = [problem(422, "Invalid input", errors=errors)] * 2
    refused = run("schedule", "create", str(schedule))
    assert refused.exit_code == 2
    assert refused.stderr.splitlines() == [f"error: {schedule}: expression: day: 32", f"error: {brief}: start: is past"]
    schedule.write_text("expression: x\nbrief: {}\n")
    assert f"error: {schedule}: brief: start: is past\n" in run("schedule", "create", str(schedule)).stderr


def test_a_brief_that_is_not_there_is_named(run: RunCommand, schedule: Path) -> None:
    schedule.write_text("brief: none.yaml\n")
    refused = run("schedule", "create", str(schedule))
    assert refused.stderr == f"error: {schedule.parent / 'none.yaml'}: cannot be read: No such file or directory\n"


def test_schedules_are_listed_and_shown(run: RunCommand) -> None:
    assert len(data(run, "schedule", "list")["items"]) == 2
    words = ["Every", "weekday", "cron(0", "9", "?", "*", "MON-FRI", "*)", "Asia/Tokyo", "ENABLED"]
    assert lines(run, "schedule", "show", SCHEDULE)[2][1:] == [*words, "2026-03-03", "00:00", "UTC"]


def test_a_schedule_is_paused_resumed_and_deleted(run: RunCommand) -> None:
    assert data(run, "schedule", "pause", SCHEDULE)["state"] == "DISABLED"
    assert data(run, "schedule", "resume", SCHEDULE)["state"] == "ENABLED"
    assert run("schedule", "delete", SCHEDULE).stdout == f"{SCHEDULE} is deleted.\n"


def test_runs_tell_what_became_of_them(run: RunCommand) -> None:
    assert [each["status"] for each in data(run, "schedule", "runs", SCHEDULE)["items"]] == ["FAILED", "MISSED"]
    assert len(data(run, "schedule", "runs", SCHEDULE, "--limit", "1")["items"]) == 1
    shown = lines(run, "schedule", "runs", SCHEDULE)
    assert shown[2][:3] == [RUN, "✗", "FAILED"]
    assert "$50.00." in shown[2]


def test_a_run_is_replayed(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "schedule", "replay", SCHEDULE, RUN)["status"] == "LAUNCHED"
    path = f"POST /v1/schedules/{SCHEDULE}/runs/{RUN}/replay"
    errors = [{"field": "scheduled_at", "message": "is no time"}]
    api.instead[path] = [problem(409, "Conflict", "It was launched."), problem(422, "Invalid input", errors=errors)]
    assert run("schedule", "replay", SCHEDULE, RUN).stderr == "error: 409 Conflict: It was launched.\n"
    assert run("schedule", "replay", SCHEDULE, RUN).stderr == "error: TIME: is no time\n"


def test_what_is_to_come_is_told(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "schedule", "upcoming", SCHEDULE, "--count", "1")["items"] == ["2026-03-03T00:00:00Z"]
    assert run("schedule", "upcoming", SCHEDULE).stdout == "2026-03-03T00:00:00Z\n2026-03-04T00:00:00Z\n"
    api.instead[f"GET /v1/schedules/{SCHEDULE}/runs"] = [Answer(200, json={"items": [], "upcoming": []})]
    assert run("schedule", "upcoming", SCHEDULE).stdout == "None is to come.\n"


def test_the_queue_says_what_runs_and_what_waits(run: RunCommand, api: FakeApi) -> None:
    assert run("queue").stdout.splitlines()[-1] == "Nothing runs or waits."
    first, second = api.work(), api.work()
    api.campaigns[second].position = 1
    assert [place["campaign_id"] for place in data(run, "queue")["waiting"]] == [second]
    shown = lines(run, "queue")
    assert " ".join(shown[0]) == "At once: 10 of your workspace (its plan: 40), 1000 of all"
    since = ["2026-03-02", "09:30", "UTC"]
    assert shown[3:] == [
        [first, "1", "runs", *since],
        [second, "1", "waits,", "number", "1", *since],
        [first, "1", "waits", "for", "people", *since],
    ]


def test_how_many_run_at_once_is_told_and_set(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "concurrency") == {"limit": 10, "plan": 40, "stage": 1000}
    assert run("concurrency", "7").stdout == "At once: 7 of your workspace (its plan: 40), 1000 of all\n"
    assert json.loads(api.requests[-1].content) == {"limit": 7}
    path = "PUT /v1/workspaces/01WORK/concurrency"
    api.instead[path] = [problem(422, "Invalid", errors=[{"field": "limit", "message": "is over the plan"}])]
    assert run("concurrency", "700").stderr == "error: LIMIT: is over the plan\n"
    assert run("concurrency", "0").exit_code == 2
