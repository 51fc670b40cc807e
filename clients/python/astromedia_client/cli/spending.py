"""astromedia quote, costs, usage, budgets, budget show and set, plans, plan set: what is and may be spent."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ..errors import InputProblem
from ..money import Budget, Part, Plan, Quote, Spend
from .format import money
from .session import ApiUrl, AsJson, CampaignId, Session
from .tables import costs_table, table

Scope = Annotated[
    str, typer.Argument(metavar="SCOPE", help="workspace/2026-11, user/ID/2026-11, campaign/ID or api_key/ID.")
]


class By(StrEnum):
    """What a workspace's spend can be split by."""

    USER = "user"
    CAMPAIGN = "campaign"
    AGENT = "agent"
    MODEL = "model"
    PROVIDER = "provider"
    DAY = "day"


def quote(context: typer.Context, campaign: CampaignId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Say what a campaign will cost, before it is launched."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().campaigns.quote(campaign)
    session.show(found.model_dump(mode="json"), quote_table(found))


def costs(
    context: typer.Context,
    campaign: Annotated[str | None, typer.Argument(metavar="[CAMPAIGN]", help="The campaign's id.")] = None,
    by: Annotated[By | None, typer.Option("--by", help="Split the workspace's spend. Default: model.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show what a campaign has cost, call by call; without one, what the workspace spent this month."""
    if campaign and (by or first or last):
        raise InputProblem("--by, --from and --to split the workspace's spend; leave CAMPAIGN out")
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    if campaign:
        ledger = api.campaigns.costs(campaign)
        session.show(ledger.model_dump(mode="json"), costs_table(ledger))
        return
    spend = api.spend(first and first.date(), last and last.date())
    session.show(spend.model_dump(mode="json"), spend_table(spend, by or By.MODEL))


def usage(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show what you spent this month, and what is left of your quota."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().usage()
    mine = Budget(scope="you", cap=found.quota, free=found.left, held=found.held, settled=found.spent)
    told = f"{found.month}, plan {found.plan}; a new month begins on {found.renews_at:%Y-%m-%d}"
    more = f"The next bigger plan is {found.upgrade}: astromedia plan set {found.upgrade}" if found.upgrade else ""
    session.show(found.model_dump(mode="json"), Group(Text(told), budgets_table([mine, found.workspace]), Text(more)))


def budgets(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List every budget, and what is left of it."""
    session = Session(context, api_url, as_json=as_json)
    found = list(session.connect().budgets.list())
    session.show_list(found, budgets_table(found))


def show_budget(context: typer.Context, scope: Scope, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show one budget."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().budgets.get(scope)
    session.show(found.model_dump(mode="json"), budgets_table([found]))


def set_budget(
    context: typer.Context,
    scope: Scope,
    cap: Annotated[str, typer.Argument(metavar="USD", help="The most that may be spent.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Change a cap. That of a month holds for the months after it too."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().budgets.set_cap(scope, cap)
    session.show(found.model_dump(mode="json"), budgets_table([found]))


def plans(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the plans, and what each lets you spend and run."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().budgets.plans()
    session.show_list(found, plans_table(found))


def set_plan(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's name.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Move your workspace to another plan."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    found = api.budgets.choose_plan(api.me().workspace.id, plan)
    session.show(found.model_dump(mode="json"), plans_table([found]))


def quote_line(found: Quote) -> str:
    """A quote in one line."""
    if found.offline:
        return "Quote: USD 0.00, all of it is made offline"
    return f"Quote: likely {money(found.p50)}, up to {money(found.p95)} (p95), never over {money(found.max)}"


def quote_table(found: Quote) -> Table:
    """A row per phase, and the total."""
    rows = (
        (each.phase, *map(money, (each.p50, each.p95, each.max)), f"{each.provider}/{each.model}", str(each.runs))
        for each in found.phases
    )
    note = "offline: nothing is paid" if found.offline else ""
    footer = ("Total", *map(money, (found.p50, found.p95, found.max)), note, "")
    return table(["Phase", "Likely", "Up to (p95)", "Never over", "Model", "Past runs"], rows, footer)


def spend_table(spend: Spend, by: By) -> Table:
    """A row per part, and the total."""
    parts: Iterable[Part] = getattr(spend, f"by_{by}")
    rows = ((p.name or "-", str(p.calls), str(p.cached), money(p.cost), money(p.saved)) for p in parts)
    footer = ("Total", str(spend.calls), str(spend.cached), money(spend.total), money(spend.saved))
    return table([by.capitalize(), "Calls", "Cached", "Cost", "Saved"], rows, footer)


def budgets_table(budgets: Iterable[Budget]) -> Table:
    """A row per scope."""
    rows = ((b.scope, *map(money, (b.cap, b.settled, b.held, b.free)), _share(b)) for b in budgets)
    return table(["Scope", "Cap", "Spent", "Held", "Left", "Used"], rows)


def plans_table(plans: Iterable[Plan]) -> Table:
    """A row per plan."""
    rows = (
        (p.name, *map(money, (p.workspace, p.user, p.campaign)), str(p.concurrency), p.upgrade or "") for p in plans
    )
    return table(["Plan", "Workspace/month", "User/month", "Campaign", "At once", "Upgrade"], rows)


def _share(budget: Budget) -> str:
    """What of the cap is spent or held, in percent."""
    used = budget.settled + budget.held
    return f"{used / budget.cap * Decimal(100):.0f} %" if budget.cap else ""
