"""What one user may still spend this month."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.budget import Budget, Scope, ScopeKind, month_of
from astromedia.domain.plan import Plan, next_plan, plan_named
from astromedia.domain.ports import Budgets, Clock
from astromedia.kit.ahead import ahead


class Usage(NamedTuple):
    """A user's and their workspace's month, the plan both follow, the next bigger one, and when a new month begins."""

    month: str
    renews_at: datetime
    user: Budget
    workspace: Budget
    plan: Plan
    upgrade: Plan | None


@dataclass(frozen=True, kw_only=True)
class UsageService:
    """Over any store of budgets."""

    budgets: Budgets
    clock: Clock

    def mine(self, caller: Caller) -> Usage:
        """The caller's usage this (UTC) month."""
        now = self.clock()
        month = month_of(now)
        scopes = Scope(ScopeKind.USER, caller.user_id, month), Scope(ScopeKind.WORKSPACE, "", month)
        named = ahead(lambda: self.budgets.plan(caller.workspace_id))
        user, workspace = self.budgets.read(caller.workspace_id, [scope.name for scope in scopes])
        plan = plan_named(named())
        return Usage(month, _next_month(now), user, workspace, plan, next_plan(plan.name))


def _next_month(now: datetime) -> datetime:
    later = now.replace(day=28) + timedelta(days=4)
    return later.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
