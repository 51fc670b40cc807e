"""Sortable identifiers: ULIDs, fresh or derived from what they name."""

import hashlib
from datetime import datetime

from ulid import ULID


def new_id(now: datetime) -> str:
    """A fresh ULID (26 characters, sorts by `now`)."""
    return str(ULID.from_datetime(now))


def derived_id(parent: str, *names: str | int) -> str:
    """The ULID that `names` always have below `parent` (itself a ULID).

    It keeps the parent's time and hashes the names into the rest, so work repeated after a crash writes to the
    same place instead of a second one.
    """
    digest = hashlib.sha256("\x1f".join([parent, *map(str, names)]).encode()).digest()
    return str(ULID(ULID.from_str(parent).bytes[:6] + digest[:10]))
