"""What of a stage is watched besides our own metrics: names that AWS's metrics go by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sources:
    """`tables` by title, `machines` (ARNs) by playbook; `clocked` are functions that run by the clock, by name;
    `errands` is the one that does what the API leaves for later; `dead_letters` is the queue of occurrences that a
    function reads, `undelivered` are those that nothing reads; what `asynchronous` functions fail at goes into one of
    them.

    `logs` are the log groups of all functions, and of the API's access log.
    """

    api_id: str
    tables: Mapping[str, str]
    machines: Mapping[str, str]
    cache: str
    dead_letters: str
    undelivered: Sequence[str]
    clocked: Mapping[str, str]
    errands: str
    asynchronous: Sequence[str]
    logs: Sequence[str]
