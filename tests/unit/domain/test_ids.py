from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.ids import derived_id, new_id

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PARENT = new_id(NOW)


def test_ids_sort_by_time() -> None:
    later = datetime(2026, 3, 3, tzinfo=UTC)
    assert new_id(NOW) < new_id(later)
    assert len(new_id(NOW)) == 26


def test_fresh_ids_differ() -> None:
    assert len({new_id(NOW) for _ in range(1000)}) == 1000


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_derived_id_is_always_the_same_and_keeps_the_parents_time(names: list[str]) -> None:
    assert derived_id(PARENT, *names) == derived_id(PARENT, *names)
    assert derived_id(PARENT, *names)[:10] == PARENT[:10]


def test_derived_ids_tell_their_names_apart() -> None:
    assert derived_id(PARENT, "a", "bc") != derived_id(PARENT, "ab", "c")
    assert derived_id(PARENT, "visuals", 1) != derived_id(PARENT, "visuals", 2)
