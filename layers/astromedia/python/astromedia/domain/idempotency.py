"""What is known of requests that can safely be sent again: who asked for what by which key, and what was answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from .errors import Conflict
from .model import Model


class Asker(NamedTuple):
    """Who sends a request: in which workspace, and by the id of a user or of an API key."""

    workspace_id: str
    by: str


class Asked(NamedTuple):
    """A request by its key. `by` is the user's id or the API key's, `key` and `fingerprint` are SHA-256 (hex): of the
    key that was sent, and of all that makes it this request and no other."""

    workspace_id: str
    by: str
    operation: str
    key: str
    fingerprint: str


class FirstAnswer(NamedTuple):
    """What was answered first. Its `body` is None if it is not kept: too large, or it shows a secret."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


class Claim(Model):
    """Leave to do what was `asked`, for one at a time, until `lease_until`; afterwards another may.

    `made_id` is the id of what the request makes, the same in every try. `token` changes with every change of the
    claim. There is an `answer` once it is done. At `expires_at` all of it is forgotten.
    """

    asked: Asked
    made_id: str
    token: str
    began_at: datetime
    lease_until: datetime
    expires_at: datetime
    answer: FirstAnswer | None = None


class StillRunning(Conflict):
    """Another request with the same key is being worked on: ask again in `seconds`."""

    def __init__(self, detail: str, *, seconds: int) -> None:
        super().__init__(detail)
        self.seconds = seconds


class Claims(Protocol):
    """Where claims are kept: one by workspace, who asks, operation and key."""

    def add(self, claim: Claim) -> bool:
        """Keep a new one. False, and no change, if there is one with this key."""

    def get(self, asked: Asked) -> Claim | None:
        """The claim with this key, whatever its fingerprint (consistent)."""

    def replace(self, before: Claim, after: Claim) -> bool:
        """Keep `after` in the place of `before`. False, and no change, if something else is there by now.

        An answer too large for where it is kept is kept without its body.
        """

    def remove(self, claim: Claim) -> bool:
        """Forget it. False, and no change, if something else is there by now."""
