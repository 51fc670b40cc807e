"""API keys, over HTTP."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote

from .answers import parsed
from .models import Answer
from .transport import Transport

PATH = "/v1/api-keys"


class ApiKey(Answer):
    """What a program may do that has the key, and until when. `last_used_at` is exact to a minute."""

    id: str
    name: str
    scopes: tuple[str, ...] = ()
    created_by: str = ""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class NewApiKey(ApiKey):
    """A key that was just made, with its text (`key`), which is told this once."""

    key: str


class ApiKeys:
    """The workspace's API keys. They are managed by who logged in as an owner or admin: a key manages none."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, name: str, scopes: Iterable[str], expires_at: datetime | str | None = None) -> NewApiKey:
        """A new key for what `scopes` name. ApiProblem 422 by field."""
        until = expires_at.isoformat() if isinstance(expires_at, datetime) else expires_at
        body = {"name": name, "scopes": [*scopes], "expires_at": until}
        return parsed(NewApiKey, self._transport.post(PATH, body))

    def list(self) -> Iterator[ApiKey]:
        """All of them, newest first, revoked ones too."""
        return self._transport.items(PATH, ApiKey)

    def get(self, key_id: str) -> ApiKey:
        """A key as it is now."""
        return parsed(ApiKey, self._transport.get(_path(key_id)))

    def revoke(self, key_id: str) -> None:
        """Let nobody in with it, from the next request on."""
        self._transport.delete(_path(key_id))


def _path(key_id: str) -> str:
    return f"{PATH}/{quote(key_id, safe='')}"
