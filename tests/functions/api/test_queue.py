import pytest
from fastapi.testclient import TestClient

from astromedia.domain.queue import Limits, Ticket
from astromedia.domain.role import Role
from tests.samples import NOW, id_at

from .conftest import Demoted
from .problems import fields, problem
from .test_budgets import workspace_of
from .world import World


def path(client: TestClient) -> str:
    return f"/v1/workspaces/{workspace_of(client)}/concurrency"


def ticket(world: World, workspace_id: str) -> Ticket:
    made = Ticket(workspace_id=workspace_id, campaign_id=id_at(), run=1, request_id="R1", at=NOW)
    world.queue.enqueue(made)
    return made


def test_the_queue_tells_what_runs_and_who_waits_where(world: World, ada: TestClient, eve: TestClient) -> None:
    here = workspace_of(ada)
    running, *waiting = (ticket(world, here) for _ in range(3))
    world.queue.admit(running, Limits(1, 1))
    told = ada.get("/v1/queue").json()
    assert told["concurrency"] == {"limit": 20, "plan": 20, "stage": 1000}
    assert [(place["campaign_id"], place["position"]) for place in told["running"]] == [(running.campaign_id, None)]
    assert [(place["campaign_id"], place["position"]) for place in told["waiting"]] == [
        (one.campaign_id, position) for position, one in enumerate(waiting, start=1)
    ]
    assert told["waiting"][0] | {"campaign_id": ""} == {
        "campaign_id": "",
        "run": 1,
        "since": "2026-03-02T09:30:00Z",
        "position": 1,
    }
    world.queue.park(here, running.campaign_id, 1)
    told = ada.get("/v1/queue").json()
    assert (told["running"], len(told["parked"])) == ([], 1)
    assert eve.get("/v1/queue").json()["waiting"] == []


def test_fewer_may_run_at_once_than_the_plan_lets(ada: TestClient) -> None:
    assert ada.get(path(ada)).json() == {"limit": 20, "plan": 20, "stage": 1000}
    assert ada.put(path(ada), json={"limit": 3}).json() == {"limit": 3, "plan": 20, "stage": 1000}
    assert ada.get("/v1/queue").json()["concurrency"]["limit"] == 3


@pytest.mark.parametrize("limit", [0, -5, 21, 10**30, "3", 2.5, None, True])
def test_a_limit_that_makes_no_sense_is_named(ada: TestClient, limit: object) -> None:
    assert fields(ada.put(path(ada), json={"limit": limit})) == ["limit"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_limits_are_for_owners_and_admins(demoted: Demoted, role: Role) -> None:
    client = demoted(role)
    assert problem(client.put(path(client), json={"limit": 3}))["status"] == 403
    assert problem(client.get(path(client)))["status"] == 403
    assert client.get("/v1/queue").status_code == 200


def test_anothers_workspace_is_not_there(ada: TestClient, eve: TestClient) -> None:
    assert problem(eve.put(path(ada), json={"limit": 3}))["status"] == 404
    assert problem(eve.get(path(ada)))["status"] == 404
