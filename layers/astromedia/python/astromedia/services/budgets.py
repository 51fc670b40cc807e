"""Budgets: how much a workspace, its users and its campaigns may spend, and how much of it is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from astromedia.domain.account import Caller
from astromedia.domain.api_key import ApiKeys
from astromedia.domain.audit import Action
from astromedia.domain.budget import Budget, Scope, ScopeKind, month_of
from astromedia.domain.errors import BudgetExceeded, FieldError, InvalidInput, NotFound
from astromedia.domain.money import plain
from astromedia.domain.permission import Permission
from astromedia.domain.plan import PLANS, Plan, next_plan, plan_named
from astromedia.domain.ports import Accounts, Budgets, Campaigns, Clock
from astromedia.ledger.scopes import scopes_of

from .audit import Audit
from .paging import Cursors, Listing
from .roles import check_own, require

READ, CHANGE, PLAN = "read budgets", "change budgets", "change the plan"


@dataclass(frozen=True, kw_only=True)
class BudgetService:
    """Over any store of budgets. To read and to change them is for owners and admins."""

    budgets: Budgets
    accounts: Accounts
    api_keys: ApiKeys
    campaigns: Campaigns
    audit: Audit
    cursors: Cursors
    clock: Clock

    def page(self, caller: Caller, limit: int, cursor: str | None = None) -> Listing[Budget]:
        """Every budget there is so far, by name. If all fit on one page, this month's unused ones too. Forbidden."""
        require(caller, Permission.BUDGETS_READ, READ)
        after = self.cursors.open(caller.workspace_id, "budgets", cursor)
        page = self.budgets.page(caller.workspace_id, limit, after)
        found = page.items if page.next_position or after else self._with_this_month(caller, page.items, limit)
        return Listing(found, self.cursors.seal(caller.workspace_id, "budgets", page.next_position))

    def get(self, caller: Caller, scope: str) -> Budget:
        """One scope's budget. Forbidden; NotFound if there is no such user, campaign or API key, or it has no cap."""
        require(caller, Permission.BUDGETS_READ, READ)
        found = self.budgets.read(caller.workspace_id, [self._known(caller, scope).name])
        if not found:
            raise NotFound(f"{scope} has no cap; set one by PUT /v1/budgets/{scope}.")
        return found[0]

    def set_cap(self, caller: Caller, scope: str, cap: Decimal) -> Budget:
        """Change a cap (US dollars). Forbidden, NotFound; InvalidInput for a month that is over; Conflict if more than
        `cap` is spent or held already."""
        require(caller, Permission.BUDGETS_WRITE, CHANGE)
        known = self._known(caller, scope)
        if known.month and known.month < month_of(self.clock()):
            raise InvalidInput(
                "The month is over.", [FieldError("scope", f"{known.month} is over; name a later month")]
            )
        changed = self.budgets.set_cap(caller.workspace_id, known.name, cap)
        self.audit.record(caller, Action.CAP_CHANGED, known.name, after=plain(cap))
        return changed

    def plan(self, caller: Caller) -> Plan:
        """The workspace's plan."""
        return plan_named(self.budgets.plan(caller.workspace_id))

    def set_plan(self, caller: Caller, workspace_id: str, plan: str) -> Plan:
        """Move the workspace to `plan`. NotFound if it is not the caller's workspace; Forbidden; InvalidInput."""
        check_own(caller, workspace_id)
        require(caller, Permission.WORKSPACE_WRITE, PLAN)
        if plan not in PLANS:
            raise InvalidInput("The plan is unknown.", [FieldError("plan", f"is not one of: {', '.join(PLANS)}")])
        before = self.budgets.plan(workspace_id)
        self.budgets.set_plan(workspace_id, plan, self.clock())
        self.audit.record(caller, Action.PLAN_CHANGED, workspace_id, before=before, after=plan)
        return PLANS[plan]

    def cap_campaign(self, caller: Caller, campaign_id: str, cap: Decimal, *, new: bool = False) -> Budget:
        """Give a campaign, perhaps a `new` one, a cap of its own. Forbidden if that is more than the plan gives, but
        for owners and admins."""
        self.may_cap(caller, cap)
        return self.budgets.set_cap(caller.workspace_id, Scope(ScopeKind.CAMPAIGN, campaign_id).name, cap, new=new)

    def may_cap(self, caller: Caller, cap: Decimal) -> None:
        """Forbidden if a campaign may cost `cap` only if an owner or admin says so, and the caller is neither."""
        if Permission.BUDGETS_WRITE not in caller.permissions and cap > self.plan(caller).campaign:
            require(caller, Permission.BUDGETS_WRITE, "let a campaign cost more than the plan does")

    def check_left(self, caller: Caller, campaign_id: str, amount: Decimal, api_key_id: str | None = None) -> None:
        """BudgetExceeded, naming the first scope of the campaign that has less than `amount` (US dollars) left.

        `api_key_id` is the key that the campaign runs with, if it does.
        """
        self.check_enough(caller, self.of_campaign(caller, campaign_id, api_key_id), amount)

    def of_campaign(self, caller: Caller, campaign_id: str, api_key_id: str | None = None) -> Sequence[Budget]:
        """The budgets that a campaign is paid from if the caller launches it."""
        scopes = scopes_of(campaign_id, self.clock(), caller.user_id, api_key_id)
        return self.budgets.read(caller.workspace_id, [scope.name for scope in scopes])

    def check_enough(self, caller: Caller, budgets: Sequence[Budget], amount: Decimal) -> None:
        """BudgetExceeded, naming the first of `budgets` that has less than `amount` left."""
        for budget in budgets:
            if budget.free < amount:
                detail = short_of(budget, amount, self.plan(caller))
                raise BudgetExceeded(detail, scope=budget.scope, free=budget.free, cap=budget.cap)

    def _with_this_month(self, caller: Caller, found: Sequence[Budget], limit: int) -> Sequence[Budget]:
        """A list that fits on one page, completed by budgets that are there but were not written down yet."""
        month = month_of(self.clock())
        mine = Scope(ScopeKind.USER, caller.user_id, month), Scope(ScopeKind.WORKSPACE, "", month)
        there = {budget.scope for budget in found}
        unused = self.budgets.read(caller.workspace_id, [s.name for s in mine if s.name not in there])
        return sorted([*found, *unused], key=lambda budget: budget.scope)[:limit]

    def _known(self, caller: Caller, name: str) -> Scope:
        try:
            scope = Scope.named(name)
        except ValueError:
            raise NotFound(f"There is no budget {name}.") from None
        if scope.kind is ScopeKind.CAMPAIGN:
            self.campaigns.get(caller.workspace_id, scope.id)
        if scope.kind is ScopeKind.USER and self.accounts.member(caller.workspace_id, scope.id) is None:
            raise NotFound(f"There is no user {scope.id}.")
        if scope.kind is ScopeKind.API_KEY:
            self.api_keys.get(caller.workspace_id, scope.id)
        return scope


def short_of(budget: Budget, amount: Decimal, plan: Plan) -> str:
    """What `budget` lacks for a campaign that is expected to cost up to `amount`, and how to raise it."""
    bigger = next_plan(plan.name)
    upgrade = f", or move the workspace to the plan '{bigger.name}' (GET /v1/plans)" if bigger else ""
    return (
        f"The budget {budget.scope} has ${plain(budget.free)} left of ${plain(budget.cap)}, and this campaign may well "
        f"cost ${plain(amount)} (p95 of its quote). Raise the cap by PUT /v1/budgets/{budget.scope}{upgrade}."
    )
