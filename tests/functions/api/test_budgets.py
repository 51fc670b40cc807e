import pytest
from fastapi.testclient import TestClient

from astromedia.domain.budget import Hold
from astromedia.domain.role import Role
from tests.samples import NOW, campaign, entry

from .conftest import Demoted
from .problems import fields, problem
from .test_campaigns import create
from .world import World

MONTH = "workspace/2026-03"


def spend(world: World, workspace_id: str, cost: str, held: str | None = None) -> None:
    """Settle `cost` on the workspace's month, and hold `held` more."""
    of = campaign(workspace_id=workspace_id)
    for amount, settled in ((cost, True), (held, False)):
        if amount:
            worst = entry(of, cost=amount)
            hold = Hold(id=worst.id, scopes=(MONTH,), worst=worst, created_at=NOW, expires_at=NOW)
            hold = world.budgets.hold(hold)
            if settled:
                world.budgets.settle(hold, worst)


def workspace_of(client: TestClient) -> str:
    return str(client.get("/v1/users/me").json()["workspace"]["id"])


def test_a_budget_that_was_never_used_is_what_the_plan_gives(ada: TestClient) -> None:
    amounts = {"cap": "5.00", "free": "5.00", "held": "0.00", "settled": "0.00", "currency": "USD"}
    assert ada.get(f"/v1/budgets/{MONTH}").json() == {"scope": MONTH, "alerts": []} | amounts


def test_a_new_workspaces_list_has_this_month(ada: TestClient) -> None:
    me = ada.get("/v1/users/me").json()["user"]["id"]
    listed = ada.get("/v1/budgets").json()
    assert [budget["scope"] for budget in listed["items"]] == [f"user/{me}/2026-03", MONTH]
    assert len(ada.get("/v1/budgets", params={"limit": 1}).json()["items"]) == 1


def test_a_cap_is_set_and_the_parts_still_sum_to_it(ada: TestClient, world: World) -> None:
    spend(world, workspace_of(ada), "1.25", held="0.000000001")
    answer = ada.put(f"/v1/budgets/{MONTH}", json={"cap": "7.5"})
    assert answer.status_code == 200
    told = {"cap": "7.50", "free": "6.249999999", "held": "0.000000001", "settled": "1.25"}
    assert told.items() <= answer.json().items()
    assert ada.get("/v1/budgets").json()["items"][1:] == [answer.json()]


def test_a_cap_below_what_is_spent_is_a_conflict_that_names_it(ada: TestClient, world: World) -> None:
    spend(world, workspace_of(ada), "1.25")
    refused = problem(ada.put(f"/v1/budgets/{MONTH}", json={"cap": "1.24"}))
    assert refused["status"] == 409
    assert "1.25" in refused["detail"]


@pytest.mark.parametrize(
    ("cap", "told"), [("-0", "0.00"), (0.1, "0.10"), (7, "7.00"), ("1E+3", "1000.00"), ("5e-9", None)]
)
def test_a_cap_is_exact_however_it_is_written(ada: TestClient, cap: object, told: str | None) -> None:
    assert ada.put(f"/v1/budgets/{MONTH}", json={"cap": cap}).json()["cap"] == (told or "0.000000005")


@pytest.mark.parametrize("cap", ["-1", "NaN", "Infinity", "0.0000000001", "1e13", None, "much"])
def test_a_cap_that_is_no_amount_is_422(ada: TestClient, cap: object) -> None:
    assert fields(ada.put(f"/v1/budgets/{MONTH}", json={"cap": cap})) == ["cap"]


@pytest.mark.parametrize(
    "scope",
    ["workspace", "workspace/2026-13", "user/2026-11", "team/1", "campaign/", "campaign/a/b", "workspace//2026-03"],
)
def test_what_is_no_scope_is_422(ada: TestClient, scope: str) -> None:
    assert fields(ada.get(f"/v1/budgets/{scope}")) == ["scope"]


def test_a_month_that_is_over_is_not_changed(ada: TestClient) -> None:
    assert fields(ada.put("/v1/budgets/workspace/2026-02", json={"cap": "9"})) == ["scope"]
    assert ada.put("/v1/budgets/workspace/2026-04", json={"cap": "9"}).status_code == 200


def test_others_campaigns_and_users_have_no_budget_here(ada: TestClient, eve: TestClient) -> None:
    made = create(ada)
    user = ada.get("/v1/users/me").json()["user"]["id"]
    for scope in (f"campaign/{made['id']}", f"user/{user}/2026-03"):
        assert ada.get(f"/v1/budgets/{scope}").status_code == 200
        assert problem(eve.get(f"/v1/budgets/{scope}"))["status"] == 404
        assert problem(eve.put(f"/v1/budgets/{scope}", json={"cap": "9"}))["status"] == 404
    assert problem(ada.get("/v1/budgets/api_key/k1"))["status"] == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_budgets_and_plans_are_for_owners_and_admins(demoted: Demoted, role: Role) -> None:
    client = demoted(role)
    plan = f"/v1/workspaces/{workspace_of(client)}/plan"
    answers = [
        client.get("/v1/budgets"),
        client.get(f"/v1/budgets/{MONTH}"),
        client.put(f"/v1/budgets/{MONTH}", json={"cap": "9"}),
        client.put(plan, json={"plan": "team"}),
    ]
    for answer in answers:
        told = problem(answer)
        assert (told["status"], told["type"]) == (403, "urn:astromedia:problem:forbidden")
        assert "owner or admin" in told["detail"]
    assert client.get("/v1/users/me/usage").status_code == 200


def test_an_admin_may_do_what_an_owner_may(demoted: Demoted) -> None:
    assert demoted(Role.ADMIN).put(f"/v1/budgets/{MONTH}", json={"cap": "9"}).status_code == 200


def test_plans_lead_upwards(ada: TestClient) -> None:
    plans = ada.get("/v1/plans").json()["items"]
    assert [plan["upgrade"] for plan in plans] == [plan["name"] for plan in plans[1:]] + [None]


def test_a_bigger_plan_raises_caps_that_nobody_set(ada: TestClient) -> None:
    made = ada.put(f"/v1/workspaces/{workspace_of(ada)}/plan", json={"plan": "team"})
    assert (made.status_code, made.json()["upgrade"]) == (200, "enterprise")
    assert ada.get(f"/v1/budgets/{MONTH}").json()["cap"] == made.json()["workspace"]
    assert ada.get("/v1/users/me/usage").json()["plan"] == "team"


def test_a_plan_there_is_not_and_anothers_workspace(ada: TestClient, eve: TestClient) -> None:
    path = f"/v1/workspaces/{workspace_of(ada)}/plan"
    assert fields(ada.put(path, json={"plan": "golden"})) == ["plan"]
    assert problem(eve.put(path, json={"plan": "team"}))["status"] == 404


def test_my_month_is_told_with_what_is_left(ada: TestClient, world: World) -> None:
    me = ada.get("/v1/users/me").json()["user"]["id"]
    ada.put(f"/v1/budgets/user/{me}/2026-03", json={"cap": "2"})
    spend(world, workspace_of(ada), "4.50")
    world.budgets.alerted(workspace_of(ada), MONTH, 80)
    told = ada.get("/v1/users/me/usage").json()
    assert (told["month"], told["renews_at"], told["upgrade"]) == ("2026-03", "2026-04-01T00:00:00Z", "starter")
    assert (told["quota"], told["spent"], told["held"], told["left"], told["alerts"]) == (
        "2.00", "0.00", "0.00", "2.00", []
    )  # fmt: skip
    assert (told["workspace"]["free"], told["workspace"]["alerts"]) == ("0.50", [50, 80])


def test_budgets_come_in_pages(ada: TestClient) -> None:
    for _ in range(3):
        ada.put(f"/v1/budgets/campaign/{create(ada)['id']}", json={"cap": "1"})
    first = ada.get("/v1/budgets", params={"limit": 2}).json()
    second = ada.get("/v1/budgets", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [len(first["items"]), len(second["items"]), second["next_cursor"]] == [2, 1, None]
