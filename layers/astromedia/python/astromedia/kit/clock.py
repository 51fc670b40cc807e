"""The one source of time; everything else is given it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The current moment, in UTC."""
    return datetime.now(UTC)
