"""API keys: make, list and revoke them, and find out for whom a request with one acts."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.api_key import ApiKey, ApiKeys, KeySeat
from astromedia.domain.audit import Action
from astromedia.domain.errors import FieldError, InvalidInput, Unauthorized
from astromedia.domain.idempotency import Asker
from astromedia.domain.ids import new_id
from astromedia.domain.permission import SCOPES, Permission
from astromedia.domain.ports import Accounts, Clock
from astromedia.kit.observability import LOG

from .audit import Audit
from .key_texts import Seals, id_in, new_text
from .paging import Cursors, Listing
from .roles import require

USES_APART = timedelta(minutes=1)
"""A key's last use is noted so often at most."""
MOST_KNOWN = 10_000
INVALID = "The API key is not valid; check that it was copied whole."
MANAGE = "manage API keys"


class Origin(NamedTuple):
    """What never changes of a key: so it may be remembered."""

    workspace_id: str
    created_by: str
    sealed: str


class MadeKey(NamedTuple):
    """A new key, and its text: the one time that anybody sees it."""

    key: ApiKey
    text: str


@dataclass(frozen=True, kw_only=True)
class ApiKeyService:
    """Over any store. To make, see and revoke keys is for owners and admins, never for a key itself."""

    keys: ApiKeys
    accounts: Accounts
    seals: Seals
    audit: Audit
    cursors: Cursors
    clock: Clock
    _origins: dict[str, Origin] = field(default_factory=dict)

    def create(self, caller: Caller, name: str, scopes: Set[Permission], expires_at: datetime | None = None) -> MadeKey:
        """A key for what `scopes` name. Forbidden if the caller may not do all of that; InvalidInput if a scope is
        never a key's, or it expires in the past."""
        require(caller, Permission.KEYS_WRITE, MANAGE)
        now = self.clock()
        _check(scopes, expires_at, now)
        for scope in sorted(scopes):
            require(caller, scope, f"make a key with the scope {scope}")
        id = new_id(now)
        text = new_text(id)
        key = ApiKey(
            id=id,
            workspace_id=caller.workspace_id,
            created_by=caller.user_id,
            name=name,
            scopes=frozenset(scopes),
            sealed=self.seals.of(text),
            created_at=now,
            expires_at=expires_at,
        )
        facts = {"name": name, "scopes": " ".join(sorted(scopes))}
        self.keys.add(key, self.audit.entry(caller, Action.API_KEY_CREATED, id, **facts))
        return MadeKey(key, text)

    def get(self, caller: Caller, key_id: str) -> ApiKey:
        """Forbidden; NotFound if it is not the workspace's."""
        require(caller, Permission.KEYS_WRITE, MANAGE)
        return self.keys.get(caller.workspace_id, key_id)

    def page(self, caller: Caller, limit: int, cursor: str | None = None) -> Listing[ApiKey]:
        """Newest first, revoked ones too. Forbidden."""
        require(caller, Permission.KEYS_WRITE, MANAGE)
        after = self.cursors.open(caller.workspace_id, "api-keys", cursor)
        page = self.keys.page(caller.workspace_id, limit, after)
        return Listing(page.items, self.cursors.seal(caller.workspace_id, "api-keys", page.next_position))

    def revoke(self, caller: Caller, key_id: str) -> None:
        """Let it count no more, from the next request on; again, it changes nothing. Forbidden; NotFound; Conflict if
        it is too busy."""
        require(caller, Permission.KEYS_WRITE, MANAGE)
        key = self.keys.get(caller.workspace_id, key_id)
        if not key.revoked_at:
            self.keys.revoke(key, self.clock(), self.audit.entry(caller, Action.API_KEY_REVOKED, key_id, name=key.name))

    def asker(self, text: str) -> Asker | None:
        """Who was given this key, if that is known without a look: whether it counts is for `caller` to say."""
        id = id_in(text) or ""
        origin = self._origins.get(id)
        return Asker(origin.workspace_id, id) if origin and self.seals.fits(text, origin.sealed) else None

    def caller(self, text: str, request_id: str) -> Caller:
        """Whom a request with this key acts for: its maker, in the role they have now. Unauthorized if it does not
        count; that it was revoked or has expired is said only to who has the whole key."""
        now = self.clock()
        seat = self._seat(text)
        key, maker = self._proved(text, seat.key, now), seat.maker
        if maker is None:
            raise Unauthorized("Who made this API key has left the workspace; the key ended with that.")
        self._note_use(key, now)
        return Caller(
            user_id=maker.user_id,
            workspace_id=maker.workspace_id,
            role=maker.role,
            request_id=request_id,
            api_key_id=key.id,
            scopes=key.scopes,
        )

    def _seat(self, text: str) -> KeySeat:
        """The key that `text` names, and its maker's membership: both read anew for each request, and both at once
        but for the first time that this process sees the key."""
        id = id_in(text)
        if id is None:
            raise Unauthorized(INVALID)
        if origin := self._origins.get(id):
            return self.keys.seat(id, origin.workspace_id, origin.created_by)
        key = self.keys.find(id)
        if key is None:
            return KeySeat(None, None)
        if len(self._origins) >= MOST_KNOWN:
            self._origins.clear()
        self._origins[id] = Origin(key.workspace_id, key.created_by, key.sealed)
        return KeySeat(key, self.accounts.member(key.workspace_id, key.created_by))

    def _proved(self, text: str, key: ApiKey | None, now: datetime) -> ApiKey:
        if not self.seals.fits(text, key.sealed if key else None) or key is None:
            raise Unauthorized(INVALID)
        if key.revoked_at:
            raise Unauthorized(f"This API key was revoked at {key.revoked_at:%FT%TZ}.")
        if key.expires_at and key.expires_at <= now:
            raise Unauthorized(f"This API key expired at {key.expires_at:%FT%TZ}.")
        return key

    def _note_use(self, key: ApiKey, now: datetime) -> None:
        if key.last_used_at and now - key.last_used_at < USES_APART:
            return
        try:
            self.keys.note_use(key, now)
        except Exception:  # Whatever it is: nobody's request fails for it, and the next minute notes it.
            which = {"workspace_id": key.workspace_id, "api_key_id": key.id}
            LOG.warning("The use of an API key was not noted", exc_info=True, extra=which)


def _check(scopes: Set[Permission], expires_at: datetime | None, now: datetime) -> None:
    """InvalidInput, naming all that is wrong."""
    faults = []
    if not scopes or not scopes <= SCOPES:
        faults.append(FieldError("scopes", f"is not one or more of: {', '.join(sorted(SCOPES))}"))
    if expires_at and expires_at <= now:
        faults.append(FieldError("expires_at", "is past; leave it out for a key that does not expire"))
    if faults:
        raise InvalidInput("The API key is not acceptable.", faults)
