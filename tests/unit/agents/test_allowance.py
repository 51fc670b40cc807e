"""What a phase may still take, and what it took."""

from decimal import Decimal

import pytest

from astromedia.agents.allowance import LONGEST_TEXT_SECONDS, RESERVE_SECONDS, Allowance, draft_step, used_up
from astromedia.domain.campaign import Attempt, Failure
from astromedia.gateway.journey import SHORTEST_TRY_SECONDS
from astromedia.ledger.ledger import MARGIN


def attempt(error: str | None, provider: str = "openai") -> Attempt:
    failure = None if error is None else Failure(error=error, detail="why")
    return Attempt(provider=provider, model="m", failure=failure)


@pytest.mark.parametrize(("now", "seconds"), [(0.0, 240.0), (100.0, 155.0), (300.0, 0.0)])
def test_a_call_gets_its_usual_time_or_what_the_lambda_has_left(now: float, seconds: float) -> None:
    assert Allowance(255.0, now=lambda: now).bounds(240.0)["max_seconds"] == seconds


@pytest.mark.parametrize("now", [0.0, 15.0, 100.0, 254.0, 290.0])
def test_no_hold_of_a_text_call_expires_while_its_lambda_may_live(now: float) -> None:
    """Whatever a provider does to the clock: the reconciler never meets a call that is still under way."""
    ends = 300.0
    bounds = Allowance(ends - RESERVE_SECONDS, now=lambda: now).bounds(LONGEST_TEXT_SECONDS)
    held_for = max(SHORTEST_TRY_SECONDS, bounds["max_seconds"]) + MARGIN.total_seconds()
    assert now + held_for >= ends


def test_what_was_spent_is_not_there_for_the_next_call() -> None:
    allowance = Allowance(10.0, Decimal("1.00"), now=lambda: 0.0)
    allowance.spend(Decimal("0.75"))
    assert allowance.bounds(1.0) == {"max_seconds": 1.0, "max_cost": Decimal("0.25"), "repeated": False}


def test_without_a_quote_there_is_no_maximum() -> None:
    allowance = Allowance(10.0, repeated=True, now=lambda: 0.0)
    allowance.spend(Decimal(1))
    assert allowance.bounds(1.0) == {"max_seconds": 1.0, "max_cost": None, "repeated": True}


@pytest.mark.parametrize(
    ("attempts", "step"),
    [
        ([], "draft"),
        ([attempt("OutputInvalid"), attempt(None)], "draft"),
        ([attempt("OutputInvalid"), attempt("ProviderUnavailable")], "draft"),
        ([attempt("OutputInvalid"), attempt("OutputInvalid", "anthropic")], "draft"),
        ([attempt("OutputInvalid"), attempt("OutputInvalid")], "draft/2"),
        ([attempt("OutputInvalid"), attempt("OutputInvalid"), attempt("ProviderRefused", "anthropic")], "draft/2"),
    ],
)
def test_whoever_tries_again_gets_a_new_draft_once_the_old_one_and_its_repair_failed(
    attempts: list[Attempt], step: str
) -> None:
    assert draft_step(used_up(attempts)) == step
