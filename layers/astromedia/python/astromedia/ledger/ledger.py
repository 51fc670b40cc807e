"""The ledger: no call without a hold for its worst case, and every call settled exactly once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from astromedia.domain.budget import Hold, HoldStatus, Memo, Scope
from astromedia.domain.errors import BudgetExceeded, Conflict
from astromedia.domain.event import EventType
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import Budgets, Clock, LedgerEntries
from astromedia.kit.metrics import BUDGET_ALERTS
from astromedia.kit.observability import LOG, meter
from astromedia.kit.tracing import traced

from .alerts import Alert, refusal_detail, threshold_detail

MARGIN = timedelta(seconds=60)
"""What a hold outlives its call by: time to settle it, and clocks that differ."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Money set aside, spent and freed, over any store of budgets and entries; `alert` tells others of budgets."""

    budgets: Budgets
    entries: LedgerEntries
    clock: Clock
    alert: Alert

    @traced("ledger hold")
    def hold(
        self, worst: LedgerEntry, scopes: Sequence[Scope], seconds: float, status: HoldStatus = HoldStatus.HELD
    ) -> Hold:
        """Set aside the cost of `worst` on every scope for a call of at most `seconds`; the hold's id is its id.

        STARTED says that the call is made next, HELD that it is started later. BudgetExceeded, and nothing held, if one
        of them has not enough left.
        """
        now = self.clock()
        hold = Hold(
            id=worst.id,
            scopes=tuple(scope.name for scope in scopes),
            worst=worst,
            status=status,
            created_at=now,
            expires_at=now + timedelta(seconds=seconds) + MARGIN,
        )
        try:
            return self.budgets.hold(hold)
        except BudgetExceeded as refusal:
            with _never_in_the_way(worst):
                self._tell_refusal(refusal, hold)
            raise
        except Exception:
            self._free(hold)
            raise

    def start(self, hold: Hold) -> None:
        """Note that the call is about to be made: from here on, a hold nobody settles counts as its worst case.

        Conflict if the hold is settled, released or expired: then the call must not be made.
        """
        if self.clock() >= hold.expires_at:
            raise Conflict(f"Hold {hold.id} has expired; hold again before calling.")
        self.budgets.start(hold)

    @traced("ledger settle")
    def settle(self, hold: Hold, entry: LedgerEntry, memo: Memo | None = None) -> LedgerEntry:
        """Turn the hold into `entry` (of the same id), keep `memo` with it, and return the entry as it is kept.

        A dearer entry is settled as what was held, flagged `estimated`: a cap holds whatever a provider says. The hold
        settled before changes nothing. Conflict if it was released.
        """
        kept = _within(hold, entry)
        if not self.budgets.settle(hold, kept, memo):
            kept = self._settled_before(kept)
        if kept.cost:
            with _never_in_the_way(kept):
                self._tell_thresholds(hold, kept)
        return kept

    @traced("ledger release")
    def release(self, hold: Hold) -> None:
        """Free what was held for a call that was not charged. Conflict if it was settled."""
        self.budgets.release(hold)

    def give_up(self, hold: Hold) -> None:
        """End the hold of a call whose maker is gone: freed if it had not started, else settled as its worst case."""
        try:
            self.budgets.release(hold, unless_started=True)
        except Conflict:
            self.settle(hold, hold.worst.model_copy(update={"estimated": True}))

    def abandon(self, workspace_id: str, campaign_id: str) -> int:
        """Release the holds of the campaign whose calls have not started, and return how many those were.

        Such a call is not made any more: it cannot be started. One that has started may be billed; its hold stays
        until whoever made it settles it, or the reconciler does.
        """
        return sum(map(self._abandoned, self.budgets.open_holds(workspace_id, campaign_id)))

    def note(self, entry: LedgerEntry) -> bool:
        """Record an answer that cost nothing (the cache gave it). False, and no change, if it is known already."""
        if entry.cost:
            raise ValueError(f"Entry {entry.id} costs {entry.cost}: only a hold can pay for it")
        return self.entries.add(entry)

    def memos(self, workspace_id: str, campaign_id: str, call_id: str) -> Mapping[str, str]:
        """The answers of this call that are paid for already: content by slot."""
        return {memo.slot: memo.content for memo in self.budgets.memos(workspace_id, campaign_id, call_id)}

    def _free(self, hold: Hold) -> None:
        """It may be kept though we were not told so: nobody but us knows that its call will not be made."""
        with suppress(Exception):
            for kept in self.budgets.open_holds(hold.workspace_id, hold.worst.campaign_id):
                if kept.id == hold.id:
                    self.budgets.release(kept)

    def _abandoned(self, hold: Hold) -> bool:
        try:
            return hold.status is HoldStatus.HELD and self.budgets.release(hold, unless_started=True)
        except Conflict:  # it was started, or has ended, meanwhile
            return False

    def _settled_before(self, entry: LedgerEntry) -> LedgerEntry:
        """What the ledger says of this call: the reconciler may have settled it as its worst case."""
        known = self.entries.of_campaign(entry.workspace_id, entry.campaign_id)
        return next((each for each in known if each.id == entry.id), entry)

    def _tell_thresholds(self, hold: Hold, entry: LedgerEntry) -> None:
        """Told first and noted then: a crash in between tells twice rather than never."""
        for budget in self.budgets.due(hold):
            for percent in budget.due:
                self.alert(EventType.BUDGET_THRESHOLD_REACHED, threshold_detail(budget, percent, entry))
                meter(BUDGET_ALERTS, alert="threshold")
                self.budgets.alerted(hold.workspace_id, budget.scope, percent)

    def _tell_refusal(self, refusal: BudgetExceeded, hold: Hold) -> None:
        """Of many refusals under one cap, the first is told. It is noted then: what gets lost, the next one tells.

        With it go the thresholds that nobody lived to tell of: no settlement may come that makes up for them.
        """
        whose = hold.workspace_id, refusal.scope, refusal.cap
        if self.budgets.refusal_told(*whose):
            return
        self.alert(EventType.BUDGET_EXCEEDED, refusal_detail(refusal, hold.worst))
        meter(BUDGET_ALERTS, alert="exceeded")
        self._tell_thresholds(hold, hold.worst)
        self.budgets.refused(*whose)


def _within(hold: Hold, entry: LedgerEntry) -> LedgerEntry:
    if entry.id != hold.id:
        raise ValueError(f"Entry {entry.id} does not belong to hold {hold.id}: an entry has its hold's id")
    if entry.cost <= hold.amount:
        return entry
    LOG.error("call dearer than its hold", extra=_whose(entry) | {"cost": str(entry.cost), "held": str(hold.amount)})
    return entry.model_copy(update={"cost": hold.amount, "estimated": True})


@contextmanager
def _never_in_the_way(entry: LedgerEntry) -> Iterator[None]:
    """Telling others must not fail a call whose money is right: what goes wrong in it is logged."""
    try:
        yield
    except Exception:
        LOG.exception("budget event not told", extra=_whose(entry))


def _whose(entry: LedgerEntry) -> dict[str, str]:
    return {
        "workspace_id": entry.workspace_id,
        "campaign_id": entry.campaign_id,
        "request_id": entry.request_id,
        "ledger_entry": entry.id,
    }
