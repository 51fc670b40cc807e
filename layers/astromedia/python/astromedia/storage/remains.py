"""What becomes of a row when a workspace or a user is erased: it goes, it stays, or it stays without the person."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from astromedia.domain.erasure import Erasure, Subject

from . import keys
from .api_keys import KEY as API_KEY
from .memberships import JOINED
from .sessions import TOKEN

ABOUT_ERASURES = ("ERASURES", "ERASED")
OF_ACCOUNTS = ("account.", "identity.")
PERSONAL = ("email", "user_agent")
"""Details of an audit entry that tell who somebody is."""


class Found(NamedTuple):
    """A row: its key and its document ("" if it has none)."""

    pk: str
    sk: str
    document: str

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the document says, if it is an object."""
        try:
            said = json.loads(self.document)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


def left_of(erasure: Erasure, row: Found) -> str | None:
    """The document that stays (the same, if the row is none of the erasure's); None if the row goes."""
    if row.pk in ABOUT_ERASURES:
        return row.document
    return LEFT[erasure.subject](erasure, row)


def _of_workspace(erasure: Erasure, row: Found) -> str | None:
    if row.pk.startswith((keys.of_workspace(erasure.id), keys.audit_of(erasure.id))):
        return None
    if row.sk == f"{JOINED}{erasure.id}" or (row.sk == TOKEN and row.document.endswith(f"/{erasure.id}")):
        return None
    if row.facts.get("workspace_id") != erasure.id:
        return row.document
    # A user stays, though they registered with it; they find the others that they belong to, or get another one.
    return json.dumps({**row.facts, "workspace_id": ""}, ensure_ascii=False) if row.sk == "USER" else None


def _of_user(erasure: Erasure, row: Found) -> str | None:
    if row.pk.startswith(keys.AUDIT):
        return _anonymous(erasure, row)
    own = row.pk == keys.of_user(erasure.id) or row.sk == f"{keys.MEMBER}{erasure.id}"
    return None if own or _is_asked_by(erasure, row) or _names(erasure, row) else row.document


def _is_asked_by(erasure: Erasure, row: Found) -> bool:
    """Whether it is a request of the user's, kept for its repetition."""
    return f"{keys.CLAIM}{erasure.id}#" in row.pk


def _names(erasure: Erasure, row: Found) -> bool:
    """Whether the row is there for the user: a token or key of theirs, or mail and invitations to them."""
    if row.document == erasure.id or row.document.startswith(f"{erasure.id}/"):
        return True
    facts = row.facts
    owners = (facts.get("user_id"), facts.get("created_by") if row.sk == API_KEY else None)
    addresses = [str(facts.get(name, "")).lower() for name in ("to", "email")]
    return erasure.id in owners or bool(erasure.email and erasure.email in addresses)


def _anonymous(erasure: Erasure, row: Found) -> str:
    """The audit entry with the user's id and nothing else of them."""
    entry = dict(row.facts)
    details = dict(entry.get("details", {}))
    did, concerned = entry.get("user_id") == erasure.id, details.get("email") == erasure.email
    if not did and not concerned:
        return row.document
    # An address in an entry of somebody's account is theirs; in others it is whom they invited.
    own = did and str(entry.get("action", "")).startswith(OF_ACCOUNTS)
    gone = PERSONAL if own else ("email",) if concerned else ()
    entry["details"] = {name: value for name, value in details.items() if name not in gone}
    if did:
        entry["ip"] = None
    return row.document if entry == row.facts else json.dumps(entry, ensure_ascii=False)


def keys_of(row: Found) -> Sequence[tuple[str, str]]:
    """The keys of a row that goes, and of those that only lead to it."""
    if row.sk != API_KEY:
        return [(row.pk, row.sk)]
    return [(row.pk, row.sk), (keys.of_workspace(row.facts["workspace_id"]), row.pk)]


LEFT: Mapping[Subject, Callable[[Erasure, Found], str | None]] = {
    Subject.WORKSPACE: _of_workspace,
    Subject.USER: _of_user,
}
