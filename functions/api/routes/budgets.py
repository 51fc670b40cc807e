"""Budgets, plans, and what is left of the caller's month."""

from typing import Annotated

from fastapi import Path

from astromedia.domain.plan import LADDER, Plan, next_plan

from ..dependencies import Cursor, Known, Limit, UseCases, WorkspaceId
from ..messages.base import Page
from ..messages.budgets import BudgetAnswer, NewCap, NewPlan, PlanAnswer, UsageAnswer
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1", tag="budgets")
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
ID = r"[0-9A-Za-z_-]{1,64}"
SCOPE = rf"^(workspace/{MONTH}|user/{ID}/{MONTH}|campaign/{ID}|api_key/{ID})$"
ScopeName = Annotated[
    str,
    Path(
        pattern=SCOPE,
        description="workspace/2026-11, user/{id}/2026-11, campaign/{id} or api_key/{id}; months are UTC.",
        examples=["workspace/2026-11"],
    ),
]


@router.get("/budgets", summary="List budgets", response_model=Page[BudgetAnswer], responses=problems(401, 403, 422))
async def listing(use: UseCases, who: Known, limit: Limit = 20, cursor: Cursor = None) -> Page[BudgetAnswer]:
    """Every budget that was drawn from or set so far, and those of this month, by name. For owners and admins."""
    page = use.budgets.page(who, limit, cursor)
    return Page[BudgetAnswer](items=[BudgetAnswer.of(budget) for budget in page.items], next_cursor=page.next_cursor)


@router.get("/budgets/{scope:path}", summary="Read a budget", responses=problems(401, 403, 404, 422))
async def read(use: UseCases, who: Known, scope: ScopeName) -> BudgetAnswer:
    """A scope's budget as it is now, or as it would begin. For owners and admins."""
    return BudgetAnswer.of(use.budgets.get(who, scope))


@router.put("/budgets/{scope:path}", summary="Set a cap", responses=problems(401, 403, 404, 409, *BODY))
async def set_cap(use: UseCases, who: Known, scope: ScopeName, body: NewCap) -> BudgetAnswer:
    """Change how much may be spent on a scope; a month's cap holds for later months too. For owners and admins.

    409 if more than that is spent or held already.
    """
    return BudgetAnswer.of(use.budgets.set_cap(who, scope, body.cap))


@router.get("/plans", summary="List plans", responses=problems(401))
async def plans(who: Known) -> Page[PlanAnswer]:
    """Every plan from the smallest up, with its caps and the next bigger one; all on one page."""
    return Page[PlanAnswer](items=[_plan(plan) for plan in LADDER], next_cursor=None)


@router.put("/workspaces/{workspace_id}/plan", summary="Choose a plan", responses=problems(401, 403, 404, *BODY))
async def choose(use: UseCases, who: Known, workspace_id: WorkspaceId, body: NewPlan) -> PlanAnswer:
    """Move the workspace to another plan. Caps that nobody set by hand follow it at once. For owners and admins."""
    return _plan(use.budgets.set_plan(who, workspace_id, body.plan))


@router.get("/users/me/usage", summary="Read my usage", responses=problems(401))
async def usage(use: UseCases, who: Known) -> UsageAnswer:
    """What the caller spent this month, and what is left of their and of their workspace's quota."""
    return UsageAnswer.of(use.usage.mine(who))


def _plan(plan: Plan) -> PlanAnswer:
    bigger = next_plan(plan.name)
    return PlanAnswer(**dict(plan), upgrade=bigger.name if bigger else None)
