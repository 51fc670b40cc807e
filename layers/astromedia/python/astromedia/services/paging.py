"""Lists as clients page through them: opaque cursors that nobody else can make or use elsewhere."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from astromedia.domain.errors import FieldError, InvalidInput

Item = TypeVar("Item")
MARK = 16
"""Bytes of the signature: 2^128 tries to guess one."""


class Listing(NamedTuple, Generic[Item]):
    """Some items of a list, and the cursor to go on with (None at the end)."""

    items: Sequence[Item]
    next_cursor: str | None


class Cursors:
    """Turns positions into cursors and back. A cursor is good for one list (`of`) of one workspace."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, workspace_id: str, of: str, position: str | None) -> str | None:
        """The cursor of `position`; None stays None."""
        if position is None:
            return None
        return urlsafe_b64encode(self._mark(workspace_id, of, position) + position.encode()).decode().rstrip("=")

    def open(self, workspace_id: str, of: str, cursor: str | None) -> str | None:
        """The position in `cursor`. InvalidInput if it was changed, or belongs to another list or workspace."""
        if cursor is None:
            return None
        try:
            sealed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
            position = sealed[MARK:].decode()
        except ValueError:
            raise _foreign() from None
        # Compared as it was sealed, not as it decodes: base64 has several spellings of the same bytes.
        if not hmac.compare_digest(cursor, self.seal(workspace_id, of, position) or ""):
            raise _foreign()
        return position

    def _mark(self, workspace_id: str, of: str, position: str) -> bytes:
        text = "\x1f".join((workspace_id, of, position)).encode()
        return hmac.digest(self._key, text, "sha256")[:MARK]


def _foreign() -> InvalidInput:
    message = "is not a cursor of this list; use next_cursor as it came, or leave it out"
    return InvalidInput("The cursor is not valid.", [FieldError("cursor", message)])
