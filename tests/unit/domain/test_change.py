from collections.abc import Sequence

import pytest

from astromedia.domain.change import MOST_ROWS, Change, together
from tests.samples import campaign, event, phase

MADE = campaign()


def changes(sizes: Sequence[int]) -> list[Change]:
    """Changes of a phase each, with so many events."""
    return [
        Change(MADE.workspace_id, MADE.id, phases=[phase(MADE, i)], events=[event(MADE)] * size)
        for i, size in enumerate(sizes)
    ]


@pytest.mark.parametrize("sizes", [(), (1,), (1,) * 40, (30,) * 10, (96, 1, 1), (97, 97), (9,) * 21])
def test_changes_together_fit_into_transactions_and_nothing_is_lost(sizes: Sequence[int]) -> None:
    apart = changes(sizes)
    joined = together(apart)
    assert all(len(each.phases) + len(each.events) <= MOST_ROWS for each in joined)
    assert [one for each in joined for one in each.phases] == [one for each in apart for one in each.phases]
    assert [one for each in joined for one in each.events] == [one for each in apart for one in each.events]
    assert len(joined) <= 1 + sum(size + 1 for size in sizes) // (MOST_ROWS // 2)
