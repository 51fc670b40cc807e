from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.learning import Verdict
from astromedia.gateway.calls import Route
from astromedia.gateway.contracts import Outcome
from astromedia.gateway.routing.reward import QUALITY, SCHEMA, SPEED, THRIFT, reward, with_verdict

PERFECT = Outcome(Route("openai", "m"), 1.0, 1.0, Decimal(0), 0.0)


def test_weights_make_up_one() -> None:
    assert pytest.approx(1) == SCHEMA + QUALITY + SPEED + THRIFT
    assert reward(PERFECT) == pytest.approx(1)


@pytest.mark.parametrize(
    "worse",
    [{"schema": 0.5}, {"quality": 0.9}, {"cost": Decimal("0.01")}, {"seconds": 1.0}],
    ids=lambda w: next(iter(w)),
)
def test_each_part_counts(worse: dict[str, object]) -> None:
    assert reward(PERFECT._replace(**worse)) < reward(PERFECT)  # type: ignore[arg-type]


def test_no_valid_answer_is_worth_nothing() -> None:
    assert reward(PERFECT._replace(schema=0.0)) == 0


@given(st.floats(0, 1), st.floats(-1, 2), st.decimals(0, 1000, allow_nan=False), st.floats(-1, 1e6))
def test_a_reward_is_between_0_and_1(schema: float, quality: float, cost: Decimal, seconds: float) -> None:
    assert 0 <= reward(Outcome(Route("openai", "m"), schema, quality, cost, seconds)) <= 1 + 1e-9


def test_verdicts_weigh_as_much_as_all_the_rest() -> None:
    said: list[Verdict | None] = ["approved", None, "edited", "rejected"]
    assert [with_verdict(0.8, verdict) for verdict in said] == pytest.approx([0.9, 0.8, 0.65, 0.4])
