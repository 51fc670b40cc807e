"""What is kept of a user themselves, in one piece."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from astromedia.domain.account import Caller, Member, User, Workspace
from astromedia.domain.api_key import ApiKey, ApiKeys
from astromedia.domain.audit import Action, AuditEntry
from astromedia.domain.errors import Unauthorized
from astromedia.domain.identity import Identities, Identity
from astromedia.domain.ports import Accounts, Clock, Page
from astromedia.domain.session import Session

from .audit import Audit
from .contents import all_of
from .sessions import SessionService
from .usage import Usage, UsageService

MOST_PLACES, MOST_LOOKED_AT, MOST_IN_ALL = 20, 1000, 5000
"""So many workspaces, and in each so many keys and audit entries, the newest first, are looked through, and so many of
each kind in all: a request ends in seconds, and an answer has 6 MB, of which an entry may take half a kB."""
PAGE = 100
Item = TypeVar("Item")


class Place(NamedTuple):
    """What there is of the user in one workspace: what they may do and spend there, keys that they made, and what they
    did, newest first. Not `whole` if there may be more."""

    workspace: Workspace
    member: Member
    usage: Usage
    api_keys: Sequence[ApiKey]
    did: Sequence[AuditEntry]
    whole: bool


class Personal(NamedTuple):
    """All that is kept of a user. Not `whole` if they belong to more workspaces than are looked at."""

    at: datetime
    user: User
    identities: Sequence[Identity]
    sessions: Sequence[Session]
    places: Sequence[Place]
    whole: bool


@dataclass(frozen=True, kw_only=True)
class PersonalService:
    """Over any stores."""

    accounts: Accounts
    api_keys: ApiKeys
    identities: Identities
    sessions: SessionService
    usage: UsageService
    audit: Audit
    clock: Clock

    def export(self, caller: Caller) -> Personal:
        """What is kept of the caller, in whichever workspace. Unauthorized if they are gone."""
        user = self.accounts.user(caller.user_id)
        if user is None:
            raise Unauthorized("This account does not exist any more.")
        homes = self.accounts.workspaces_of(user)
        here = homes[:MOST_PLACES]
        most = min(MOST_LOOKED_AT, MOST_IN_ALL // max(1, len(here)))
        places = [place for id in here if (place := self._place(caller, id, most))]
        self.audit.record(caller, Action.ACCOUNT_EXPORTED, user.id)
        whole = len(homes) <= MOST_PLACES and all(place.whole for place in places)
        return Personal(
            at=self.clock(),
            user=user,
            identities=self.identities.of_user(user.id),
            sessions=self.sessions.list(caller),
            places=places,
            whole=whole,
        )

    def _place(self, caller: Caller, workspace_id: str, most: int) -> Place | None:
        workspace = self.accounts.workspace(workspace_id)
        member = self.accounts.member(workspace_id, caller.user_id)
        if workspace is None or member is None:
            return None
        there = caller.model_copy(update={"workspace_id": workspace_id, "role": member.role})
        keys, all_keys = _looked_at(lambda after: self.api_keys.page(workspace_id, PAGE, after), most)
        entries, all_entries = _looked_at(lambda after: self.audit.log.page(workspace_id, PAGE, after), most)
        return Place(
            workspace=workspace,
            member=member,
            usage=self.usage.mine(there),
            api_keys=[key for key in keys if key.created_by == caller.user_id],
            did=[entry for entry in entries if entry.user_id == caller.user_id],
            whole=all_keys and all_entries,
        )


def _looked_at(page: Callable[[str | None], Page[Item]], most: int) -> tuple[Sequence[Item], bool]:
    """The first `most` items of a list, and whether these are all."""
    found = list(islice(all_of(page), most + 1))
    return found[:most], len(found) <= most
