"""Erasure as people ask for it: at once nobody gets in any more; the rest goes by and by (services/erasing.py)."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from astromedia.domain.account import Caller, Member, User, Workspace
from astromedia.domain.audit import Action
from astromedia.domain.erasure import Erasure, Erasures, Subject
from astromedia.domain.errors import Conflict, FieldError, Forbidden, InvalidInput, NotFound, Unauthorized
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.role import Role
from astromedia.domain.tenancy import Memberships

from .audit import Audit
from .passwords import Passwords
from .roles import check_own, require
from .sessions import SessionService
from .workspaces import WorkspaceService

FRESH = timedelta(minutes=10)
"""Who has no password must have logged in at most so long ago."""


class _Place(NamedTuple):
    """A workspace that somebody belongs to, and whether others do."""

    workspace: Workspace
    member: Member
    shared: bool


@dataclass(frozen=True, kw_only=True)
class ErasureService:
    """Over any store of accounts."""

    accounts: Accounts
    memberships: Memberships
    workspaces: WorkspaceService
    erasures: Erasures
    sessions: SessionService
    passwords: Passwords
    audit: Audit
    clock: Clock

    def erase_workspace(self, caller: Caller, workspace_id: str, name: str) -> Erasure:
        """Let nobody use the workspace any more, and have all of it erased. NotFound; Forbidden but for owners;
        InvalidInput unless `name` is exactly the workspace's."""
        check_own(caller, workspace_id)
        require(caller, Permission.WORKSPACE_DELETE, "erase the workspace")
        workspace = self.accounts.workspace(workspace_id)
        if workspace is None:
            raise NotFound(f"There is no workspace {workspace_id}.")
        if not hmac.compare_digest(name.encode(), workspace.name.encode()):
            wrong = FieldError("name", "is not the workspace's name; it is there so that nobody erases by mistake")
            raise InvalidInput("1 field is not acceptable.", [wrong])
        return self._erase(caller, workspace)

    def erase_me(self, caller: Caller, current_password: str | None) -> Erasure:
        """Let the caller never log in again, and have all that is kept of them erased; so are workspaces that nobody
        else belongs to.

        InvalidInput if it is not their password; Forbidden if they have none, and logged in too long ago. Conflict,
        naming them, while workspaces with other members have no other owner. Cut off, the same again completes it.
        """
        user = self._proved(caller, current_password)
        places = [place for id in self.accounts.workspaces_of(user) if (place := self._place(id, user))]
        self._check_owned(places)
        for workspace, member, shared in places:
            there = caller.model_copy(update={"workspace_id": workspace.id, "role": member.role})
            if shared:
                self.workspaces.remove(there, workspace.id, user.id)
                self.audit.record(there, Action.ACCOUNT_ERASED, user.id)
            else:
                self._erase(there, workspace)
        erasure = self._new(caller, Subject.USER, user.id, user.email.lower())
        if not self.erasures.begin(erasure, user):
            raise Conflict("Your account is being changed at this moment; try again.")
        self.sessions.end_others(user.id, kept=None)
        return erasure

    def _erase(self, caller: Caller, workspace: Workspace) -> Erasure:
        self.audit.record(caller, Action.WORKSPACE_ERASED, workspace.id)
        erasure = self._new(caller, Subject.WORKSPACE, workspace.id)
        if not self.erasures.begin(erasure, workspace):
            raise Conflict("The workspace is being changed at this moment; try again.")
        self.memberships.clear(workspace.id)
        return erasure

    def _new(self, caller: Caller, subject: Subject, id: str, email: str | None = None) -> Erasure:
        now = self.clock()
        return Erasure(subject=subject, id=id, email=email, requested_by=caller.user_id, requested_at=now, since=now)

    def _proved(self, caller: Caller, password: str | None) -> User:
        user = self.accounts.user(caller.user_id)
        if user is None:
            raise Unauthorized("This account does not exist any more.")
        if user.password_hash is None:
            self._check_fresh(caller)
        elif not self.passwords.matches(password or "", user.password_hash):
            raise InvalidInput("1 field is not acceptable.", [FieldError("current_password", "is not your password")])
        return user

    def _check_fresh(self, caller: Caller) -> None:
        proved = [
            each.proved_at for each in self.sessions.list(caller) if each.id == caller.session_id and each.proved_at
        ]
        if not proved or self.clock() - proved[0] > FRESH:
            raise Forbidden("You have no password: log in once more, and ask within ten minutes.")

    def _place(self, workspace_id: str, user: User) -> _Place | None:
        workspace, member = self.accounts.workspace(workspace_id), self.accounts.member(workspace_id, user.id)
        if workspace is None or member is None:
            return None
        return _Place(workspace, member, len(self.memberships.page(workspace_id, 2).items) > 1)

    def _check_owned(self, places: Sequence[_Place]) -> None:
        held = [
            place.workspace
            for place in places
            if place.shared
            and place.member.role is Role.OWNER
            and len(self.memberships.owners(place.workspace.id)) == 1
        ]
        if held:
            names = ", ".join(f"{workspace.name} ({workspace.id})" for workspace in held)
            raise Conflict(f"You are the last owner of {names}; make somebody else an owner, or erase it, first.")
