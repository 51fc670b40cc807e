"""All commands, by name."""

from collections.abc import Callable, Mapping

import typer

from . import (
    accounts,
    agents,
    assets,
    campaigns,
    control,
    deciding,
    keys,
    knowing,
    logins,
    mailed,
    members,
    phases,
    playbooks,
    privacy,
    queue,
    results,
    running,
    schedules,
    spending,
    two_factor,
)
from .failures import OneLineGroup
from .session import begin

Commands = Mapping[str, Callable[..., object]]

ROOT: Commands = {
    "register": accounts.register,
    "login": accounts.login,
    "logout": accounts.logout,
    "whoami": accounts.whoami,
    "sessions": logins.sessions,
    "identities": logins.identities,
    "password": logins.password,
    "verify-email": mailed.verify_email,
    "forgot-password": mailed.forgot_password,
    "reset-password": mailed.reset_password,
    "rename": logins.rename,
    "export": privacy.export,
    "approvals": deciding.approvals,
    "approve": deciding.approve,
    "reject": deciding.reject,
    "reassign": deciding.reassign,
    "phase": phases.phase,
    "queue": queue.queue,
    "concurrency": queue.concurrency,
    "quote": spending.quote,
    "costs": spending.costs,
    "usage": spending.usage,
    "budgets": spending.budgets,
    "plans": spending.plans,
    "models": knowing.models,
    "rate": knowing.rate,
    "report": results.report,
    "audit": members.audit,
    "health": results.health,
}
CAMPAIGN: Commands = {
    "run": running.run,
    "create": running.create,
    "launch": running.launch,
    "watch": running.watch_,
    "pause": control.pause,
    "resume": control.resume,
    "cancel": control.cancel,
    "retry": control.retry,
    "change": control.change,
    "list": campaigns.list_,
    "show": campaigns.show,
    "phases": campaigns.phases,
    "events": campaigns.events,
}
PLAYBOOK: Commands = {
    "list": playbooks.list_,
    "show": playbooks.show,
    "save": playbooks.save,
    "delete": playbooks.delete,
}
AGENT: Commands = {"list": agents.list_, "show": agents.show, "save": agents.save, "delete": agents.delete}
SCHEDULE: Commands = {
    "create": schedules.create,
    "list": schedules.list_,
    "show": schedules.show,
    "pause": schedules.pause,
    "resume": schedules.resume,
    "delete": schedules.delete,
    "runs": schedules.runs,
    "replay": schedules.replay,
    "upcoming": schedules.upcoming,
}
BUDGET: Commands = {"show": spending.show_budget, "set": spending.set_budget}
PLAN: Commands = {"set": spending.set_plan}
MODEL: Commands = {"share": knowing.model_share}
MEMBERS: Commands = {
    "list": members.list_,
    "role": members.role,
    "remove": members.remove,
    "invite": members.invite,
    "invitations": members.invitations,
    "revoke": members.revoke,
    "accept": members.accept,
}
WORKSPACE: Commands = {
    "list": members.workspaces,
    "switch": members.switch,
    "rename": members.rename,
    "export": privacy.export_workspace,
    "erase": privacy.erase_workspace,
}
ACCOUNT: Commands = {"delete": privacy.delete_account}
CACHE: Commands = {"stats": knowing.cache_stats, "drop": knowing.cache_drop}
KEYS: Commands = {"create": keys.create, "list": keys.list_, "revoke": keys.revoke}
TWO_FACTOR: Commands = {
    "enable": two_factor.enable,
    "confirm": two_factor.confirm,
    "status": two_factor.status,
    "recovery-codes": two_factor.recovery_codes,
    "disable": two_factor.disable,
}
ASSETS: Commands = {"list": assets.list_, "upload": assets.upload, "download": assets.download}


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
        callback=begin,
    ),
    ROOT,
)
app.add_typer(_add(_group("Campaigns: from a brief to the finished book."), CAMPAIGN), name="campaign")
app.add_typer(_add(_group("What campaigns follow."), PLAYBOOK), name="playbook")
app.add_typer(_add(_group("Who does the phases."), AGENT), name="agent")
app.add_typer(_add(_group("Campaigns that launch by the clock."), SCHEDULE), name="schedule")
app.add_typer(_add(_group("The files that campaigns produced, and your own."), ASSETS), name="assets")
app.add_typer(_add(_group("API keys: what lets programs in."), KEYS), name="keys")
app.add_typer(_add(_group("A code besides your password."), TWO_FACTOR), name="two-factor")
app.add_typer(_add(_group("What one scope may spend."), BUDGET), name="budget")
app.add_typer(_add(_group("The workspace's plan."), PLAN), name="plan")
app.add_typer(_add(_group("How models are chosen."), MODEL), name="model")
app.add_typer(_add(_group("Who works with you, and as what."), MEMBERS), name="members")
app.add_typer(_add(_group("The workspaces that you belong to."), WORKSPACE), name="workspace")
app.add_typer(_add(_group("What is kept of you."), ACCOUNT), name="account")
app.add_typer(_add(_group("What need not be paid for twice."), CACHE), name="cache")
