"""Erasures in memory."""

from collections.abc import Sequence
from datetime import datetime

from astromedia.domain.account import User, Workspace
from astromedia.domain.erasure import Erasure

from .accounts import FakeAccounts


class FakeErasures:
    """Implements erasure.Erasures over fake accounts; `ended` are those that are over. Set `fault` to an error to have
    the next beginnings raise it."""

    def __init__(self, accounts: FakeAccounts) -> None:
        self._accounts = accounts
        self.stored: dict[str, Erasure] = {}
        self.ended: dict[str, datetime] = {}
        self.fault: Exception | None = None

    def begin(self, erasure: Erasure, of: Workspace | User) -> bool:
        if self.fault:
            raise self.fault
        there = self._accounts.users if isinstance(of, User) else self._accounts.workspaces
        if there.pop(of.id, None) is None:
            return False
        self.stored[erasure.id] = erasure
        return True

    def open(self, limit: int) -> Sequence[Erasure]:
        return list(self.stored.values())[:limit]

    def save(self, erasure: Erasure) -> Erasure | None:
        known = self.stored.get(erasure.id)
        if known is None or known.version != erasure.version:
            return None
        self.stored[erasure.id] = erasure.model_copy(update={"version": erasure.version + 1})
        return self.stored[erasure.id]

    def end(self, erasure: Erasure, at: datetime) -> None:
        self.ended[erasure.id] = at
        self.stored.pop(erasure.id, None)
