"""Who may use each operation, and how often: one row per operation, by its id. Whatever has no row is refused."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from astromedia.domain.permission import Permission


class RateClass(StrEnum):
    """What a request counts against."""

    FREE = "free"
    """Nothing: what watches the service asks all the time."""
    AUTH = "auth"
    """The few tries that proving who one is takes, per account and per address."""
    STANDARD = "standard"
    """What everybody has per minute."""
    AI = "ai"
    """What sets models to work, per user."""


class Access(NamedTuple):
    """`permission` is what the caller needs; None: the operation is for whoever comes.

    What is answered `once` shows a secret: it is kept nowhere, not even for who sends the same Idempotency-Key again.
    """

    permission: Permission | None
    rate: RateClass = RateClass.STANDARD
    once: bool = False


ANYBODY_TRIES = Access(None, RateClass.AUTH)
WATCHED = Access(None, RateClass.FREE)
MINE = Access(Permission.ACCOUNT)
READ = Access(Permission.READ)
WRITE = Access(Permission.CAMPAIGNS_WRITE)
WORK = Access(Permission.CAMPAIGNS_WRITE, RateClass.AI)
DECIDE = Access(Permission.PHASES_DECIDE)
SCHEDULE = Access(Permission.SCHEDULES_WRITE)
COMPOSE = Access(Permission.PLAYBOOKS_WRITE)
SEE_MONEY = Access(Permission.BUDGETS_READ)
SEE_WORKSPACE = Access(Permission.WORKSPACE_READ)
RUN_WORKSPACE = Access(Permission.WORKSPACE_WRITE)
MANAGE_KEYS = Access(Permission.KEYS_WRITE)
MANAGE_MEMBERS = Access(Permission.MEMBERS_WRITE)

ACCESS: dict[str, Access] = {
    "register": ANYBODY_TRIES,
    "log_in": ANYBODY_TRIES,
    "verify_a_second_factor": ANYBODY_TRIES,
    "verify_an_email_address": ANYBODY_TRIES,
    "ask_for_a_password_reset": ANYBODY_TRIES,
    "reset_a_password": ANYBODY_TRIES,
    # Nobody guesses 256 bits, and all clients behind one address refresh every few minutes.
    "refresh_tokens": Access(None),
    "log_out": MINE,
    "start_an_oauth_login": Access(None),
    "finish_an_oauth_login": ANYBODY_TRIES,
    "list_my_identities": MINE,
    "unlink_an_identity": MINE,
    "list_signing_keys": WATCHED,
    "is_the_api_up": WATCHED,
    "can_the_api_do_its_work": WATCHED,
    "read_my_profile": MINE,
    "switch_to_a_workspace": Access(Permission.ACCOUNT, once=True),
    "list_my_workspaces": MINE,
    "read_a_workspace": READ,
    "rename_a_workspace": RUN_WORKSPACE,
    "export_a_workspace": Access(Permission.WORKSPACE_EXPORT),
    "read_an_export": Access(Permission.WORKSPACE_EXPORT),
    "erase_a_workspace": Access(Permission.WORKSPACE_DELETE),
    "list_members": READ,
    "change_a_role": MANAGE_MEMBERS,
    # Whom one may remove, oneself or others, is for the use case to say.
    "remove_a_member": READ,
    "invite_somebody": MANAGE_MEMBERS,
    "list_invitations": MANAGE_MEMBERS,
    "revoke_an_invitation": MANAGE_MEMBERS,
    "accept_an_invitation": Access(Permission.ACCOUNT, RateClass.AUTH),
    "read_the_audit_log": Access(Permission.AUDIT_READ),
    "change_my_profile": MINE,
    "change_my_password": Access(Permission.ACCOUNT, RateClass.AUTH),
    "read_my_two_factor_login": MINE,
    "start_two_factor_login": Access(Permission.ACCOUNT, RateClass.AUTH, once=True),
    "confirm_two_factor_login": Access(Permission.ACCOUNT, RateClass.AUTH, once=True),
    "replace_my_recovery_codes": Access(Permission.ACCOUNT, RateClass.AUTH, once=True),
    "switch_off_two_factor_login": Access(Permission.ACCOUNT, RateClass.AUTH),
    # Each is a mail.
    "mail_a_verification": Access(Permission.ACCOUNT, RateClass.AUTH),
    "export_my_data": MINE,
    "erase_my_account": Access(Permission.ACCOUNT, RateClass.AUTH),
    "list_my_sessions": MINE,
    "end_a_session": MINE,
    "read_my_usage": MINE,
    "create_an_api_key": Access(Permission.KEYS_WRITE, once=True),
    "list_api_keys": MANAGE_KEYS,
    "read_an_api_key": MANAGE_KEYS,
    "revoke_an_api_key": MANAGE_KEYS,
    "list_budgets": SEE_MONEY,
    "read_a_budget": SEE_MONEY,
    "set_a_cap": Access(Permission.BUDGETS_WRITE),
    "list_plans": READ,
    "choose_a_plan": RUN_WORKSPACE,
    "read_the_queue": READ,
    "read_the_concurrency": SEE_WORKSPACE,
    "set_the_concurrency": RUN_WORKSPACE,
    "create_a_campaign": WRITE,
    "list_campaigns": READ,
    "read_a_campaign": READ,
    "change_a_campaign": WRITE,
    "launch_a_campaign": WORK,
    "pause_a_campaign": WRITE,
    "resume_a_campaign": WORK,
    "cancel_a_campaign": WRITE,
    "retry_a_campaign": WORK,
    "list_phases": READ,
    "read_a_phase": READ,
    "list_revisions": READ,
    "follow_events": READ,
    "list_approvals": READ,
    "approve_a_phase": DECIDE,
    "reject_a_phase": Access(Permission.PHASES_DECIDE, RateClass.AI),
    "reassign_a_decision": DECIDE,
    "rate_a_phase": DECIDE,
    "quote_a_campaign": READ,
    "read_costs": READ,
    "read_spend": READ,
    "read_the_campaign_book": READ,
    "create_a_schedule": SCHEDULE,
    "list_schedules": READ,
    "read_a_schedule": READ,
    "change_a_schedule": SCHEDULE,
    "delete_a_schedule": SCHEDULE,
    "pause_a_schedule": SCHEDULE,
    "resume_a_schedule": SCHEDULE,
    "list_runs_of_a_schedule": READ,
    "replay_a_run": Access(Permission.SCHEDULES_WRITE, RateClass.AI),
    "list_assets": READ,
    "read_an_asset": READ,
    "download_an_asset": READ,
    "begin_an_upload": WRITE,
    "complete_an_upload": WRITE,
    "write_a_playbook": COMPOSE,
    "list_playbooks": READ,
    "read_a_playbook": READ,
    "change_a_playbook": COMPOSE,
    "delete_a_playbook": COMPOSE,
    "define_an_agent": COMPOSE,
    "list_agents": READ,
    "read_an_agent": READ,
    "change_an_agent": COMPOSE,
    "delete_an_agent": COMPOSE,
    "list_models": READ,
    "set_the_cost_share": RUN_WORKSPACE,
    "read_cache_figures": READ,
    "drop_cached_answers": Access(Permission.CACHE_DROP),
}


def operation_id(route: APIRoute) -> str:
    """What generated clients call an operation: "List campaigns" -> "list_campaigns"."""
    return re.sub(r"\W+", "_", (route.summary or route.name).lower()).strip("_")


def access_of(route: APIRoute) -> Access:
    """The row of the route's operation. KeyError if it has none."""
    return ACCESS[operation_id(route)]


def check_complete(routes: Iterable[BaseRoute]) -> None:
    """RuntimeError, naming each, if an operation has no row or a row no operation: then the API does not start."""
    known = {operation_id(route) for route in routes if isinstance(route, APIRoute)}
    if known != ACCESS.keys():
        raise RuntimeError(f"Access is not written down for what the API does: {sorted(known ^ ACCESS.keys())}")
