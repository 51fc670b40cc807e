"""Logins that wait for a code: a row each, which its token finds, and which counts the tries in `version`."""

from astromedia.domain.two_factor import PendingLogin

from .contention import removed, updated
from .rows import Row, table

PENDING = "LOGIN"


class DynamoPendingLogins:
    """Implements two_factor.PendingLogins on the accounts table. Rows of what has expired vanish by themselves."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, login: PendingLogin) -> None:
        ttl = int(login.expires_at.timestamp())
        key = _key(login.token_hash)
        self._rows(*key, document=login.model_dump_json(), version=0, ttl=ttl).save()

    def attempt(self, token_hash: str, most: int) -> PendingLogin | None:
        row = self._rows(*_key(token_hash))
        # No condition on a value holds of a row that is gone.
        counted = updated(row, [Row.version.add(1)], Row.version < most)
        return row.read(PendingLogin) if counted else None

    def remove(self, token_hash: str) -> bool:
        return removed(self._rows(*_key(token_hash)), Row.pk.exists())


def _key(token_hash: str) -> tuple[str, str]:
    return f"{PENDING}#{token_hash}", PENDING
