"""All commands, by name."""

from collections.abc import Callable, Mapping

import typer

from . import accounts, assets, campaigns, knowing, results, running, spending
from .failures import OneLineGroup

Commands = Mapping[str, Callable[..., object]]

ROOT: Commands = {
    "register": accounts.register,
    "login": accounts.login,
    "logout": accounts.logout,
    "whoami": accounts.whoami,
    "quote": spending.quote,
    "costs": spending.costs,
    "usage": spending.usage,
    "budgets": spending.budgets,
    "plans": spending.plans,
    "models": knowing.models,
    "rate": knowing.rate,
    "report": results.report,
    "health": results.health,
}
CAMPAIGN: Commands = {
    "run": running.run,
    "create": running.create,
    "launch": running.launch,
    "watch": running.watch_,
    "list": campaigns.list_,
    "show": campaigns.show,
    "phases": campaigns.phases,
    "phase": campaigns.phase,
    "events": campaigns.events,
}
BUDGET: Commands = {"show": spending.show_budget, "set": spending.set_budget}
PLAN: Commands = {"set": spending.set_plan}
MODEL: Commands = {"share": knowing.model_share}
CACHE: Commands = {"stats": knowing.cache_stats, "drop": knowing.cache_drop}
ASSETS: Commands = {"list": assets.list_, "download": assets.download}


def _add(group: typer.Typer, commands: Commands) -> typer.Typer:
    for name, command in commands.items():
        group.command(name)(command)
    return group


def _group(help: str) -> typer.Typer:
    return typer.Typer(no_args_is_help=True, help=help)


app = _add(
    typer.Typer(
        cls=OneLineGroup,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="AstroMedia: a brief goes in, a finished and costed campaign comes out.",
    ),
    ROOT,
)
app.add_typer(_add(_group("Campaigns: from a brief to the finished book."), CAMPAIGN), name="campaign")
app.add_typer(_add(_group("The files that campaigns produced."), ASSETS), name="assets")
app.add_typer(_add(_group("What one scope may spend."), BUDGET), name="budget")
app.add_typer(_add(_group("The workspace's plan."), PLAN), name="plan")
app.add_typer(_add(_group("How models are chosen."), MODEL), name="model")
app.add_typer(_add(_group("What need not be paid for twice."), CACHE), name="cache")
