"""Ledger entries follow from what was asked."""

from datetime import date

from astromedia.domain.ledger import Usage
from astromedia.gateway.entries import Settlement, ledger_entry, log_facts
from astromedia.gateway.pricing import price_book
from tests.samples import NOW

from .gateways import OFFLINE, purpose

TARIFF = price_book().tariff(*OFFLINE, date(2026, 3, 2))
SETTLEMENT = Settlement("text", Usage(input_tokens=3), TARIFF, 42, NOW)


def test_an_entry_says_whose_call_it_was_and_by_which_price() -> None:
    entry = ledger_entry(purpose(), OFFLINE, SETTLEMENT)
    assert (entry.workspace_id, entry.phase, entry.agent, entry.model) == ("W1", "copy", "copywriter", "composer-1")
    assert (entry.price_date, entry.latency_ms, entry.at) == ("2020-01-01", 42, NOW)


def test_its_id_does_not_depend_on_the_request_that_repeats_it() -> None:
    ids = {ledger_entry(purpose(request_id=name), OFFLINE, SETTLEMENT).id for name in ("R1", "R2")}
    assert len(ids) == 1


def test_another_answer_to_the_same_question_is_another_entry() -> None:
    ids = {ledger_entry(purpose(), OFFLINE, SETTLEMENT, answer).id for answer in ("", "resp_1", "resp_2", "resp_2")}
    assert len(ids) == 3


def test_the_log_names_the_entry() -> None:
    entry = ledger_entry(purpose(), OFFLINE, SETTLEMENT)
    facts = log_facts(entry, "draft", usage_estimated=False)
    assert facts["ledger_entry"] == entry.id
    assert facts["step"] == "draft"
    assert facts["cost"] == "0.00"
