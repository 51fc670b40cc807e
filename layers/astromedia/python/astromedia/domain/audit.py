"""The audit log: who did what to the workspace itself, as it happened. Entries are added, never changed."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from .model import Model
from .ports import Page


class Action(StrEnum):
    """What is worth an entry."""

    LOGGED_IN = "account.logged_in"
    CODE_REFUSED = "account.code_refused"
    """Somebody gave a first proof, or has a session, and gave a wrong code."""
    TWO_FACTOR_ENABLED = "account.two_factor_enabled"
    TWO_FACTOR_DISABLED = "account.two_factor_disabled"
    RECOVERY_CODES_REPLACED = "account.recovery_codes_replaced"
    LOGIN_REFUSED = "account.login_refused"
    LOGGED_OUT = "account.logged_out"
    SESSION_ENDED = "session.ended"
    SESSION_STOLEN = "session.token_reused"
    EMAIL_VERIFIED = "account.email_verified"
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - what was done
    PASSWORD_RESET = "account.password_reset"  # noqa: S105 - what was done
    API_KEY_CREATED = "api_key.created"
    API_KEY_REVOKED = "api_key.revoked"
    IDENTITY_LINKED = "identity.linked"
    IDENTITY_UNLINKED = "identity.unlinked"
    ACCOUNT_EXPORTED = "account.exported"
    ACCOUNT_ERASED = "account.erased"
    WORKSPACE_RENAMED = "workspace.renamed"
    WORKSPACE_EXPORTED = "workspace.exported"
    WORKSPACE_ERASED = "workspace.erased"
    MEMBER_ROLE_CHANGED = "member.role_changed"
    MEMBER_REMOVED = "member.removed"
    MEMBER_LEFT = "member.left"
    INVITATION_CREATED = "invitation.created"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"
    PLAN_CHANGED = "plan.changed"
    CAP_CHANGED = "budget.cap_changed"
    CONCURRENCY_CHANGED = "concurrency.changed"
    COST_SHARE_CHANGED = "cost_share.changed"
    UPLOAD_REFUSED = "upload.refused"


class AuditEntry(Model):
    """What a user did (`action`), with an API key of theirs if `api_key_id` is given, to `target`.

    `id` sorts by time. `details` are the new values, and the old ones where they are known; never a secret. `ip` is
    where the request came from, if that is known.
    """

    id: str
    workspace_id: str
    at: datetime
    user_id: str
    api_key_id: str | None
    action: Action
    target: str
    details: Mapping[str, str]
    request_id: str
    ip: str | None


class AuditLog(Protocol):
    def add(self, entry: AuditEntry) -> None:
        """Append. Conflict, and no change, if there is an entry of this id."""

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, action: Action | None = None
    ) -> Page[AuditEntry]:
        """Newest first: all of them, or those of one action."""
