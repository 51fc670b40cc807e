"""How many round trips to DynamoDB, one after the other, an answer may wait for."""

from typing import NamedTuple

from . import IDEMPOTENT

MOST = 3


class Slower(NamedTuple):
    """An operation that takes more: so many in a row, so many with an Idempotency-Key, and why."""

    plain: int
    kept: int
    why: str


SLOWER: dict[str, Slower] = {}


def allowed(operation: str, way: str) -> int:
    """The most, for an operation that is asked in a way."""
    plain, kept, _ = SLOWER.get(operation, (MOST, MOST, ""))
    return kept if IDEMPOTENT in way else plain
