"""Schedules over HTTP: made, changed, paused, looked at and replayed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.domain.role import Role
from astromedia.domain.schedule import GRACE
from astromedia.gateway.settings import ModelSettings
from tests.samples import id_at
from tests.unit.domain.briefs import brief_data

from .conftest import PASSWORD, Demoted
from .problems import fields, problem
from .world import World

HOURLY = {"expression": "rate(1 hour)", "start": "2026-03-02T10:00:00Z"}


def asked(**body: Any) -> dict[str, Any]:
    return {"brief": brief_data(), "expression": "cron(0 9 ? * MON-FRI *)"} | body


def create(client: TestClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/schedules", json=asked(**body))
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def wait(world: World, client: TestClient, until: datetime) -> None:
    """Let time pass; tokens do not live that long."""
    world.clock.now = until
    login = client.post("/v1/auth/login", json={"email": "ada@example.com", "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"


def runs(client: TestClient, schedule: dict[str, Any], **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/schedules/{schedule['id']}/runs", params=params).json()
    return found


def fire(world: World, schedule: dict[str, Any], at: datetime) -> None:
    stored = next(found for found, _ in world.scheduler.placed.values() if found.id == schedule["id"])
    world.services().schedules.firing.fire(stored.workspace_id, stored.id, at)


def test_a_schedule_is_where_location_says_and_the_scheduler_knows_it(ada: TestClient, world: World) -> None:
    body = asked(name="Weekly", time_zone="Asia/Tokyo", end="2026-12-31T00:00:00+09:00", model_budget="2.50")
    answer = ada.post("/v1/schedules", json=body)
    made = answer.json()
    assert answer.status_code == 201
    assert ada.get(answer.headers["Location"]).json() == made
    assert (made["name"], made["state"], made["governance"], made["playbook"]) == (
        "Weekly", "ENABLED", "AUTO", "campaign"
    )  # fmt: skip
    assert (made["next_run"], made["end"]) == ("2026-03-03T00:00:00Z", "2026-12-30T15:00:00Z")
    placed, start = world.scheduler.placed[made["id"]]
    assert (placed.brief.model_dump(mode="json"), start) == (made["brief"], None)


def test_its_campaigns_are_governed_as_it_says(ada: TestClient, world: World) -> None:
    governed = {"governance": "SEMI_AUTO", "phase_rules": {"copy": "required"}}
    policy = {"remind_after": 60, "expire_after": 120, "on_expiry": "approve"}
    made = create(ada, **HOURLY, **governed, approval_policy=policy)
    fire(world, made, datetime(2026, 3, 2, 10, tzinfo=UTC))
    (run,) = runs(ada, made)["items"]
    campaign = ada.get(f"/v1/campaigns/{run['campaign_id']}").json()
    told = {name: (made[name], campaign[name]) for name in (*governed, "approval_policy")}
    assert told == {name: (value, value) for name, value in (governed | {"approval_policy": policy}).items()}


def test_without_a_name_it_is_called_as_its_campaigns_are(ada: TestClient) -> None:
    campaign = ada.post("/v1/campaigns", json={"brief": brief_data()}).json()
    assert create(ada)["name"] == campaign["name"]


def test_a_rate_begins_with_the_next_minute_or_with_its_start(ada: TestClient, world: World) -> None:
    made = create(ada, expression="rate(90 minutes)")
    assert (made["start"], made["next_run"]) == (None, "2026-03-02T09:31:00Z")
    assert world.scheduler.placed[made["id"]][1] == datetime(2026, 3, 2, 9, 31, tzinfo=UTC)
    later = create(ada, **HOURLY)
    assert (later["start"], later["next_run"]) == (HOURLY["start"], HOURLY["start"])


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"expression": "cron(60 24 ? * MON *)"}, ["expression", "expression"]),
        ({"expression": "at(2026-03-02T09:00:00)"}, ["expression"]),
        ({"expression": "at(2026-03-29T02:30:00)", "time_zone": "Europe/Paris"}, ["expression"]),
        ({"expression": "rate(0 days)"}, ["expression"]),
        ({"expression": "every day"}, ["expression"]),
        ({"expression": "rate(1 day)", "start": "2027-01-01T00:00:00Z", "end": "2027-01-01T00:00:00Z"}, ["end"]),
        ({"expression": "at(2027-03-02T09:00:00)", "start": "2027-01-01T00:00:00Z"}, ["start"]),
        ({"time_zone": "Mars/Olympus"}, ["time_zone"]),
        ({"playbook": "nothing_such"}, ["playbook"]),
        (
            {"playbook": "no_such", "expression": "cron(x 0 1 * ?)", "time_zone": "X", "end": "2020-01-01T00:00:00Z"},
            ["playbook", "expression", "time_zone", "end"],
        ),
        ({"expression": ""}, ["expression"]),
        ({"start": "2027-01-01T00:00:00"}, ["start"]),
        ({"start": "9999-12-31T23:59:59Z"}, ["start"]),
        ({"governance": "NONE"}, ["governance"]),
        ({"phase_rules": {"dance": "required"}}, ["phase_rules.dance"]),
        ({"brief": brief_data(goals=[])}, ["brief.goals"]),
        ({"nonsense": 1}, ["nonsense"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_named(ada: TestClient, world: World, body: dict[str, Any], named: list[str]) -> None:
    answer = ada.post("/v1/schedules", json=asked(**body))
    assert answer.status_code == 422
    assert fields(answer) == named
    assert (ada.get("/v1/schedules").json()["items"], world.scheduler.placed) == ([], {})


def test_what_the_scheduler_does_not_take_is_not_kept(ada: TestClient, world: World) -> None:
    made = create(ada)
    world.scheduler.fault = InvalidInput("No.", [FieldError("expression", "is not taken")])
    assert fields(ada.post("/v1/schedules", json=asked())) == ["expression"]
    assert [each["id"] for each in ada.get("/v1/schedules").json()["items"]] == [made["id"]]


def test_one_that_could_not_be_made_is_not_made_a_second_time_by_who_asks_again(ada: TestClient, world: World) -> None:
    world.scheduler.fault = RuntimeError("The Scheduler is down.")
    assert ada.post("/v1/schedules", json=asked()).status_code == 500
    world.scheduler.fault = None
    made = create(ada)
    assert [each["id"] for each in ada.get("/v1/schedules").json()["items"]] == [made["id"]]


def test_they_are_listed_newest_first_and_in_pages(ada: TestClient, world: World) -> None:
    made = []
    for name in ("one", "two", "three"):
        world.clock.advance(1)
        made.append(create(ada, name=name))
    first = ada.get("/v1/schedules", params={"limit": 2}).json()
    second = ada.get("/v1/schedules", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [*first["items"], *second["items"]] == made[::-1]


def test_a_change_replaces_what_it_names_for_the_runs_to_come(ada: TestClient, world: World) -> None:
    made = create(ada, end="2026-12-31T00:00:00Z")
    path = f"/v1/schedules/{made['id']}"
    changed = ada.patch(path, json={"expression": "cron(30 8 * * ? *)", "time_zone": "Europe/Paris", "end": None})
    assert changed.status_code == 200
    expected = {"expression": "cron(30 8 * * ? *)", "time_zone": "Europe/Paris", "end": None}
    assert {name: changed.json()[name] for name in expected} == expected
    assert changed.json()["next_run"] == "2026-03-03T07:30:00Z"
    assert changed.json()["brief"] == made["brief"]
    assert ada.get(path).json() == changed.json()
    assert world.scheduler.placed[made["id"]][0].expression == "cron(30 8 * * ? *)"
    assert ada.patch(path, json={}).json() == changed.json()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"expression": "cron(0 9 * * * *)"}, ["expression"]),
        ({"expression": None}, ["expression"]),
        ({"brief": None}, ["brief"]),
        ({"time_zone": "Nowhere"}, ["time_zone"]),
        ({"playbook": "nothing_such"}, ["playbook"]),
    ],
)
def test_a_change_that_is_wrong_changes_nothing(ada: TestClient, body: dict[str, Any], named: list[str]) -> None:
    made = create(ada)
    answer = ada.patch(f"/v1/schedules/{made['id']}", json=body)
    assert answer.status_code == 422
    assert fields(answer) == named
    assert ada.get(f"/v1/schedules/{made['id']}").json() == made


def test_a_change_that_the_scheduler_does_not_take_is_taken_back(ada: TestClient, world: World) -> None:
    made = create(ada)
    world.scheduler.refused = "rate(7 days)"
    assert fields(ada.patch(f"/v1/schedules/{made['id']}", json={"expression": "rate(7 days)"})) == ["expression"]
    kept = ada.get(f"/v1/schedules/{made['id']}").json()
    assert kept | {"version": 0} == made | {"version": 0}
    assert world.scheduler.placed[made["id"]][0].expression == made["expression"]


def test_a_rate_becomes_a_cron_and_back_without_a_word_about_its_first_run(ada: TestClient) -> None:
    path = f"/v1/schedules/{create(ada, expression='rate(1 day)')['id']}"
    for expression in ("at(2026-04-01T09:00:00)", "cron(0 9 * * ? *)", "rate(2 days)"):
        assert ada.patch(path, json={"expression": expression}).json()["expression"] == expression
    assert ada.get(path).json()["next_run"] == "2026-03-02T09:31:00Z"


def test_paused_it_runs_no_more_and_resumed_it_keeps_its_beat(ada: TestClient, world: World) -> None:
    made = create(ada, **HOURLY)
    path = f"/v1/schedules/{made['id']}"
    paused = ada.post(f"{path}/pause").json()
    assert (paused["state"], paused["next_run"], paused["paused_at"]) == ("DISABLED", None, "2026-03-02T09:30:00Z")
    assert ada.post(f"{path}/pause").json() == paused
    assert world.scheduler.placed[made["id"]][0].paused_at
    assert runs(ada, made)["upcoming"] == []
    wait(world, ada, datetime(2026, 3, 2, 12, 30, tzinfo=UTC))
    resumed = ada.post(f"{path}/resume").json()
    assert (resumed["state"], resumed["next_run"], resumed["paused_at"]) == ("ENABLED", "2026-03-02T13:00:00Z", None)
    placed, start = world.scheduler.placed[made["id"]]
    assert (placed.paused_at, start) == (None, datetime(2026, 3, 2, 13, tzinfo=UTC))
    wait(world, ada, datetime(2026, 3, 2, 13, 30, tzinfo=UTC))
    assert [run["scheduled_at"] for run in runs(ada, made)["items"]] == ["2026-03-02T13:00:00Z"]


def test_what_has_nothing_left_to_run_cannot_be_resumed(ada: TestClient, world: World) -> None:
    made = create(ada, expression="at(2026-03-02T10:00:00)")
    ada.post(f"/v1/schedules/{made['id']}/pause")
    wait(world, ada, world.clock.now + timedelta(hours=1))
    assert problem(ada.post(f"/v1/schedules/{made['id']}/resume"))["status"] == 409


def test_a_deleted_one_is_gone_from_here_and_from_the_scheduler(ada: TestClient, world: World) -> None:
    path = f"/v1/schedules/{create(ada)['id']}"
    answer = ada.delete(path)
    assert (answer.status_code, answer.content, world.scheduler.placed) == (204, b"", {})
    assert {ada.get(path).status_code, ada.delete(path).status_code, ada.get(f"{path}/runs").status_code} == {404}


def test_runs_tell_what_was_launched_failed_and_missed_and_what_comes(ada: TestClient, world: World) -> None:
    made = create(ada, **HOURLY)
    ten = datetime(2026, 3, 2, 10, tzinfo=UTC)
    fire(world, made, ten)
    member = dict(world.accounts.members)
    world.accounts.members.clear()
    fire(world, made, ten + timedelta(hours=1))
    world.accounts.members.update(member)
    wait(world, ada, ten + timedelta(hours=2) + GRACE + timedelta(seconds=1))
    found = runs(ada, made, upcoming=2)
    assert [(run["scheduled_at"][11:16], run["status"]) for run in found["items"]] == [
        ("12:00", "MISSED"), ("11:00", "FAILED"), ("10:00", "LAUNCHED")
    ]  # fmt: skip
    assert found["items"][1]["failure"]["error"] == "Forbidden"
    assert ada.get(f"/v1/campaigns/{found['items'][2]['campaign_id']}").json()["status"] == "RUNNING"
    assert found["upcoming"] == ["2026-03-02T13:00:00Z", "2026-03-02T14:00:00Z"]
    first = runs(ada, made, limit=2)
    assert [*first["items"], *runs(ada, made, limit=2, cursor=first["next_cursor"])["items"]] == found["items"]


def test_a_missed_run_is_replayed_once(ada: TestClient, world: World) -> None:
    made = create(ada, **HOURLY)
    wait(world, ada, datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
    path = f"/v1/schedules/{made['id']}/runs/2026-03-02T10:00:00Z/replay"
    replayed = ada.post(path)
    assert (replayed.status_code, replayed.json()["status"]) == (202, "LAUNCHED")
    assert ada.get(f"/v1/campaigns/{replayed.json()['campaign_id']}").json()["status"] == "RUNNING"
    assert runs(ada, made)["items"] == [replayed.json()]
    assert problem(ada.post(path))["status"] == 409
    assert len(world.engine.started) == 1


def test_a_replay_that_is_refused_says_why_and_stays_failed(ada: TestClient, world: World) -> None:
    wait(world, ada, datetime(2026, 11, 22, 9, tzinfo=UTC))
    made = create(ada, expression="rate(1 hour)")
    wait(world, ada, world.clock.now + timedelta(hours=1))
    (missed,) = runs(ada, made)["items"]
    replay = f"/v1/schedules/{made['id']}/runs/{missed['scheduled_at']}/replay"
    world.models = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "gpt-6-luna"})
    ada.put("/v1/budgets/workspace/2026-11", json={"cap": "0"})
    assert problem(ada.post(replay))["status"] == 402
    (failed,) = runs(ada, made)["items"]
    assert (failed["status"], failed["failure"]["error"]) == ("FAILED", "BudgetExceeded")
    assert world.bus.events[-1][1]["error"] == "BudgetExceeded"
    ada.put("/v1/budgets/workspace/2026-11", json={"cap": "50"})
    assert ada.post(replay).json()["campaign_id"] == failed["campaign_id"]


@pytest.mark.parametrize(("at", "status"), [("2026-03-02T10:00:00Z", 404), ("yesterday", 422)])
def test_only_a_run_that_failed_or_was_missed_can_be_replayed(ada: TestClient, at: str, status: int) -> None:
    made = create(ada, **HOURLY)
    assert problem(ada.post(f"/v1/schedules/{made['id']}/runs/{at}/replay"))["status"] == status


def test_what_was_missed_before_a_change_stays_known(ada: TestClient, world: World) -> None:
    made = create(ada, **HOURLY)
    wait(world, ada, datetime(2026, 3, 2, 11, 30, tzinfo=UTC))
    ada.patch(f"/v1/schedules/{made['id']}", json={"expression": "rate(1 day)", "start": "2026-03-05T00:00:00Z"})
    assert [run["scheduled_at"][11:16] for run in runs(ada, made)["items"]] == ["11:00", "10:00"]


WRITES = [("PATCH", "", {"name": "x"}), ("DELETE", "", None), ("POST", "/pause", None), ("POST", "/resume", None)]
REPLAY = ("POST", "/runs/2026-03-02T10:00:00Z/replay", None)


@pytest.mark.parametrize(("method", "rest", "body"), [("GET", "", None), ("GET", "/runs", None), REPLAY, *WRITES])
def test_another_workspaces_schedule_is_404(
    ada: TestClient, eve: TestClient, method: str, rest: str, body: object
) -> None:
    made = create(ada)
    assert problem(eve.request(method, f"/v1/schedules/{made['id']}{rest}", json=body))["status"] == 404
    assert problem(eve.request(method, f"/v1/schedules/{id_at()}{rest}", json=body))["status"] == 404
    assert eve.get("/v1/schedules").json()["items"] == []
    assert ada.get(f"/v1/schedules/{made['id']}").json() == made


@pytest.mark.parametrize(("method", "rest", "body"), [REPLAY, *WRITES])
def test_a_viewer_sees_schedules_and_changes_none(
    ada: TestClient, demoted: Demoted, method: str, rest: str, body: object
) -> None:
    made = create(ada)
    viewer = demoted(Role.VIEWER)
    assert viewer.get(f"/v1/schedules/{made['id']}").json() == made
    assert problem(viewer.request(method, f"/v1/schedules/{made['id']}{rest}", json=body))["status"] == 403
    assert problem(viewer.post("/v1/schedules", json=asked()))["status"] == 403


def test_only_owners_and_admins_schedule_campaigns_that_may_cost_more_than_the_plan_says(
    ada: TestClient, demoted: Callable[[Role], TestClient]
) -> None:
    assert create(ada, model_budget="5.01")["model_budget"] == "5.01"
    editor = demoted(Role.EDITOR)
    made = create(editor, model_budget="5.00")
    assert problem(editor.post("/v1/schedules", json=asked(model_budget="5.01")))["status"] == 403
    raised = editor.patch(f"/v1/schedules/{made['id']}", json={"model_budget": "5.01"})
    assert problem(raised)["status"] == 403
