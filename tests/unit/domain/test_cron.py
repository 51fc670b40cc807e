"""Which days an expression names, against the calendar counted through."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.domain import cron

MONTHS = st.tuples(st.integers(1970, 2199), st.integers(1, 12))


def days(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def faults_in(text: str) -> tuple[object, ...]:
    try:
        cron.parse(text)
    except ValueError as fault:
        return fault.args
    return ()


def named(text: str, year: int, month: int) -> list[int]:
    return sorted(cron.parse(text).days(year, month))


@given(MONTHS, st.integers(1, 7), st.integers(1, 5))
def test_the_nth_of_a_weekday(at: tuple[int, int], weekday: int, nth: int) -> None:
    counted = [day.day for day in days(*at) if day.isoweekday() % 7 + 1 == weekday]
    assert named(f"0 0 ? * {weekday}#{nth} *", *at) == counted[nth - 1 : nth]


@given(MONTHS, st.integers(1, 7))
def test_the_last_of_a_weekday_and_of_a_month(at: tuple[int, int], weekday: int) -> None:
    counted = [day.day for day in days(*at) if day.isoweekday() % 7 + 1 == weekday]
    assert named(f"0 0 ? * {cron.WEEKDAYS[weekday - 1]}L *", *at) == counted[-1:]
    assert named("0 0 L * ? *", *at) == [days(*at)[-1].day]


@given(MONTHS, st.integers(1, 31))
def test_the_weekday_nearest_to_a_day_of_the_month(at: tuple[int, int], day: int) -> None:
    in_month = days(*at)
    near = [d for d in in_month if d.isoweekday() <= 5]
    expected = [min(near, key=lambda d: abs(d.day - day)).day] if day <= len(in_month) else []
    assert named(f"0 0 {day}W * ? *", *at) == expected


@given(MONTHS, st.sets(st.integers(1, 7), min_size=1))
def test_weekdays_by_number_and_by_name(at: tuple[int, int], weekdays: set[int]) -> None:
    counted = [day.day for day in days(*at) if day.isoweekday() % 7 + 1 in weekdays]
    by_number = ",".join(map(str, weekdays))
    by_name = ",".join(cron.WEEKDAYS[weekday - 1].lower() for weekday in weekdays)
    assert named(f"0 0 ? * {by_number} *", *at) == named(f"0 0 ? * {by_name} *", *at) == counted


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("15 10 ? * 6L 2022-2023", ["2022-01-28 10:15", "2022-02-25 10:15"]),  # the example of AWS's User Guide
        ("1/10 0 1 1 ? 2027", ["2027-01-01 00:01", "2027-01-01 00:11"]),  # its words on increments
        ("0 8-17/4 ? JAN,MAR L *", ["2022-01-01 08:00", "2022-01-01 12:00"]),
        ("30 2 29 2 ?", ["2024-02-29 02:30", "2028-02-29 02:30"]),
        ("0 0 30 2 ? *", []),
    ],
)
def test_walls_are_in_order_and_end(text: str, first: list[str]) -> None:
    found = cron.parse(text).walls(datetime.fromisoformat("2022-01-01"))
    assert [f"{wall:%Y-%m-%d %H:%M}" for wall in islice(found, 2)] == first


@given(st.datetimes(datetime.fromisoformat("1980-01-01"), datetime.fromisoformat("2190-01-01")))
def test_walls_begin_with_the_moment_asked_for(since: datetime) -> None:
    every = cron.parse("* * * * ? *").walls(since)
    whole = since.replace(second=0, microsecond=0)
    assert next(every) == (since if whole == since else whole + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("60 24 ? * MON", ["minutes: '60' is not 0-59", "hours: '24' is not 0-23"]),
        ("0 0 0 13 ? 1969", ["month: '13'", "year: '1969'", "day-of-month: '0'"]),
        ("0 0 1 JANUARY ?", ["month: 'JANUARY' is not 1-12 or JAN-DEC"]),
        ("0 0 * * *", ["day-of-month and day-of-week: exactly one of them must be ?"]),
        ("0 0 ? * ?", ["day-of-month and day-of-week: exactly one of them must be ?"]),
        ("0 0 ? * FRI-MON", ["day-of-week: 'FRI-MON' ends before it begins"]),
        ("0/0 0 ? * MON", ["minutes: '0/0' has a step of 0"]),
        ("1,,2 0 ? * MON", ["minutes: '' is no value"]),
        ("-1 0 ? * 8L", ["minutes: '-1' is no value", "day-of-week: '8' is not 1-7 or SUN-SAT"]),
        ("0 0 ? * 3#6", ["day-of-week: '3#6' is no value"]),
        ("0 0 ? * 3#1,6#3", ["day-of-week: '3#1' is no value"]),
        ("0 0 32W * ?", ["day-of-month: '32' is not 1-31"]),
        ("0 0 ٣ * ?", ["day-of-month: '٣' is no value"]),
        ("0 0 1", ["cron takes 5 or 6 fields"]),
        ("0 0 1 * ? * *", ["cron takes 5 or 6 fields"]),
    ],
)
def test_every_fault_is_named_by_its_field(text: str, faults: list[str]) -> None:
    found = [str(fault) for fault in faults_in(text)]
    assert len(found) == len(faults)
    assert all(fault.startswith(start) for fault, start in zip(found, faults, strict=True)), found


@given(st.text("0123456789*?,-/#LWMONJA ", max_size=24))
def test_any_text_is_an_expression_or_a_named_fault(text: str) -> None:
    assert all(isinstance(fault, str) and fault for fault in faults_in(text))
