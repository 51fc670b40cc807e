from datetime import time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from astromedia.domain.brief import Language

from .briefs import brief, brief_data


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"goals": []}, "goals", "at least 1"),
        ({"channels": ["carrier_pigeon"]}, "channels", "linkedin"),
        ({"channels": ["x", "x"]}, "channels", "names the same one twice"),
        ({"languages": ["de"]}, "languages", "'en' or 'fr'"),
        ({"budget": {"amount": "-1"}}, "budget.amount", "greater than 0"),
        ({"budget": {"amount": "1.005"}}, "budget.amount", "2 decimal places"),
        ({"budget": {"amount": "NaN"}}, "budget.amount", "finite"),
        ({"budget": {"amount": "10", "currency": "euro"}}, "budget.currency", "pattern"),
        ({"end": "2027-02-01"}, "", "end: is before start"),
        ({"end": "2029-02-01"}, "", "the longest is 366"),
        ({"end": "9999-12-31"}, "end", "less than or equal to 2199-12-31"),
        ({"start": "0001-01-01"}, "start", "greater than or equal to 2000-01-01"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "IANA"),
        ({"tone": "a\x00b"}, "tone", r"U\+0000"),
        ({"tone": "   "}, "tone", "at least 1 character"),
        ({"colour": "red"}, "colour", "not permitted"),
        ({"company": brief_data()["company"] | {"website": "javascript:alert(1)"}}, "company.website", "pattern"),
        ({"company": brief_data()["company"] | {"colors": ["red"]}}, "company.colors", "pattern"),
    ],
)
def test_bad_input_names_its_field(changes: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message) as caught:
        brief(**changes)
    assert ".".join(map(str, caught.value.errors()[0]["loc"])).startswith(field)


def test_any_script_and_emoji_are_welcome() -> None:
    assert brief(tone="ودود 🎉 brûlé").tone == "ودود 🎉 brûlé"


def test_days_count_the_first_and_the_last() -> None:
    assert brief(start="2027-03-01", end="2027-03-01").days == 1
    assert brief(start="2027-03-01", end="2027-03-28").days == 28


def test_the_first_language_is_the_campaigns_own() -> None:
    assert brief(languages=["fr", "en"]).language is Language.FR


def test_an_instant_is_wall_clock_time_also_across_a_clock_change() -> None:
    dst = brief(start="2027-03-13", end="2027-03-15")
    before, after = dst.instant(1, time(9)), dst.instant(3, time(9))
    assert (before.utcoffset(), after.utcoffset()) == (timedelta(hours=-5), timedelta(hours=-4))
    assert (before.hour, after.hour) == (9, 9)
