"""Dates however written, and what they are the date of."""

import pytest

from astromedia.gateway.semantic.dates import with_dates
from astromedia.gateway.semantic.numbers import with_numbers
from astromedia.gateway.semantic.words import tokens


def dates(text: str) -> list[str]:
    return [token.text for token in with_dates(with_numbers(tokens(text))) if token.kind == "date"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("until 15 December", "end:12-15"),
        ("ends on December 15th", "end:12-15"),
        ("last day: the 15th of Dec", "end:12-15"),
        ("15 December deadline", "end:12-15"),
        ("offer valid through 15/12", "end:12-15"),
        ("starting May 4, 2027", "start:2027-05-04"),
        ("from 2027-05-04", "start:2027-05-04"),
        ("before 4 May", "before:05-04"),
        ("on 4 May", "on:05-04"),
        ("le 5 mai", "on:05-05"),
        ("el 5 de mayo", "on:05-05"),
        ("ends at 5 pm", "end:17:00"),
        ("at 17:30", "on:17:30"),
        ("12 am", "on:00:00"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert dates(text) == [expected]


def test_a_date_that_may_be_two_days_equals_itself_alone() -> None:
    assert dates("03/04") == ["on:03/04"] != dates("04/03")


def test_a_month_that_is_a_verb_is_no_date() -> None:
    assert dates("You may march with 40 people") == []
