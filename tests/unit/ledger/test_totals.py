"""Sums over ledger entries."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.ledger import Usage
from astromedia.domain.money import ZERO
from astromedia.ledger.totals import Totals, add_usage, totals
from tests.samples import campaign, entry

OF = campaign()
COSTS = st.decimals(min_value=0, max_value=1000, places=9)
ENTRIES = st.lists(
    st.builds(
        lambda phase, model, cost, tokens: entry(
            OF, phase=phase, model=model, cost=cost, usage=Usage(input_tokens=tokens)
        ),
        st.sampled_from(["research", "copy", "video"]),
        st.sampled_from(["a", "b"]),
        COSTS,
        st.integers(0, 10**9),
    ),
    max_size=12,
)


def test_nothing_spent_is_zero() -> None:
    assert totals([]) == Totals(total={"cost": ZERO}, by_phase={}, by_model={})


@given(ENTRIES)
def test_every_split_sums_to_the_whole_exactly(entries: list[object]) -> None:
    found = totals(entries)  # type: ignore[arg-type]
    for split in (found.by_phase, found.by_model):
        assert sum((part.cost for part in split.values()), ZERO) == found.total.cost
        assert sum(part.calls for part in split.values()) == found.total.calls == len(entries)
        assert add_usage(part.usage for part in split.values()) == found.total.usage


def test_models_are_named_with_their_provider() -> None:
    found = totals([entry(OF, provider="openai", model="m"), entry(OF, provider="offline", model="m")])
    assert list(found.by_model) == ["offline/m", "openai/m"]


def test_seconds_are_summed_without_binary_dust() -> None:
    parts = [Usage(video_seconds=0.1), Usage(video_seconds=0.2), Usage(images=2)]
    assert add_usage(parts) == Usage(images=2, video_seconds=0.3)


def test_costs_are_decimals() -> None:
    found = totals([entry(OF, cost="0.000000001"), entry(OF, cost="0.000000002")])
    assert found.total.cost == Decimal("0.000000003")
