"""API keys: what lets a program act for who made it. Of a key's text only a keyed hash is kept."""

from datetime import datetime
from typing import Annotated, NamedTuple, Protocol

from pydantic import StringConstraints

from .account import Member
from .audit import AuditEntry
from .model import Model
from .permission import Permission
from .ports import Page


class ApiKey(Model):
    """Lets its holder do what `scopes` name, as far as the role of `created_by` in the workspace goes at that moment.

    `sealed` is the keyed hash of its whole text (hex); it never leaves the service of keys.
    """

    id: str
    workspace_id: str
    created_by: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    scopes: frozenset[Permission]
    sealed: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class KeySeat(NamedTuple):
    """A key, and what its maker is in its workspace: each None if it is not there."""

    key: ApiKey | None
    maker: Member | None


class ApiKeys(Protocol):
    def add(self, key: ApiKey, entry: AuditEntry) -> None:
        """Store a new key with its entry, all or nothing."""

    def find(self, key_id: str) -> ApiKey | None:
        """The key with this id, whosever it is: for who shows a key, and is known only by it. One read (consistent)."""

    def seat(self, key_id: str, workspace_id: str, user_id: str) -> KeySeat:
        """The key with this id, and the user's membership of the workspace, in one read (consistent)."""

    def get(self, workspace_id: str, key_id: str) -> ApiKey:
        """NotFound if it is not in this workspace."""

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[ApiKey]:
        """Newest first, revoked ones too."""

    def revoke(self, key: ApiKey, at: datetime, entry: AuditEntry) -> bool:
        """Let it count no more, with its entry, all or nothing. False, and no change, if it is revoked already;
        NotFound if it is gone; Conflict if it is too busy."""

    def note_use(self, key: ApiKey, at: datetime) -> None:
        """Note that `key` was used. Of many who note it at once with the same `last_used_at`, one does."""
