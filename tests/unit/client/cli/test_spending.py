"""Commands about money: quote, costs, usage, budgets, budget, plans, plan, models, model, rate, cache."""

import json
from typing import Any

import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import FakeApi
from .test_reading import data, lines

pytestmark = pytest.mark.usefixtures("logged_in")
BUDGET = "workspace/2026-11"


def sent(api: FakeApi) -> Any:
    """The body of the last request."""
    return json.loads(api.requests[-1].content)


def test_a_quote_is_by_phase_with_its_ends(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work()
    assert data(run, "quote", campaign)["max"] == "0.0445435"
    shown = lines(run, "quote", campaign)
    amounts = ["USD", "0.0012092", "USD", "0.003023", "USD", "0.0445435"]
    assert shown[2] == ["research", *amounts, "openai/gpt-6-luna", "3"]
    assert shown[-1] == ["Total", *amounts]


def test_the_workspaces_spend_is_split_as_asked(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "costs", "--from", "2026-11-01", "--to", "2026-11-22")["total"] == "0.0011"
    assert dict(api.requests[-1].url.params) == {"from": "2026-11-01", "to": "2026-11-22"}
    assert lines(run, "costs")[2] == ["openai/gpt-6-luna", "2", "1", "USD", "0.0011", "USD", "0.0009"]
    assert dict(api.requests[-1].url.params) == {}
    assert lines(run, "costs", "--by", "day")[2][0] == "2026-11-22"


def test_a_campaigns_costs_are_not_split(run: RunCommand) -> None:
    refused = run("costs", "01CAMPAIGN0", "--by", "user")
    assert (refused.exit_code, "leave CAMPAIGN out" in refused.stderr) == (2, True)
    assert run("costs", "--by", "colour").exit_code == 2


def test_my_month_says_what_is_left_and_what_comes_next(run: RunCommand) -> None:
    assert data(run, "usage")["left"] == "11.68"
    shown = run("usage").stdout
    assert shown.startswith("2026-11, plan starter; a new month begins on 2026-12-01\n")
    assert "astromedia plan set team" in shown
    assert lines(run, "usage")[3][:1] == ["you"]
    assert lines(run, "usage")[3][-2:] == ["53", "%"]


def test_budgets_are_listed_shown_and_set(run: RunCommand, api: FakeApi) -> None:
    assert len(data(run, "budgets")["items"]) == 2
    assert lines(run, "budget", "show", BUDGET)[2][:3] == [BUDGET, "USD", "50.00"]
    assert data(run, "budget", "set", BUDGET, "75.5")["cap"] == "75.5"
    assert sent(api) == {"cap": "75.5"}


def test_plans_are_listed_and_chosen(run: RunCommand, api: FakeApi) -> None:
    assert lines(run, "plans")[2][-1] == "team"
    assert data(run, "plan", "set", "starter")["name"] == "starter"
    assert sent(api) == {"plan": "starter"}


def test_models_are_shown_with_prices_and_what_was_learnt(run: RunCommand) -> None:
    assert data(run, "models")["learnt"][0]["routes"][0]["reward"] == 0.91
    shown = lines(run, "models")
    assert shown[2] == ["openai/gpt-6-luna", "text", "0.10", "0.01", "0.50", "2026-09-22"]
    assert shown[-2] == ["analyst", "openai/gpt-6-luna", "12", "0.91", "USD", "0.0011"]
    assert " ".join(shown[-1]).startswith("On average a call may cost 0.5 of what the dearest model costs")


def test_what_models_may_cost_is_set(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "model", "share", "0.25") == {"share": "0.25"}
    assert sent(api) == {"share": "0.25"}
    assert lines(run, "model", "share", "0.25")[0][:7] == ["On", "average", "a", "call", "may", "cost", "0.25"]


def test_a_phase_is_rated(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work(seconds=10)
    assert lines(run, "rate", campaign, "copy", "approve") == [["research,", "revision", "1:", "approve"]]
    assert sent(api) == {"verdict": "approve"}
    assert run("rate", campaign, "copy", "splendid").exit_code == 2


def test_the_cache_is_told_and_dropped(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "cache", "stats")["saved"] == "0.0123"
    assert lines(run, "cache", "stats")[-1] == ["Total", "9", "1", "10", "50%", "USD", "0.0123"]
    assert lines(run, "cache", "drop", "--agent", "seo") == [["12", "answers", "forgotten"]]
    assert dict(api.requests[-1].url.params) == {"agent": "seo"}
    assert data(run, "cache", "drop") == {"dropped": 12}


def test_a_launch_that_a_budget_cannot_bear_says_how_to_raise_it(run: RunCommand, api: FakeApi) -> None:
    campaign = api.work()
    detail = "The budget workspace/2026-11 has $0.01 left of $5.00. Raise the cap."
    api.instead[f"POST /v1/campaigns/{campaign}/launch"] = [problem(402, "Budget exceeded", detail)]
    refused = run("campaign", "launch", campaign)
    assert (refused.exit_code, refused.stderr) == (3, f"error: 402 Budget exceeded: {detail}\n")


def test_a_model_budget_goes_with_the_brief(run: RunCommand, api: FakeApi, brief: Any) -> None:
    run("campaign", "create", str(brief), "--model-budget", "2.50")
    assert sent(api)["model_budget"] == "2.50"
    run("campaign", "create", str(brief))
    assert "model_budget" not in sent(api)
