"""Sortable identifiers: ULIDs, fresh or derived from what they name."""

import hashlib
from datetime import UTC, datetime

from ulid import ULID


def new_id(now: datetime) -> str:
    """A fresh ULID (26 characters, sorts by `now`)."""
    return str(ULID.from_datetime(now))


def derived_id(parent: str, *names: str | int) -> str:
    """The ULID that `names` always have below `parent` (itself a ULID).

    It keeps the parent's time and hashes the names into the rest, so work repeated after a crash writes to the
    same place instead of a second one.
    """
    return _hashed(ULID.from_str(parent), [parent, *map(str, names)])


def derived_at(at: datetime, *names: str | int) -> str:
    """The ULID of the moment `at` that `names` always have, however often the work of that moment is repeated."""
    return _hashed(ULID.from_datetime(at), [at.astimezone(UTC).isoformat(), *map(str, names)])


def _hashed(time: ULID, names: list[str]) -> str:
    """The ULID of the time of `time`; what is random in others comes from `names`."""
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    return str(ULID(time.bytes[:6] + digest[:10]))
