from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain.brief import Language
from astromedia.services.report import formats

EN, FR = Language.EN, Language.FR


def plain_spaces(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("amount", "currency", "english", "french"),
    [
        ("1250", "EUR", "€1,250.00", "1 250,00 €"),
        ("0", "USD", "$0.00", "0,00 USD"),
        ("0.000000012", "USD", "$0.000000012", "0,000000012 USD"),
        ("1000000000", "CHF", "CHF 1,000,000,000.00", "1 000 000 000,00 CHF"),
        ("99.9", "GBP", "£99.90", "99,90 GBP"),
    ],
)
def test_money_is_exact_and_written_as_the_language_does(amount: str, currency: str, english: str, french: str) -> None:
    assert plain_spaces(formats.money(Decimal(amount), currency, EN)) == english
    assert plain_spaces(formats.money(Decimal(amount), currency, FR)) == french


@given(st.decimals(0, 10**9, places=2))
def test_no_amount_can_break_over_two_lines(amount: Decimal) -> None:
    assert " " not in formats.money(amount, "EUR", FR)


@pytest.mark.parametrize(
    ("first", "last", "english", "french"),
    [
        ((2026, 1, 5), (2026, 1, 23), "5 – 23 January 2026", "5 – 23 janvier 2026"),
        ((2026, 3, 1), (2026, 4, 1), "1 March – 1 April 2026", "1er mars – 1er avril 2026"),
        ((2026, 1, 1), (2027, 1, 1), "1 January 2026 – 1 January 2027", "1er janvier 2026 – 1er janvier 2027"),
        ((2026, 8, 15), (2026, 8, 15), "15 August 2026", "15 août 2026"),
    ],
)
def test_a_stretch_of_days_says_nothing_twice(
    first: tuple[int, int, int], last: tuple[int, int, int], english: str, french: str
) -> None:
    assert formats.days(date(*first), date(*last), EN) == english
    assert formats.days(date(*first), date(*last), FR) == french


def test_short_days_and_weekdays() -> None:
    assert formats.short_day(date(2026, 2, 1), FR) == "1er févr."
    assert formats.short_day(date(2026, 2, 1), EN) == "1 Feb"
    assert formats.weekday(date(2026, 2, 1), FR) == "dimanche"


def test_a_moment_is_told_in_the_campaigns_time_zone() -> None:
    at = datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC)
    assert formats.moment(at, "Europe/Paris", FR) == "2 juillet 2026, 00:30:05"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0 s"), (5, "5 s"), (2.34, "2.3 s"), (59.94, "59.9 s"), (245, "4 min 05 s"), (7800, "2 h 10 min")],
)
def test_durations(value: float, written: str) -> None:
    assert plain_spaces(formats.seconds(value, EN)) == written


def test_sizes_and_percents() -> None:
    assert plain_spaces(formats.size(12, EN)) == "1 kB"
    assert plain_spaces(formats.size(1_234_567, FR)) == "1,2 Mo"
    assert formats.percent(40, EN) == "40%"
    assert plain_spaces(formats.percent(40, FR)) == "40 %"


def test_french_signs_do_not_start_a_line() -> None:
    assert formats.typeset("« Oui » : non ?", FR).count("\N{NO-BREAK SPACE}") == 4
    assert formats.typeset("a : b", EN) == "a : b"
