"""Who belongs to a workspace, who is asked to join it, and what storing that takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from .account import Member, User, Workspace
from .audit import AuditEntry
from .model import Model
from .ports import Page
from .role import Role


class Invitation(Model):
    """Asks whoever has the token, and this email address (lower-case), to join. `token_hash` is SHA-256, in hex."""

    id: str
    workspace_id: str
    email: str
    role: Role
    token_hash: str
    invited_by: str
    created_at: datetime
    expires_at: datetime


class Memberships(Protocol):
    """The members of workspaces. Every change stands on what was read before it."""

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Member]:
        """By user id (consistent)."""

    def joined(self, user_id: str) -> Sequence[tuple[Workspace, Member]]:
        """Every workspace that the user is a member of: the one they registered with, then the others by id, each with
        their membership (consistent). Nothing for a user that there is not."""

    def owners(self, workspace_id: str) -> Sequence[Member]:
        """By user id (consistent)."""

    def users(self, user_ids: Sequence[str]) -> Sequence[User]:
        """Those that there are, in any order."""

    def replace(self, member: Member, by: Member | None, staying: Member | None, entry: AuditEntry) -> bool:
        """Store `by` where `member` is, with its entry; None removes them. All of it, or False if `member` or `staying`
        is otherwise by now."""

    def clear(self, workspace_id: str) -> int:
        """Remove every member; how many there were."""

    def rename(self, workspace: Workspace, name: str, entry: AuditEntry) -> Workspace:
        """With its entry, all or nothing. Conflict if it was changed since it was read."""


class Invitations(Protocol):
    """The invitations that are open. An accepted or revoked one is gone."""

    def add(self, invitation: Invitation, entry: AuditEntry) -> None:
        """With its entry, all or nothing."""

    def get(self, workspace_id: str, invitation_id: str) -> Invitation:
        """NotFound if it is not open, but for that it may have expired."""

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Invitation]:
        """Newest first; what has expired may still be among them."""

    def remove(self, workspace_id: str, invitation_id: str, entry: AuditEntry) -> bool:
        """With its entry, all or nothing. False if there is none."""

    def accept(self, invitation: Invitation, member: Member, entry: AuditEntry) -> bool:
        """Store the member in place of the invitation, with its entry, all or nothing. False if it, or the workspace,
        is not there.

        Conflict if they are a member already; the invitation stays.
        """


class Outbox(Protocol):
    """Mail to people."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Deliver plain text. MailRefused if that is not possible."""
