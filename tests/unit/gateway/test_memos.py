"""Paid answers are recalled as they were; what cannot be read is asked again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from astromedia.gateway.memos import Recalled, in_order, memo, recall, slot
from tests.samples import NOW, campaign, entry

from .gateways import ANTHROPIC, OFFLINE, OPENAI

PAID = entry(campaign(), cost="0.0012")


def test_what_is_kept_is_recalled() -> None:
    kept = memo("CALL", slot(OPENAI, "draft"), {"text": "{}"}, PAID.cost, PAID.at)
    assert (kept.call_id, kept.slot) == ("CALL", "openai/m/draft")
    assert recall({kept.slot: kept.content}) == {
        "openai/m/draft": Recalled({"text": "{}"}, Decimal("0.0012"), NOW.isoformat())
    }


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "{}", '{"answer": 1, "cost": "1", "at": ""}', '{"answer": {}, "cost": "x", "at": ""}'],
)
def test_what_cannot_be_read_is_left_out(content: str) -> None:
    assert recall({"openai/m/draft": content}) == {}


def test_routes_come_in_the_order_in_which_they_first_answered() -> None:
    def paid(seconds: int) -> Recalled:
        return Recalled({}, Decimal(0), (NOW + timedelta(seconds=seconds)).isoformat())

    recalled = {
        slot(OPENAI, "draft"): paid(2),
        slot(OPENAI, "repair"): paid(9),
        slot(ANTHROPIC, "repair"): paid(3),
        slot(ANTHROPIC, "draft"): paid(1),
    }
    assert in_order(recalled, [OPENAI, OFFLINE, ANTHROPIC]) == [ANTHROPIC, OPENAI]
    assert in_order(recalled, [OPENAI]) == [OPENAI]
