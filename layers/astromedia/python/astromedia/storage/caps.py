"""What the caps of a workspace's scopes are: stored budgets, caps set by hand, and the plan for the rest."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from astromedia.domain.budget import Budget, Scope
from astromedia.domain.plan import DEFAULT_PLAN, cap_of

from . import keys
from .money_rows import MoneyRow

BUDGETS, STANDING, PLAN = "BUDGET#", "CAP#", "PLAN"


class Caps(NamedTuple):
    """The rows of some scopes, and of what their caps follow from, by sort key."""

    workspace_id: str
    rows: dict[str, MoneyRow]

    @property
    def plan(self) -> str:
        return self.rows[PLAN].document if PLAN in self.rows else DEFAULT_PLAN

    def by_hand(self, scope: str) -> bool:
        """Whether a person set what the scope's months start with."""
        return standing(scope) in self.rows

    def cap(self, scope: str) -> Decimal | None:
        """What the scope starts with; None if it has no cap."""
        named = Scope.named(scope)
        row = self.rows.get(standing(scope))
        return cap_of(self.plan, {named.standing: row.cap} if row else {}, named)

    def stored(self, scope: str) -> MoneyRow | None:
        return self.rows.get(f"{BUDGETS}{scope}")

    def budget(self, scope: str) -> Budget | None:
        """What the scope has, or would start with; None if it has no cap."""
        if row := self.stored(scope):
            return read_budget(self.workspace_id, row)
        cap = self.cap(scope)
        return None if cap is None else Budget(workspace_id=self.workspace_id, scope=scope, cap=cap, free=cap)

    def unchanged(self, sk: str) -> Condition:
        """That the row is still the one that was seen (or still not there)."""
        seen = self.rows.get(sk)
        return MoneyRow.version == seen.version if seen else MoneyRow.pk.does_not_exist()

    def next_version(self, sk: str) -> int:
        seen = self.rows.get(sk)
        return int(seen.version) + 1 if seen else 1

    def guard(self, write: TransactWrite, rows: type[MoneyRow], scopes: Iterable[str]) -> None:
        """Let a transaction that creates budgets of `scopes` fail if what their caps follow from has changed."""
        for sk in sorted({PLAN, *map(standing, scopes)}):
            write.condition_check(rows, keys.budgets_of(self.workspace_id), sk, condition=self.unchanged(sk))


def caps_of(
    rows: type[MoneyRow], workspace_id: str, scopes: Iterable[str], *, besides: Iterable[tuple[str, str]] = ()
) -> Caps:
    """What there is of `scopes`, read consistently; `besides` are keys of other rows to read along."""
    pk = keys.budgets_of(workspace_id)
    wanted = {PLAN} | {sk for scope in scopes for sk in (f"{BUDGETS}{scope}", standing(scope))}
    found = rows.batch_get([*((pk, sk) for sk in sorted(wanted)), *besides], consistent_read=True)
    return Caps(workspace_id, {row.sk: row for row in found})


def read_budget(workspace_id: str, row: MoneyRow) -> Budget:
    """The budget that a row stores."""
    return Budget(
        workspace_id=workspace_id,
        scope=row.sk.removeprefix(BUDGETS),
        cap=row.cap,
        free=row.free,
        held=row.held,
        settled=row.settled,
        alerted=int(row.alerted),
    )


def budget_row(rows: type[MoneyRow], budget: Budget, *, by_hand: bool) -> MoneyRow:
    """The row of a budget; `by_hand` says that a person set its cap."""
    return rows(
        keys.budgets_of(budget.workspace_id),
        f"{BUDGETS}{budget.scope}",
        cap=budget.cap,
        free=budget.free,
        held=budget.held,
        settled=budget.settled,
        calm=budget.calm,
        alerted=budget.alerted,
        by_hand=by_hand or None,
    )


def standing(scope: str) -> str:
    """The sort key of the cap that a scope's months start with, once a person set it."""
    return f"{STANDING}{Scope.named(scope).standing}"
