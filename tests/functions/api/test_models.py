from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.campaign import PhaseStatus
from astromedia.domain.role import Role
from astromedia.gateway.routing.explain import AgentLearnt, Chosen, RouteLearnt
from astromedia.gateway.settings import ModelSettings
from tests.samples import NOW, id_at

from .conftest import Demoted
from .problems import fields, problem
from .test_campaigns import create
from .world import World


@pytest.mark.usefixtures("autumn")
def test_the_catalogue_tells_models_prices_and_what_was_learnt(ada: TestClient, world: World) -> None:
    chain = {"OPENAI_API_KEY": "k", "OPENAI_MODEL": "gpt-6-luna", "MODEL_CHAIN": "openai,offline"}
    world.models = ModelSettings.model_validate(chain)
    route = RouteLearnt(
        provider="openai", model="gpt-6-luna", pulls=3, verdicts=1, reward=0.9, reward_low=0.5, reward_high=1.0,
        cost=Decimal("0.001"), seconds=2.5,
    )  # fmt: skip
    last = Chosen(
        at=NOW, campaign_id=id_at(), phase="seo", revision=1, route="openai/gpt-6-luna", policy="ucb1",
        why={"reason": "x"},
    )  # fmt: skip
    world.learning.knows.append(AgentLearnt(agent="seo", routes=(route,), last=last))
    told = ada.get("/v1/models").json()
    assert [(m["provider"], m["kind"]) for m in told["items"]] == [
        ("openai", "text"), ("offline", "text"), ("offline", "media")
    ]  # fmt: skip
    price = told["items"][0]["prices"][0]
    assert (price["effective"], price["input"], price["output"]) == ("2026-09-22", "0.10", "0.50")
    (learnt,) = told["learnt"]
    assert (learnt["routes"][0]["reward"], learnt["routes"][0]["cost"]) == (0.9, "0.001")
    assert learnt["last"]["why"] == {"reason": "x"}


def test_a_model_without_a_price_has_none(ada: TestClient, world: World) -> None:
    world.models = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "nameless"})
    assert ada.get("/v1/models").json()["items"][0]["prices"] == []


@pytest.mark.parametrize(("share", "told"), [("0.25", "0.25"), (1, "1"), (0.3, "0.3"), ("1e-9", "0.000000001")])
def test_the_cost_share_is_set_and_told(ada: TestClient, eve: TestClient, share: object, told: str) -> None:
    assert ada.get("/v1/models").json()["cost_share"] == "0.5"
    answer = ada.put("/v1/models/cost-share", json={"share": share})
    assert (answer.status_code, answer.json()) == (200, {"share": told})
    assert ada.get("/v1/models").json()["cost_share"] == told
    assert eve.get("/v1/models").json()["cost_share"] == "0.5"


@pytest.mark.parametrize("share", ["0", "-0.5", "1.01", "NaN", "Infinity", "1e-10", None, "half"])
def test_what_is_no_share_is_422(ada: TestClient, share: object) -> None:
    assert fields(ada.put("/v1/models/cost-share", json={"share": share})) == ["share"]
    assert ada.get("/v1/models").json()["cost_share"] == "0.5"


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.EDITOR, 403), (Role.VIEWER, 403)])
def test_the_cost_share_is_for_owners_and_admins(demoted: Demoted, role: Role, status: int) -> None:
    assert demoted(role).put("/v1/models/cost-share", json={"share": "0.4"}).status_code == status


def completed(client: TestClient, world: World) -> str:
    """The path of a completed phase's rating."""
    made = create(client)
    (workspace_id, _), *_ = world.campaigns._campaigns
    phase = world.campaigns.phase(workspace_id, made["id"], "seo")
    world.campaigns.set(phase.model_copy(update={"status": PhaseStatus.COMPLETED, "revision": 2}))
    return f"/v1/campaigns/{made['id']}/phases/seo/rating"


def test_a_verdict_counts_for_the_revision_and_is_replaced_by_another(ada: TestClient, world: World) -> None:
    path = completed(ada, world)
    for verdict, judged in (("approve", "approved"), ("approve", "approved"), ("reject", "rejected")):
        answer = ada.post(path, json={"verdict": verdict})
        assert answer.json() == {"phase": "seo", "revision": 2, "verdict": verdict}
        ((key, told),) = world.learning.verdicts.items()
        assert (key[2:], told) == (("seo", 2), judged)


def test_what_is_not_finished_is_not_rated(ada: TestClient, world: World) -> None:
    path = completed(ada, world)
    assert problem(ada.post(path.replace("/seo/", "/copy/"), json={"verdict": "edit"}))["status"] == 409
    assert problem(ada.post(path.replace("/seo/", "/nothing/"), json={"verdict": "edit"}))["status"] == 404
    assert fields(ada.post(path, json={"verdict": "splendid"})) == ["verdict"]


def test_viewers_and_strangers_do_not_rate(ada: TestClient, demoted: Demoted, eve: TestClient, world: World) -> None:
    path = completed(ada, world)
    viewer = demoted(Role.VIEWER)
    assert problem(viewer.post(path, json={"verdict": "edit"}))["status"] == 403
    assert problem(eve.post(path, json={"verdict": "edit"}))["status"] == 404


def test_a_model_that_is_switched_off_says_why(ada: TestClient, world: World) -> None:
    world.switch.off["offline/composer-1"] = "no drafts this week"
    told = {m["model"]: m["disabled_reason"] for m in ada.get("/v1/models").json()["items"]}
    assert told == {"composer-1": "no drafts this week", "renderer-1": None}
