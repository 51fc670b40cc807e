from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.ledger import LedgerEntry, Usage
from astromedia.services.report.costs import costs

from .samples import PLAYBOOK, entry_of, records

CAMPAIGN = records("en").campaign
entries = st.builds(
    lambda phase, provider, source, cost, tokens: entry_of(
        CAMPAIGN,
        phase,
        provider=provider,
        source=source,
        cost=cost,
        saved=cost,
        usage=Usage(input_tokens=tokens, cached_input_tokens=7, output_tokens=tokens),
    ),
    st.sampled_from(list(PLAYBOOK)),
    st.sampled_from(["openai", "anthropic", "offline"]),
    st.sampled_from(["provider", "cache", "semantic"]),
    st.decimals(0, 5, places=9),
    st.integers(0, 10_000),
)


@given(st.lists(entries, max_size=20))
def test_the_rows_add_up_to_the_ledger_exactly(found: list[LedgerEntry]) -> None:
    table = costs(found, list(PLAYBOOK))
    for column in ("calls", "cached", "input_tokens", "output_tokens", "cost", "saved"):
        assert sum(getattr(row, column) for row in table.rows) == getattr(table.total, column)
    assert table.total.cost == sum((e.cost for e in found), Decimal(0))
    places = [list(PLAYBOOK).index(row.phase) for row in table.rows]
    assert places == sorted(places)


def test_cached_tokens_are_tokens_too() -> None:
    usage = Usage(input_tokens=10, cached_input_tokens=5, cache_write_tokens=2, output_tokens=1)
    assert costs([entry_of(CAMPAIGN, "seo", usage=usage)], ["seo"]).rows[0].input_tokens == 17
