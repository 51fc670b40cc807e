"""When schedules run: against every minute counted through, and across the days on which clocks change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astromedia.domain.occurrences import Timing, faults_of, occurrences

NOW = datetime(2027, 3, 1, tzinfo=UTC)
CHANGES = {
    "America/New_York": (datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2027, 11, 7, 6, tzinfo=UTC)),
    "Europe/Paris": (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2027, 10, 2, 15, 30, tzinfo=UTC), datetime(2027, 4, 3, 15, tzinfo=UTC)),
    "Asia/Tokyo": (datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2027, 11, 7, 6, tzinfo=UTC)),
}
"""When clocks go forward and back (where they do)."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first(timing: Timing, since: str, count: int = 3) -> list[str]:
    return [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in islice(occurrences(timing, utc(since)), count)]


def told(timing: Timing, now: datetime = NOW) -> list[tuple[str, str]]:
    return [(fault.field, fault.message) for fault in faults_of(timing, now)]


@st.composite
def days_about_a_change(draw: st.DrawFn) -> tuple[str, datetime]:
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[zone]))
    return zone, change + timedelta(minutes=draw(st.integers(-2000, 300)))


@settings(max_examples=60, deadline=None)
@given(days_about_a_change(), st.sets(st.integers(0, 59), min_size=1, max_size=5), st.sets(st.integers(0, 4)))
def test_a_cron_names_each_wall_clock_minute_once(
    about: tuple[str, datetime], minutes: set[int], hours: set[int]
) -> None:
    """Counted through: a minute that clocks show twice counts the first time, one they skip never."""
    zone, since = about
    window = [since + timedelta(minutes=minute) for minute in range(2 * 24 * 60)]
    walls = [at.astimezone(ZoneInfo(zone)) for at in window]
    listed = ",".join(map(str, hours)) or "*"
    expected = [
        at
        for at, wall in zip(window, walls, strict=True)
        if wall.minute in minutes and (not hours or wall.hour in hours) and wall.fold == 0
    ]
    timing = Timing(f"cron({','.join(map(str, minutes))} {listed} * * ? *)", zone)
    found = occurrences(timing, since)
    assert list(islice(found, len(expected))) == expected
    assert next(found) > window[-1]


def test_new_york_keeps_its_wall_clock_through_a_year() -> None:
    timing = Timing("cron(0 9 * * ? *)", "America/New_York")
    assert first(timing, "2027-03-13T00:00:00") == [
        "2027-03-13T14:00:00Z", "2027-03-14T13:00:00Z", "2027-03-15T13:00:00Z"
    ]  # fmt: skip
    assert first(timing, "2027-11-06T00:00:00") == [
        "2027-11-06T13:00:00Z", "2027-11-07T14:00:00Z", "2027-11-08T14:00:00Z"
    ]  # fmt: skip


def test_tokyo_has_no_summer_time() -> None:
    timing = Timing("cron(0 9 ? * MON-FRI *)", "Asia/Tokyo")
    assert first(timing, "2027-03-12T00:00:00") == [
        "2027-03-12T00:00:00Z", "2027-03-15T00:00:00Z", "2027-03-16T00:00:00Z"
    ]  # fmt: skip


def test_a_time_that_clocks_skip_is_skipped_and_one_they_repeat_runs_once_before_the_shift() -> None:
    """The example of AWS's User Guide: cron(30 2 * * ? *) in Los Angeles; there 02:30 is never repeated, 01:30 is."""
    timing = Timing("cron(30 2 * * ? *)", "America/Los_Angeles")
    assert first(timing, "2027-03-13T00:00:00", 2) == ["2027-03-13T10:30:00Z", "2027-03-15T09:30:00Z"]
    repeated = Timing("cron(30 1 * * ? *)", "America/Los_Angeles")
    assert first(repeated, "2027-11-07T00:00:00", 2) == ["2027-11-07T08:30:00Z", "2027-11-08T09:30:00Z"]
    assert first(repeated, "2027-11-07T09:00:00", 1) == ["2027-11-08T09:30:00Z"]  # asked between the two


def test_at_is_read_on_the_zones_wall_clock() -> None:
    assert first(Timing("at(2027-03-15T09:30:05)", "Asia/Tokyo"), "2027-01-01T00:00:00") == ["2027-03-15T00:30:05Z"]
    assert first(Timing("at(2027-11-07T01:30:00)", "America/New_York"), "2027-01-01T00:00:00") == [
        "2027-11-07T05:30:00Z"
    ]
    assert first(Timing("at(2027-03-15T09:30:00)"), "2027-03-15T09:30:01") == []


def test_a_rate_counts_hours_whatever_the_clocks_do() -> None:
    daily = Timing("rate(1 day)", "America/New_York", start=utc("2027-03-13T14:00:00"))
    assert first(daily, "2027-03-01T00:00:00") == [
        "2027-03-13T14:00:00Z", "2027-03-14T14:00:00Z", "2027-03-15T14:00:00Z"
    ]  # fmt: skip


def test_a_rate_runs_from_start_to_end_and_keeps_its_beat() -> None:
    timing = Timing("rate(5 minutes)", start=utc("2027-03-01T10:02:00"), end=utc("2027-03-01T10:12:00"))
    assert first(timing, "2027-01-01T00:00:00", 9) == [
        "2027-03-01T10:02:00Z", "2027-03-01T10:07:00Z", "2027-03-01T10:12:00Z"
    ]  # fmt: skip
    assert first(timing, "2027-03-01T10:02:01", 1) == ["2027-03-01T10:07:00Z"]
    assert first(timing, "2027-03-01T10:12:01") == []


@given(st.integers(1, 10_000), st.integers(0, 10**9), st.sampled_from(["minute", "hours", "days"]))
def test_a_rate_never_begins_before_what_was_asked_for(value: int, seconds: int, unit: str) -> None:
    start, since = utc("2027-01-01T00:00:07"), utc("2027-01-01T00:00:00") + timedelta(seconds=seconds)
    interval = timedelta(**{f"{unit.rstrip('s')}s": value})
    found = next(occurrences(Timing(f"rate({value} {unit})", start=start), since))
    assert (found - start) % interval == timedelta(0)
    assert max(since, start) <= found < max(since, start) + interval


def test_start_and_end_bound_a_cron() -> None:
    start, end = utc("2027-03-02T08:00:00"), utc("2027-03-03T08:00:00")
    timing = Timing("cron(0 8 * * ? *)", start=start, end=end)
    assert first(timing, "2027-01-01T00:00:00") == ["2027-03-02T08:00:00Z", "2027-03-03T08:00:00Z"]


@pytest.mark.parametrize(
    ("timing", "faults"),
    [
        (("hourly",), [("expression", "is not at(")]),
        (("rate(5)",), [("expression", "is not at(")]),
        (("rate(0 minutes)",), [("expression", "a rate is at least 1")]),
        (("rate(999999 days)",), [("expression", "a rate is at most 366 days")]),
        (("at(2027-02-30T00:00:00)",), [("expression", "2027-02-30T00:00:00 is no date and time")]),
        (("at(0001-01-01T00:00:00)",), [("expression", "the year 1 is not 1970-2199")]),
        (("at(2027-02-28T00:00:00)",), [("expression", "2027-02-28T00:00:00 is in the past")]),
        (("at(2027-03-28T02:30:00)", "Europe/Paris"), [("expression", "2027-03-28T02:30:00 does not exist in")]),
        (("cron(0 0 30 2 ? *)",), [("expression", "has no occurrence")]),
        (("cron(0 0 1 1 ? 2026)",), [("expression", "has no occurrence")]),
        (("rate(1 day)", "Mars/Olympus"), [("time_zone", "'Mars/Olympus' is not an IANA time zone")]),
        (("rate(1 day)", "UTC", NOW, NOW), [("end", "is not after start")]),
        (("rate(1 day)", "UTC", None, NOW), [("end", "is in the past")]),
        (("at(2027-03-28T02:30:00)", "UTC", NOW, NOW), [("start", "an at() runs once"), ("end", "an at() runs once")]),
        (
            ("cron(60 24 ? * MON)", "Nowhere", NOW, NOW),
            [("expression", "minutes"), ("expression", "hours"), ("time_zone", "'Nowhere'"), ("end", "is not after")],
        ),
        (("rate(2 days)", "UTC", NOW, NOW + timedelta(days=1)), []),
        (("at(2027-03-28T02:30:00)",), []),
        (("cron(0 9 ? * MON-FRI *)", "Asia/Tokyo", None, NOW + timedelta(days=9)), []),
    ],
)
def test_all_faults_are_told_at_once_by_field(timing: tuple[Any, ...], faults: list[tuple[str, str]]) -> None:
    found = told(Timing(*timing))
    assert [field for field, _ in found] == [field for field, _ in faults]
    assert all(message.startswith(start) for (_, message), (_, start) in zip(found, faults, strict=True)), found


@given(st.text(max_size=30), st.text(max_size=12))
def test_any_text_is_a_timing_or_a_named_fault(expression: str, zone: str) -> None:
    assert all(field in {"expression", "time_zone"} for field, _ in told(Timing(expression, zone)))


def test_a_rate_far_away_does_not_overflow() -> None:
    timing = Timing("rate(366 days)", start=utc("2199-12-31T23:59:59"))
    found: Iterator[datetime] = occurrences(timing, NOW)
    assert sum(1 for _ in found) > 1000
