"""What the router learns from, on the ledger table.

A decision is a row in its campaign's partition; the sums of an agent, route and window are a row of numbers that are
only added to (DynamoDB's ADD: atomic, exact). Both are written at once, on the condition that the decision is new: so
none is counted twice. Only when many add at once the decision goes first, and a process that dies in between loses that
one lesson.
"""

from collections.abc import Sequence
from functools import cache

from pynamodb.attributes import NumberAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, TransactWriteError, UpdateError
from pynamodb.expressions.operand import Path, Value
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from astromedia.domain.learning import WINDOW_DAYS, RouteDecision, StoredTally, Verdict, window_of

from . import keys
from .contention import LOST_RACE
from .rows import Row, prepared

DECISIONS, TALLIES, SHARE = "DECISION#", "TALLY#", "SHARE"
MOST_SUMS = 64
KEPT_DAYS = 90
EPOCH_SECONDS = 946_684_800
"""When the first window began: 2000-01-01, in Unix time."""
CONDITION_FAILED = "ConditionalCheckFailedException"


class LearningRow(Row):
    """A decision (its verdict is its `status`), the sums of a window (`document`: its last decision) or a share."""

    share = NumberAttribute(null=True)
    ttl = NumberAttribute(null=True)


@cache
def learning_table(name: str) -> type[LearningRow]:
    """Rows of the table `name`, with numbers s0, s1, ... A slow one is not waited for: routing can do without."""

    class Meta:
        table_name = name
        connect_timeout_seconds = 1
        read_timeout_seconds = 2
        max_retry_attempts = 1

    sums = {f"s{i}": NumberAttribute(null=True) for i in range(MOST_SUMS)}
    return type("Bound", (LearningRow,), {"Meta": Meta, **sums})


class DynamoLearning:
    """Implements ports.LearningStore."""

    def __init__(self, table_name: str) -> None:
        self._rows = learning_table(table_name)

    def add(self, decision: RouteDecision, sums: Sequence[int]) -> bool:
        """Both in one transaction; if others add to the same sums just now, one after the other."""
        row = self._decision_row(decision, document=decision.model_dump_json())
        last = Row.document.set(decision.model_dump_json())
        gone = LearningRow.ttl.set(EPOCH_SECONDS + (window_of(decision.at) * WINDOW_DAYS + KEPT_DAYS) * 86_400)
        tally, added = self._tally_row(decision), [*_additions(sums), last, gone]
        try:
            with TransactWrite(connection=_connection()) as write:
                write.save(row, condition=Row.pk.does_not_exist())
                write.update(tally, added)
        except TransactWriteError as error:
            return not _is_kept(error) and self._one_by_one(row, tally, added)
        return True

    def _one_by_one(self, row: LearningRow, tally: LearningRow, added: Sequence[Action]) -> bool:
        try:
            row.save(condition=Row.pk.does_not_exist())
        except PutError as error:
            return _changed_meanwhile(error)
        tally.update(actions=list(added))
        return True

    def tallies(self, workspace_id: str, since: int, agent: str | None = None) -> Sequence[StoredTally]:
        pk = keys.learning_of(workspace_id)
        of_agent = Row.sk.between(f"{TALLIES}{agent}#{since:06d}", f"{TALLIES}{agent}#{keys.LAST}")
        found = map(_read_tally, self._rows.query(pk, of_agent if agent else Row.sk.startswith(TALLIES)))
        return [tally for tally in found if tally.window >= since]

    def decisions(self, workspace_id: str, campaign_id: str, phase: str, revision: int) -> Sequence[RouteDecision]:
        pk, prefix = keys.of_campaign(workspace_id, campaign_id), _decisions_of(phase, revision)
        return [
            row.read(RouteDecision) for row in self._rows.query(pk, Row.sk.startswith(prefix), consistent_read=True)
        ]

    def judge(self, decision: RouteDecision, verdict: Verdict, sums: Sequence[int]) -> bool:
        as_read = Row.status.does_not_exist() if decision.verdict is None else Row.status == decision.verdict
        judged = decision.model_copy(update={"verdict": verdict})
        noted: list[Action] = [Row.status.set(verdict), Row.document.set(judged.model_dump_json())]
        try:
            self._decision_row(decision).update(actions=noted, condition=Row.pk.exists() & as_read)
        except UpdateError as error:
            return _changed_meanwhile(error)
        self._tally_row(decision).update(actions=_additions(sums))
        return True

    def share(self, workspace_id: str) -> float | None:
        found = list(self._rows.query(keys.learning_of(workspace_id), Row.sk == SHARE))
        return found[0].share if found else None

    def set_share(self, workspace_id: str, share: float) -> None:
        self._rows(keys.learning_of(workspace_id), SHARE, share=share).save()

    def _decision_row(self, decision: RouteDecision, document: str | None = None) -> LearningRow:
        pk = keys.of_campaign(decision.workspace_id, decision.campaign_id)
        sk = f"{_decisions_of(decision.phase, decision.revision)}{decision.id}"
        return self._rows(pk, sk, document=document)

    def _tally_row(self, decision: RouteDecision) -> LearningRow:
        sk = f"{TALLIES}{decision.agent}#{window_of(decision.at):06d}#{decision.route}"
        return self._rows(keys.learning_of(decision.workspace_id), sk)


@cache
def _connection() -> Connection:
    """What transactions go through: as impatient as the rows."""
    return prepared(Connection(connect_timeout_seconds=1, read_timeout_seconds=2, max_retry_attempts=1))


def _is_kept(error: TransactWriteError) -> bool:
    """Whether the decision was there already. Raised if it is neither that nor a race."""
    reasons = [reason.code if reason else None for reason in error.cancellation_reasons]
    if not reasons or {*filter(None, reasons)} - LOST_RACE:
        raise error
    return reasons[0] == "ConditionalCheckFailed"


def _decisions_of(phase: str, revision: int) -> str:
    return f"{DECISIONS}{phase}#{revision:06d}#"


def _additions(sums: Sequence[int]) -> list[Action]:
    return [Path(f"s{i}").add(Value(amount)) for i, amount in enumerate(sums) if amount]


def _read_tally(row: LearningRow) -> StoredTally:
    agent, window, route = row.sk.removeprefix(TALLIES).split("#", 2)
    sums = tuple(getattr(row, f"s{i}") or 0 for i in range(MOST_SUMS))
    return StoredTally(agent, route, int(window), sums, row.read(RouteDecision))


def _changed_meanwhile(error: PutError | UpdateError) -> bool:
    """False, if that is what `error` says; otherwise it is raised."""
    if error.cause_response_code == CONDITION_FAILED:
        return False
    raise error
