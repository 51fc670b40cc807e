"""Mailed tokens: a row each, which expires by itself."""

from astromedia.domain.mail_token import MailToken

from .contention import removed
from .rows import Row, row_at, table

TOKEN = "MAILTOKEN"  # noqa: S105 - what rows are called


class DynamoMailTokens:
    """Implements mail_token.MailTokens on the accounts table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, token: MailToken) -> None:
        ttl = int(token.expires_at.timestamp())
        self._rows(*_key(token.token_hash), document=token.model_dump_json(), ttl=ttl).save()

    def find(self, token_hash: str) -> MailToken | None:
        row = row_at(self._rows, *_key(token_hash))
        return row.read(MailToken) if row else None

    def remove(self, token_hash: str) -> bool:
        return removed(self._rows(*_key(token_hash)), Row.pk.exists())


def _key(token_hash: str) -> tuple[str, str]:
    return f"{TOKEN}#{token_hash}", TOKEN
