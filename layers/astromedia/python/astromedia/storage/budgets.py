"""Budgets on the ledger table: their caps, the plan they follow, and what was told of them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from astromedia.domain.budget import Budget, Hold, Scope, checked_cap, month_of
from astromedia.domain.errors import Conflict
from astromedia.domain.money import plain
from astromedia.domain.plan import plan_named
from astromedia.domain.ports import Page

from . import keys
from .caps import BUDGETS, PLAN, Caps, budget_row, caps_of, read_budget, standing
from .contention import added, written
from .holds import DynamoHolds
from .money_rows import MoneyRow
from .rows import row_at, start_after


class DynamoBudgets(DynamoHolds):
    """Implements ports.Budgets on the ledger table."""

    def read(self, workspace_id: str, scopes: Sequence[str]) -> Sequence[Budget]:
        caps = caps_of(self._rows, workspace_id, scopes)
        return [budget for budget in map(caps.budget, scopes) if budget is not None]

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Budget]:
        pk = keys.budgets_of(workspace_id)
        found = self._rows.query(
            pk,
            MoneyRow.sk.startswith(BUDGETS),
            consistent_read=True,
            limit=limit + 1,
            last_evaluated_key=start_after(pk=pk, sk=f"{BUDGETS}{after}") if after else None,
        )
        budgets = [read_budget(workspace_id, row) for row in found]
        return Page(budgets[:limit], budgets[limit - 1].scope if len(budgets) > limit else None)

    def set_cap(self, workspace_id: str, scope: str, cap: Decimal, *, new: bool = False) -> Budget:
        checked_cap(cap)
        for number in self._patience.tries():
            unseen = new and number == 0
            caps = Caps(workspace_id, {}) if unseen else caps_of(self._rows, workspace_id, [scope])
            known = caps.budget(scope) or Budget(workspace_id=workspace_id, scope=scope, cap=cap, free=cap)
            if cap < known.used:
                used = f"${plain(known.used)}"
                raise Conflict(f"{used} of {scope} is spent or held: its cap cannot be lower than {used}.")
            changed = known.with_cap(cap)
            if written(partial(self._set_cap, caps, known, changed)):
                return changed
        raise _busy(workspace_id)

    def plan(self, workspace_id: str) -> str:
        return caps_of(self._rows, workspace_id, ()).plan

    def set_plan(self, workspace_id: str, plan: str, now: datetime) -> None:
        """Caps of budgets that are created from here on follow it; then those there are do, one by one.

        Cut off in between, the same call again completes it.
        """
        plan_named(plan)
        version = self._put_plan(workspace_id, plan)
        stored = self._rows.query(keys.budgets_of(workspace_id), MoneyRow.sk.startswith(BUDGETS), consistent_read=True)
        for row in stored:
            scope = row.sk.removeprefix(BUDGETS)
            if not row.by_hand and Scope.named(scope).month in ("", month_of(now)):
                self._follow(workspace_id, scope, version)

    def due(self, hold: Hold) -> Sequence[Budget]:
        if hold.id in self._calm:
            self._calm.discard(hold.id)
            return []
        return [budget for budget in self.read(hold.workspace_id, hold.scopes) if budget.due]

    def alerted(self, workspace_id: str, scope: str, percent: int) -> bool:
        for _ in self._patience.tries():
            caps = caps_of(self._rows, workspace_id, [scope])
            known = caps.budget(scope) if caps.stored(scope) else None
            if known is None or known.alerted >= percent:
                return False
            if written(partial(self._tell, known.model_copy(update={"alerted": percent}))):
                return True
        raise _busy(workspace_id)

    def _tell(self, told: Budget, write: TransactWrite) -> None:
        """Note that a threshold of the cap as it is was told."""
        actions = [MoneyRow.alerted.set(told.alerted), _calm(told)]
        condition = (MoneyRow.alerted < told.alerted) & (MoneyRow.cap == told.cap)
        write.update(self._budget_key(told.workspace_id, told.scope), actions, condition=condition)

    def refusal_told(self, workspace_id: str, scope: str, cap: Decimal) -> bool:
        """A budget at its cap refuses call after call: what this process noted, or saw noted, is not asked again."""
        note = _refusal(workspace_id, scope, cap)
        if note not in self._noted and self._is_there(note):
            self._noted.add(note)
        return note in self._noted

    def refused(self, workspace_id: str, scope: str, cap: Decimal) -> bool:
        note = _refusal(workspace_id, scope, cap)
        new = added(self._rows(*note))
        self._noted.add(note)
        return new

    def _is_there(self, key: tuple[str, str]) -> bool:
        return row_at(self._rows, *key) is not None

    def _set_cap(self, caps: Caps, known: Budget, changed: Budget, write: TransactWrite) -> None:
        """Change the budget and, if it is one of many months, what the months to come start with."""
        self._put_budget(write, caps, known, changed, by_hand=True)
        if Scope.named(changed.scope).month:
            sk = standing(changed.scope)
            row = self._rows(keys.budgets_of(changed.workspace_id), sk, cap=changed.cap, version=caps.next_version(sk))
            write.save(row, condition=caps.unchanged(sk))

    def _put_budget(self, write: TransactWrite, caps: Caps, known: Budget, changed: Budget, *, by_hand: bool) -> None:
        """Bring the budget from one cap to another: only the difference is added, as money may move meanwhile."""
        if not caps.stored(changed.scope):
            write.save(budget_row(self._rows, changed, by_hand=by_hand), condition=MoneyRow.pk.does_not_exist())
            return
        more = changed.cap - known.cap
        actions: list[Action] = [
            MoneyRow.cap.set(changed.cap),
            MoneyRow.free.add(more),
            MoneyRow.alerted.set(changed.alerted),
            _calm(changed),
        ]
        condition = (MoneyRow.cap == known.cap) & (MoneyRow.free >= -more)
        if by_hand:
            actions.append(MoneyRow.by_hand.set(True))
        else:
            condition &= MoneyRow.by_hand.does_not_exist()
        write.update(self._budget_key(changed.workspace_id, changed.scope), actions, condition=condition)

    def _put_plan(self, workspace_id: str, plan: str) -> int:
        """Store the plan and return its version, by which a later change is noticed."""
        for _ in self._patience.tries():
            caps = caps_of(self._rows, workspace_id, ())
            version = caps.next_version(PLAN)
            row = self._rows(keys.budgets_of(workspace_id), PLAN, document=plan, version=version)
            if written(lambda write: write.save(row, condition=caps.unchanged(PLAN))):  # noqa: B023 - used at once
                return version
        raise _busy(workspace_id)

    def _follow(self, workspace_id: str, scope: str, version: int) -> None:
        """Give a budget the cap that its plan says, unless a person or a later plan has the say by now."""
        for _ in self._patience.tries():
            caps = caps_of(self._rows, workspace_id, [scope])
            row, known, cap = caps.stored(scope), caps.budget(scope), caps.cap(scope)
            if row is None or row.by_hand or known is None or cap is None or caps.rows[PLAN].version != version:
                return
            if written(partial(self._follow_plan, caps, known, known.with_cap(max(cap, known.used)))):
                return
        raise _busy(workspace_id)

    def _follow_plan(self, caps: Caps, known: Budget, changed: Budget, write: TransactWrite) -> None:
        self._put_budget(write, caps, known, changed, by_hand=False)
        caps.guard(write, self._rows, [changed.scope])

    def _budget_key(self, workspace_id: str, scope: str) -> MoneyRow:
        return self._rows(keys.budgets_of(workspace_id), f"{BUDGETS}{scope}")


def _calm(budget: Budget) -> Action:
    """Set what may yet be settled before a threshold is due, whatever has been settled meanwhile."""
    action: Action = MoneyRow.calm.set(budget.calm + budget.settled - MoneyRow.settled)
    return action


def _refusal(workspace_id: str, scope: str, cap: Decimal) -> tuple[str, str]:
    """The key of the note that a refusal was told."""
    return keys.budgets_of(workspace_id), f"REFUSED#{scope}#{plain(cap)}"


def _busy(workspace_id: str) -> Conflict:
    return Conflict(f"The budgets of workspace {workspace_id} are too busy; try again.")
