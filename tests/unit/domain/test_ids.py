from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.ids import derived_at, derived_id, new_id

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


def test_an_id_derived_at_a_moment_sorts_by_it_and_is_the_same_in_any_zone() -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    made = derived_at(at, "schedule")
    assert made == derived_at(at.astimezone(timezone(timedelta(hours=9))), "schedule")
    assert made[:10] == new_id(at)[:10]
    assert len({made, derived_at(at, "other"), derived_at(at + timedelta(microseconds=1), "schedule")}) == 3
