"""Ledger entries follow from what was asked, and from how it ended."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from astromedia.domain.budget import month_of
from astromedia.domain.errors import ProviderRefused
from astromedia.domain.ledger import Usage
from astromedia.domain.money import ZERO
from astromedia.gateway.contracts import CachedAnswer
from astromedia.gateway.entries import charged, hit_entry, log_facts, settled_entry, worst_entry
from astromedia.gateway.errors import ProviderBroken, ProviderBusy
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.ledger.scopes import scopes_of
from tests.samples import NOW, id_at

from .gateways import OPENAI, PRICES, purpose

TARIFF = price_book(PRICES).tariff(*OPENAI, date(2026, 3, 2))
MOST, PART = Usage(input_tokens=1_000, output_tokens=1_000), Usage(input_tokens=10)
WORST = worst_entry(purpose(), OPENAI, "text", MOST, TARIFF, NOW)


def test_an_entry_says_whose_call_it_was_and_by_which_price() -> None:
    assert (WORST.workspace_id, WORST.phase, WORST.agent, WORST.model) == ("W1", "copy", "copywriter", "m")
    assert (WORST.price_date, WORST.at, WORST.cost) == ("2020-01-01", NOW, Decimal("0.003"))


def test_every_try_has_an_entry_of_its_own() -> None:
    assert worst_entry(purpose(), OPENAI, "text", MOST, TARIFF, NOW).id != WORST.id


def test_a_try_is_settled_under_its_own_id_by_what_it_used() -> None:
    entry = settled_entry(WORST, PART, TARIFF, 42, estimated=False)
    assert (entry.id, entry.cost, entry.latency_ms, entry.estimated) == (WORST.id, Decimal("0.00001"), 42, False)


def test_an_entry_falls_into_the_month_whose_budgets_paid_it() -> None:
    midnight = datetime(2026, 4, 1, tzinfo=UTC)
    worst = worst_entry(purpose(), OPENAI, "text", MOST, TARIFF, midnight - timedelta(seconds=1))
    scope, *_ = scopes_of(worst.campaign_id, worst.at)
    assert month_of(settled_entry(worst, PART, TARIFF, 9_000, estimated=False).at) == scope.month == "2026-03"


def test_what_nobody_knows_counts_as_the_worst_case_at_its_dearest_class() -> None:
    dear = price_book({"openai/m": OwnPrice(input="1", output="2", cache_write="3")}).tariff(*OPENAI, NOW.date())
    worst = worst_entry(purpose(), OPENAI, "text", MOST, dear, NOW)
    assert settled_entry(worst, MOST, dear, 42, estimated=True).cost == worst.cost == Decimal("0.005")
    assert settled_entry(worst, MOST, dear, 42, estimated=False).cost == Decimal("0.003")


def test_what_has_no_price_counts_as_the_worst_case() -> None:
    entry = settled_entry(WORST, Usage(input_tokens=1, embedding_tokens=1), TARIFF, 42, estimated=False)
    assert (entry.cost, entry.usage, entry.estimated) == (WORST.cost, MOST, True)


@pytest.mark.parametrize(
    ("failure", "used"),
    [
        (ProviderRefused("answered 400"), None),
        (ProviderBusy("answered 429"), None),
        (ProviderBusy("timed out", charge="unknown"), MOST),
        (ProviderBusy("cut off", charge="unknown", usage=PART), PART),
        (ProviderBroken("odd"), MOST),
        (ProviderBroken("odd", usage=PART), PART),
        (RuntimeError("our own fault"), MOST),
    ],
)
def test_a_failed_try_counts_as_what_may_have_been_billed(failure: Exception, used: Usage | None) -> None:
    assert charged(failure, MOST) == used


def test_a_hit_costs_nothing_and_says_what_it_saved() -> None:
    call, answer = id_at(), CachedAnswer({}, "openai", "m", Decimal("0.02"), id_at())
    entry = hit_entry(purpose(), "text", "cache", answer, call, NOW)
    assert (entry.cost, entry.saved, entry.source, entry.usage) == (ZERO, Decimal("0.02"), "cache", Usage())
    assert entry.id == hit_entry(purpose(request_id="R2"), "text", "cache", answer, call, NOW).id
    assert entry.id != hit_entry(purpose(), "text", "semantic", answer, call, NOW).id


def test_the_log_names_the_entry_and_what_was_held() -> None:
    facts = log_facts(WORST, "draft", Decimal("0.001"), Decimal("0.003"))
    assert (facts["ledger_entry"], facts["step"], facts["cost"], facts["held"]) == (WORST.id, "draft", "0.001", "0.003")
