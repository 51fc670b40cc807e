from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from astromedia.services.report.calendar import MOST_WEEKS, calendar


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 366), st.lists(st.integers(0, 365), max_size=40))
def test_no_post_is_lost_and_weeks_are_whole(first: date, days: int, offsets: list[int]) -> None:
    items = [(first + timedelta(days=offset % days), number) for number, offset in enumerate(offsets)]
    made = calendar(first, first + timedelta(days=days - 1), items)
    shown = [(day.date, item) for week in made.weeks for day in week for item in day.items]
    assert sorted(shown) == sorted(items)
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in made.weeks)
    assert len(made.weeks) <= max(MOST_WEEKS, len(items))


def test_days_outside_the_campaign_are_marked() -> None:
    no_posts: list[tuple[date, str]] = []
    week = calendar(date(2026, 1, 7), date(2026, 1, 9), no_posts).weeks[0]
    assert [day.inside for day in week] == [False, False, True, True, True, False, False]


def test_a_long_campaign_leaves_out_empty_weeks_and_says_so() -> None:
    made = calendar(date(2026, 1, 1), date(2026, 12, 31), [(date(2026, 6, 1), "post")])
    assert (len(made.weeks), made.gaps) == (1, True)
