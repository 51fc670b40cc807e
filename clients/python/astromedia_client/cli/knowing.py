"""astromedia models, model share, rate, cache stats and drop: who works how well, and what was not paid for twice."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ..money import CacheCounts, CacheFigures, Catalogue
from .format import money
from .session import ApiUrl, AsJson, CampaignId, Session
from .tables import table


class Verdict(StrEnum):
    """What one can think of a phase's output."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"


def models(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show the models that may be asked, their prices, and what the router has learnt about them."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().models()
    learnt = [learnt_table(found)] if found.learnt else []
    session.show(found.model_dump(mode="json"), Group(prices_table(found), *learnt, Text(share_line(found.cost_share))))


def model_share(
    context: typer.Context,
    share: Annotated[str, typer.Argument(metavar="SHARE", help="Above 0 and at most 1.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Say what a call may cost on average, as a share of what the dearest model costs."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().set_cost_share(share)
    session.show({"share": str(found)}, Text(share_line(found)))


def rate(
    context: typer.Context,
    campaign: CampaignId,
    phase: Annotated[str, typer.Argument(metavar="PHASE", help="The phase's name.")],
    verdict: Annotated[Verdict, typer.Argument(help="Good, good once edited, or not good.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Tell the router what you think of a completed phase."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().campaigns.rate(campaign, phase, verdict)
    session.show(found.model_dump(mode="json"), Text(f"{found.phase}, revision {found.revision}: {found.verdict}"))


def cache_stats(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show what the cache answered, and what that saved."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().cache.figures()
    session.show(found.model_dump(mode="json"), cache_table(found))


def cache_drop(
    context: typer.Context,
    campaign: Annotated[str | None, typer.Option("--campaign", help="Only this campaign's answers.")] = None,
    agent: Annotated[str | None, typer.Option("--agent", help="Only this agent's answers.")] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make the cache forget: all of your workspace's answers, or a campaign's, or an agent's."""
    session = Session(context, api_url, as_json=as_json)
    dropped = session.connect().cache.drop(campaign, agent)
    session.show({"dropped": dropped}, Text(f"{dropped} answers forgotten"))


def share_line(share: Decimal) -> str:
    """The cost share, and how to change it."""
    return f"On average a call may cost {share} of what the dearest model costs (astromedia model share SHARE)"


def prices_table(found: Catalogue) -> Table:
    """A row per model and length of prompt; prices per million tokens."""
    headings = ["Model", "Kind", "In", "Cached in", "Out", "Since", "Prompts over", "Switched off"]
    return table(headings, _price_rows(found))


def _price_rows(found: Catalogue) -> Iterator[tuple[str, ...]]:
    for each in found.items:
        name = f"{each.provider}/{each.model}"
        if not each.prices:
            yield name, each.kind, "no price: refused", "", "", "", "", each.disabled_reason or ""
        for price in each.prices:
            rates = (_rate(price.get(name)) for name in ("input", "cached_input", "output"))
            since, above = str(price.get("effective", "")), str(price.get("above", 0) or "")
            yield name, each.kind, *rates, since, above, each.disabled_reason or ""


def _rate(rate: Any) -> str:
    return "" if rate is None else str(rate)


def learnt_table(found: Catalogue) -> Table:
    """A row per agent and model."""
    rows = (
        (each.agent, f"{r.provider}/{r.model}", str(r.pulls), _figure(r.reward), money(r.cost) if r.cost else "")
        for each in found.learnt
        for r in each.routes
    )
    return table(["Agent", "Model", "Answers", "Reward", "Cost"], rows)


def cache_table(found: CacheFigures) -> Table:
    """A row per agent, and the total."""
    rows = ((part.agent, *_answered(part)) for part in found.agents)
    headings = ["Agent", "Same question", "Same meaning", "Asked", "Hit rate", "Saved"]
    return table(headings, rows, ("Total", *_answered(found)))


def _answered(part: CacheCounts) -> tuple[str, ...]:
    rate = "" if part.hit_rate is None else f"{part.hit_rate:.0%}"
    return str(part.exact_hits), str(part.semantic_hits), str(part.misses), rate, money(part.saved)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
