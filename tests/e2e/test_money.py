"""What is quoted, capped, spent and saved, over HTTP, on the local cloud; the paid model is a server of our own."""

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from infra.local import LocalCloud
from infra.local.borrowing import ModelSecret
from tests.unit.domain.briefs import brief_data
from tests.unit.gateway.providers.servers import Reply, scripted

from .conftest import Member

# A model that is paid for, and whose answers never do: every phase costs a draft and a repair, then is made offline.
USAGE = {"prompt_tokens": 3000, "completion_tokens": 500, "total_tokens": 3500}
CHOICE = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "{}"}}
USELESS = {
    "id": "a1", "object": "chat.completion", "created": 1, "model": "gpt-6-luna", "choices": [CHOICE], "usage": USAGE
}  # fmt: skip
PER_CALL = Decimal("0.00055")


@pytest.fixture(scope="module")
def paid(cloud: LocalCloud) -> Iterator[None]:
    """The cloud's models cost money."""
    secret = ModelSecret(cloud)
    before = secret.read()
    with scripted(Reply(body=USELESS)) as server:
        chain = {"MODEL_CHAIN": "openai,offline", "OPENAI_MODEL": "gpt-6-luna", "OPENAI_API_KEY": "not-a-key"}
        prices = json.dumps({"openai/gpt-6-luna": {"input": "0.10", "output": "0.50"}})
        secret.write({**before, **chain, "OPENAI_BASE_URL": f"{server.url}/v1", "MODEL_PRICES": prices})
        yield
    secret.write(before)


@pytest.fixture(scope="module")
def grace(cloud: LocalCloud) -> Iterator[Member]:
    with Member(cloud.endpoints.api_url, "grace@example.com") as member:
        yield member


@pytest.fixture(scope="module")
def quoted(paid: None, grace: Member) -> dict[str, Decimal]:
    """The maxima by phase of a campaign, as they were quoted."""
    quote = grace.get(f"/v1/campaigns/{grace.create()}/quote")
    assert quote["offline"] is False
    assert 0 < Decimal(quote["p50"]) < Decimal(quote["p95"]) < Decimal(quote["max"])
    return {phase["phase"]: Decimal(phase["max"]) for phase in quote["phases"]}


@pytest.fixture(scope="module")
def run(quoted: dict[str, Decimal], grace: Member) -> str:
    """The id of a campaign whose models were paid for."""
    return grace.run()


def test_no_phase_costs_more_than_was_quoted(grace: Member, run: str, quoted: dict[str, Decimal]) -> None:
    campaign = grace.get(f"/v1/campaigns/{run}")
    assert {phase: Decimal(most) for phase, most in campaign["max_costs"].items()} == quoted
    costs = grace.get(f"/v1/campaigns/{run}/costs")
    assert Decimal(costs["total"]) == 2 * PER_CALL * len(quoted)
    for part in costs["by_phase"]:
        assert 0 < Decimal(part["cost"]) <= quoted[part["phase"]]
    for phase in grace.all(f"/v1/campaigns/{run}/phases"):
        assert (Decimal(phase["cost"]), phase["provider"], phase["source"]) == (2 * PER_CALL, "offline", "provider")


def test_every_budget_of_the_campaign_shows_what_it_cost(grace: Member, run: str) -> None:
    total = grace.get(f"/v1/campaigns/{run}/costs")["total"]
    budgets = {budget["scope"]: budget for budget in grace.all("/v1/budgets")}
    usage = grace.get("/v1/users/me/usage")
    user = grace.get("/v1/users/me")["user"]["id"]
    month = usage["month"]
    for scope in (f"workspace/{month}", f"user/{user}/{month}", f"campaign/{run}"):
        budget = budgets[scope]
        assert (budget["settled"], budget["held"]) == (total, "0.00"), scope
        assert Decimal(budget["free"]) + Decimal(budget["settled"]) == Decimal(budget["cap"])
    assert (usage["spent"], usage["plan"]) == (total, "free")


def test_the_workspaces_spend_is_told_by_every_part(grace: Member, run: str) -> None:
    total = grace.get(f"/v1/campaigns/{run}/costs")["total"]
    spend = grace.get("/v1/costs")
    assert spend["total"] == total
    user = grace.get("/v1/users/me")["user"]["id"]
    assert [(part["name"], part["cost"]) for part in spend["by_user"]] == [(user, total)]
    assert [(part["name"], part["cost"]) for part in spend["by_campaign"]] == [(run, total)]
    by_model = {part["name"]: part["cost"] for part in spend["by_model"]}
    assert (by_model["openai/gpt-6-luna"], by_model["offline/composer-1"]) == (total, "0.00")


@pytest.mark.usefixtures("paid")
def test_a_campaign_that_its_budget_cannot_bear_is_not_launched(grace: Member) -> None:
    made = grace.http.post("/v1/campaigns", json={"brief": brief_data(), "model_budget": "0.001"}).json()["id"]
    refused = grace.http.post(f"/v1/campaigns/{made}/launch")
    assert (refused.status_code, refused.headers["content-type"]) == (402, "application/problem+json")
    told = refused.json()
    assert (told["scope"], told["free"], told["cap"]) == (f"campaign/{made}", "0.001", "0.001")
    assert f"PUT /v1/budgets/campaign/{made}" in told["detail"]
    assert grace.get(f"/v1/campaigns/{made}")["status"] == "DRAFT"
    assert grace.get("/v1/costs")["by_campaign"][0]["name"] != made


def test_a_quote_learns_from_past_runs(grace: Member, run: str) -> None:
    again = grace.get(f"/v1/campaigns/{grace.create(goals=['something else'])}/quote")
    assert {phase["runs"] for phase in again["phases"]} == {1}


def test_models_are_told_and_their_work_is_rated(grace: Member, run: str) -> None:
    told = grace.get("/v1/models")
    assert [model["provider"] for model in told["items"]] == ["openai", "offline", "offline"]
    learnt = {agent["agent"]: agent for agent in told["learnt"]}
    assert learnt["analyst"]["last"]["campaign_id"] == run
    assert {route["provider"] for route in learnt["analyst"]["routes"]} == {"openai", "offline"}
    rating = f"/v1/campaigns/{run}/phases/research/rating"
    for verdict in ("approve", "approve", "reject"):
        assert grace.http.post(rating, json={"verdict": verdict}).json()["verdict"] == verdict
    assert grace.http.post(rating, json={"verdict": "splendid"}).status_code == 422
