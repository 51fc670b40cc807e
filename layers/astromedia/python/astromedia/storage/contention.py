"""Transactions that many want at once: each is committed whole, or lost its race and may be tried again."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pynamodb.exceptions import DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from .outages import BUSY, OF_A_TRANSACTION
from .rows import Row, connection

TRIES = 16
TRIES_TO_END = 64
"""Of what ends a hold: its call is made, and an answer that cannot be settled is paid for and lost."""
SHORTEST_SECONDS, LONGEST_SECONDS = 0.01, 0.5
OTHERS_WERE_FIRST = {"ConditionalCheckFailed", "TransactionConflict"}
LOST_RACE = OTHERS_WERE_FIRST | OF_A_TRANSACTION
"""Why a transaction may be cancelled though nothing is wrong with it."""


class Patience(NamedTuple):
    """How a lost race is tried again: with full jitter, up to half a second apart, for some three seconds in all.

    What ends a hold is tried for some fifteen.
    """

    random: Callable[[], float]
    sleep: Callable[[float], None]

    def tries(self, most: int = TRIES, eager: int = 0) -> Iterator[int]:
        """The numbers of the tries, with a pause between them, but none before the first `eager` retries."""
        yield from range(1 + eager)
        for number in range(1 + eager, most):
            self.sleep(self.random() * min(LONGEST_SECONDS, SHORTEST_SECONDS * 2**number))
            yield number


def written(fill: Callable[[TransactWrite], None]) -> bool:
    """Commit what `fill` puts into a transaction. False if it lost a race, or the table is busy; all else is raised.

    A busy table may even have committed: every transaction of ours stands on conditions by which that is noticed.
    """
    try:
        _commit(fill)
    except TransactWriteError as error:
        reasons = _reasons(error)
        if (reasons and reasons <= LOST_RACE) or error.cause_response_code in BUSY:
            return False
        raise
    return True


def decided(fill: Callable[[TransactWrite], None]) -> bool:
    """Commit what `fill` puts into a transaction. False if others were first; all else is raised.

    For whom a loss means something, and a table that is busy does not.
    """
    try:
        _commit(fill)
    except TransactWriteError as error:
        reasons = _reasons(error)
        if reasons and reasons <= OTHERS_WERE_FIRST:
            return False
        raise
    return True


def _commit(fill: Callable[[TransactWrite], None]) -> None:
    with TransactWrite(connection=connection()) as write:
        fill(write)


def _reasons(error: TransactWriteError) -> set[str]:
    """Why the transaction was cancelled."""
    return {reason.code for reason in error.cancellation_reasons if reason}


def added(row: Row) -> bool:
    """Store the row; False, and no change, if one with its key is there already."""
    return saved(row, Row.pk.does_not_exist())


def saved(row: Row, condition: Condition) -> bool:
    """Store the row in place of the one there is; False, and no change, if `condition` does not hold of that."""
    return _done(lambda: row.save(condition=condition))


def removed(row: Row, condition: Condition) -> bool:
    """Delete the row; False, and no change, if `condition` does not hold of the one there is."""
    return _done(lambda: row.delete(condition=condition))


def updated(row: Row, actions: Sequence[Action], condition: Condition) -> bool:
    """Change the row; False, and no change, if `condition` does not hold of the one there is."""
    return _done(lambda: row.update(actions=list(actions), condition=condition))


def _done(write: Callable[[], object]) -> bool:
    try:
        write()
    except (DeleteError, PutError, UpdateError) as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True
