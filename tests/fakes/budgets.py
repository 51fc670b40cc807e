"""Budgets, holds and memos in memory: the rules of money in plain arithmetic, under one lock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from threading import RLock

from astromedia.domain.budget import Budget, Hold, HoldStatus, Memo, Scope, checked_cap, month_of
from astromedia.domain.errors import Conflict
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.money import ZERO, plain
from astromedia.domain.plan import DEFAULT_PLAN, cap_of, exceeded, plan_named
from astromedia.domain.ports import Page

from .ledger import FakeLedgerEntries
from .paging import cut

OPEN = (HoldStatus.HELD, HoldStatus.STARTED)


class FakeBudgets:
    """Implements ports.Budgets; what it settles goes to `entries`."""

    def __init__(self, entries: FakeLedgerEntries | None = None) -> None:
        self.entries = entries or FakeLedgerEntries()
        self.holds: dict[tuple[str, str], Hold] = {}
        self.entries.holds = self.holds.values
        self._budgets: dict[tuple[str, str], Budget] = {}
        self._by_hand: set[tuple[str, str]] = set()
        self._caps: dict[tuple[str, str], Decimal] = {}
        self._plans: dict[str, str] = {}
        self._memos: dict[tuple[str, str, str], dict[str, Memo]] = {}
        self._refused: set[tuple[str, str, Decimal]] = set()
        self._lock = RLock()

    def hold(self, hold: Hold) -> Hold:
        with self._lock:
            known = self.holds.get((hold.workspace_id, hold.id))
            if known is not None:
                return known
            budgets = [b for b in (self._budget(hold.workspace_id, name) for name in hold.scopes) if b is not None]
            for budget in budgets:
                if budget.free < hold.amount:
                    raise exceeded(budget, hold.amount, self.plan(hold.workspace_id))
            self._move(budgets, free=-hold.amount, held=hold.amount)
            kept = hold.model_copy(update={"scopes": tuple(b.scope for b in budgets)})
            self.holds[hold.workspace_id, hold.id] = kept
            return kept

    def start(self, hold: Hold) -> None:
        with self._lock:
            if self._may_become(hold, HoldStatus.STARTED, OPEN[:1]):
                self._become(hold, HoldStatus.STARTED)

    def settle(self, hold: Hold, entry: LedgerEntry, memo: Memo | None = None) -> bool:
        if entry.cost > hold.amount:
            raise ValueError(f"{entry.cost} is more than the {hold.amount} that is held")
        with self._lock:
            if not self._may_become(hold, HoldStatus.SETTLED, OPEN):
                return False
            if not self.entries.add(entry):
                raise Conflict(f"There is an entry {entry.id} already.")
            self._end(hold, HoldStatus.SETTLED, entry.cost)
            if memo:
                self._memos.setdefault((entry.workspace_id, entry.campaign_id, memo.call_id), {})[memo.slot] = memo
            return True

    def release(self, hold: Hold, *, unless_started: bool = False) -> bool:
        with self._lock:
            if not self._may_become(hold, HoldStatus.RELEASED, OPEN[:1] if unless_started else OPEN):
                return False
            self._end(hold, HoldStatus.RELEASED, ZERO)
            return True

    def open_holds(self, workspace_id: str, campaign_id: str) -> Sequence[Hold]:
        mine = [h for h in self.holds.values() if (h.workspace_id, h.worst.campaign_id) == (workspace_id, campaign_id)]
        return sorted((hold for hold in mine if hold.status in OPEN), key=lambda hold: hold.id)

    def expired(self, now: datetime, limit: int) -> Sequence[Hold]:
        due = [hold for hold in self.holds.values() if hold.status in OPEN and hold.expires_at <= now]
        return sorted(due, key=lambda hold: (hold.expires_at, hold.id))[:limit]

    def memos(self, workspace_id: str, campaign_id: str, call_id: str) -> Sequence[Memo]:
        known = self._memos.get((workspace_id, campaign_id, call_id), {})
        return [memo for _, memo in sorted(known.items())]

    def note(self, hold: Hold, memo: Memo, before: Memo | None) -> bool:
        with self._lock:
            known = self._memos.setdefault((hold.workspace_id, hold.worst.campaign_id, memo.call_id), {})
            if known.get(memo.slot) not in (before, memo):
                return False
            known[memo.slot] = memo
            return True

    def read(self, workspace_id: str, scopes: Sequence[str]) -> Sequence[Budget]:
        with self._lock:
            return [b for b in (self._budget(workspace_id, name) for name in scopes) if b is not None]

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Budget]:
        mine = [budget for (owner, _), budget in sorted(self._budgets.items()) if owner == workspace_id]
        return cut(mine, lambda budget: budget.scope, limit, after)

    def set_cap(self, workspace_id: str, scope: str, cap: Decimal, *, new: bool = False) -> Budget:
        checked_cap(cap)
        named = Scope.named(scope)
        with self._lock:
            known = self._budget(workspace_id, scope) or _fresh(workspace_id, scope, cap)
            if cap < known.used:
                raise Conflict(f"${plain(known.used)} of {scope} is spent or held; its cap cannot be lower.")
            self._by_hand.add((workspace_id, scope))
            if named.month:
                self._caps[workspace_id, named.standing] = cap
            return self._keep(known.with_cap(cap))

    def plan(self, workspace_id: str) -> str:
        return self._plans.get(workspace_id, DEFAULT_PLAN)

    def set_plan(self, workspace_id: str, plan: str, now: datetime) -> None:
        plan_named(plan)
        with self._lock:
            self._plans[workspace_id] = plan
            for (owner, name), budget in list(self._budgets.items()):
                scope = Scope.named(name)
                if owner == workspace_id and (owner, name) not in self._by_hand and scope.month in ("", month_of(now)):
                    cap = self._cap(owner, scope)
                    assert cap is not None
                    self._keep(budget.with_cap(max(cap, budget.used)))

    def due(self, hold: Hold) -> Sequence[Budget]:
        return [budget for budget in self.read(hold.workspace_id, hold.scopes) if budget.due]

    def alerted(self, workspace_id: str, scope: str, percent: int) -> bool:
        with self._lock:
            budget = self._budgets.get((workspace_id, scope))
            if budget is None or budget.alerted >= percent:
                return False
            self._keep(budget.model_copy(update={"alerted": percent}))
            return True

    def refusal_told(self, workspace_id: str, scope: str, cap: Decimal) -> bool:
        return (workspace_id, scope, cap) in self._refused

    def refused(self, workspace_id: str, scope: str, cap: Decimal) -> bool:
        with self._lock:
            new = (workspace_id, scope, cap) not in self._refused
            self._refused.add((workspace_id, scope, cap))
            return new

    def _budget(self, workspace_id: str, name: str) -> Budget | None:
        """What the scope has, or would start with; None if it has no cap."""
        if known := self._budgets.get((workspace_id, name)):
            return known
        cap = self._cap(workspace_id, Scope.named(name))
        return None if cap is None else _fresh(workspace_id, name, cap)

    def _cap(self, workspace_id: str, scope: Scope) -> Decimal | None:
        mine = {name: cap for (owner, name), cap in self._caps.items() if owner == workspace_id}
        return cap_of(self.plan(workspace_id), mine, scope)

    def _keep(self, budget: Budget) -> Budget:
        self._budgets[budget.workspace_id, budget.scope] = budget
        return budget

    def _move(self, budgets: Iterable[Budget], free: Decimal, held: Decimal, settled: Decimal = ZERO) -> None:
        for b in budgets:
            moved = {"free": b.free + free, "held": b.held + held, "settled": b.settled + settled}
            self._keep(b.model_copy(update=moved))

    def _may_become(self, hold: Hold, status: HoldStatus, expected: Sequence[HoldStatus]) -> bool:
        """Whether there is something to do: False if it has the status, Conflict if it cannot get it."""
        known = self.holds.get((hold.workspace_id, hold.id))
        if known and (known.scopes, known.amount) != (hold.scopes, hold.amount):
            raise ValueError(f"Hold {hold.id} is not the one that is kept.")
        if known and known.status is status:
            return False
        if known is None or known.status not in expected:
            raise Conflict(f"Hold {hold.id} is {known.status if known else 'not there'}.")
        return True

    def _become(self, hold: Hold, status: HoldStatus) -> None:
        key = (hold.workspace_id, hold.id)
        self.holds[key] = self.holds[key].model_copy(update={"status": status})

    def _end(self, hold: Hold, status: HoldStatus, cost: Decimal) -> None:
        self._become(hold, status)
        budgets = [self._budgets[hold.workspace_id, name] for name in hold.scopes]
        self._move(budgets, free=hold.amount - cost, held=-hold.amount, settled=cost)


def _fresh(workspace_id: str, scope: str, cap: Decimal) -> Budget:
    return Budget(workspace_id=workspace_id, scope=scope, cap=cap, free=cap)
