from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from astromedia.services.report import charts


def value(length: str) -> float:
    assert length.endswith("%")
    return float(length[:-1])


cuts = st.lists(st.integers(0, 100), max_size=9).map(lambda inner: [0, *sorted(inner), 100])
splits = cuts.map(lambda marks: [end - start for start, end in pairwise(marks)])


@given(splits)
def test_the_slices_of_a_ring_follow_one_another(percents: list[int]) -> None:
    slices = charts.ring(percents)
    assert len(slices) == sum(p > 0 for p in percents)
    assert [-s.offset for s in slices] == [sum(percents[: s.shade]) for s in slices]
    assert all(0 < s.length <= percents[s.shade] for s in slices)


def test_one_channel_fills_the_ring() -> None:
    assert charts.ring([100])[0].length == 100


times = st.decimals(0, 10_000, places=3)


@given(times, times, times)
def test_a_bar_is_visible_and_stays_on_its_scale(a: Decimal, b: Decimal, c: Decimal) -> None:
    start, end, total = sorted((a, b, c))
    made = charts.bar(start, end, total)
    assert value(made.width) >= 0.5
    assert value(made.x) >= 0
    assert value(made.x) + value(made.width) <= 100.011


@given(st.decimals("0.001", 200_000, places=3))
def test_ticks_are_few_and_on_the_scale(total: Decimal) -> None:
    ticks = charts.duration_ticks(total)
    assert 1 <= len(ticks) <= charts.MOST_TICKS
    assert ticks[0].value == 0
    assert all(tick.value <= total for tick in ticks)


@given(st.integers(1, 366))
def test_day_ticks_name_the_first_and_the_last_day(days: int) -> None:
    first = date(2026, 1, 1)
    ticks = charts.day_ticks(first, days)
    assert ticks[0] == ("0.00%", first, "start") or days == 1
    assert ticks[-1][1] == first + timedelta(days=days - 1)
    assert len({on for _, on, _ in ticks}) == len(ticks) <= 4


def test_a_day_is_marked_in_its_middle() -> None:
    assert charts.point(1, 2) == "25.00%"


@given(st.integers(0, 30))
def test_every_phase_has_an_orbit(count: int) -> None:
    assert len(charts.orbits(count)) == count
