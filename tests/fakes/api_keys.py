"""API keys in memory."""

from datetime import datetime

from astromedia.domain.api_key import ApiKey, KeySeat
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Page

from .accounts import FakeAccounts
from .paging import cut


class FakeApiKeys:
    """Implements api_key.ApiKeys; who is a member is for `accounts` to say.

    Set `fault` to an error to have noting a use raise it; `reads` counts finds.
    """

    def __init__(self, accounts: FakeAccounts | None = None) -> None:
        self.accounts = accounts or FakeAccounts()
        self.keys: dict[str, ApiKey] = {}
        self.uses: list[datetime] = []
        self.reads = 0
        self.fault: Exception | None = None

    def add(self, key: ApiKey) -> None:
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

    def revoke(self, workspace_id: str, key_id: str, at: datetime) -> ApiKey | None:
        key = self.get(workspace_id, key_id)
        if key.revoked_at:
            return None
        self.keys[key_id] = key.model_copy(update={"revoked_at": at})
        return self.keys[key_id]

    def note_use(self, key: ApiKey, at: datetime) -> None:
        if self.fault:
            raise self.fault
        stored = self.keys[key.id]
        if stored.last_used_at == key.last_used_at and not stored.revoked_at:
            self.uses.append(at)
            self.keys[key.id] = stored.model_copy(update={"last_used_at": at.replace(microsecond=0)})
