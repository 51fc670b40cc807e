"""API keys in memory."""

from datetime import datetime
from threading import Lock

from astromedia.domain.api_key import ApiKey, KeySeat
from astromedia.domain.audit import AuditEntry
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Page

from .accounts import FakeAccounts
from .audit import FakeAuditLog
from .paging import cut


class FakeApiKeys:
    """Implements api_key.ApiKeys, whose changes are in `log`; who is a member is for `accounts` to say.

    Set `fault` to an error to have noting a use raise it; `reads` counts finds.
    """

    def __init__(self, accounts: FakeAccounts | None = None, log: FakeAuditLog | None = None) -> None:
        self.accounts, self._log = accounts or FakeAccounts(), log or FakeAuditLog()
        self.keys: dict[str, ApiKey] = {}
        self.uses: list[datetime] = []
        self.reads = 0
        self.fault: Exception | None = None
        self._lock = Lock()

    def add(self, key: ApiKey, entry: AuditEntry) -> None:
        self._log.add(entry)
        self.keys[key.id] = key

    def find(self, key_id: str) -> ApiKey | None:
        self.reads += 1
        return self.keys.get(key_id)

    def seat(self, key_id: str, workspace_id: str, user_id: str) -> KeySeat:
        return KeySeat(self.find(key_id), self.accounts.member(workspace_id, user_id))

    def get(self, workspace_id: str, key_id: str) -> ApiKey:
        found = self.keys.get(key_id)
        if found is None or found.workspace_id != workspace_id:
            raise NotFound(f"There is no API key {key_id}.")
        return found

    def page(self, workspace_id: str, limit: int, after: str | None = None) -> Page[ApiKey]:
        mine = [key for key in self.keys.values() if key.workspace_id == workspace_id]
        return cut(sorted(mine, key=lambda key: key.id, reverse=True), lambda key: key.id, limit, after)

    def revoke(self, key: ApiKey, at: datetime, entry: AuditEntry) -> bool:
        with self._lock:
            stored = self.get(key.workspace_id, key.id)
            if stored.revoked_at:
                return False
            self._log.add(entry)
            self.keys[key.id] = stored.model_copy(update={"revoked_at": at})
            return True

    def note_use(self, key: ApiKey, at: datetime) -> None:
        if self.fault:
            raise self.fault
        stored = self.keys[key.id]
        if stored.last_used_at == key.last_used_at and not stored.revoked_at:
            self.uses.append(at)
            self.keys[key.id] = stored.model_copy(update={"last_used_at": at.replace(microsecond=0)})
