"""Invitations: an owner or admin asks somebody by mail to join; whoever has the mail and that address may, once."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from astromedia.domain.account import Caller, Member, User, Workspace
from astromedia.domain.audit import Action
from astromedia.domain.errors import Conflict, Forbidden, NotFound
from astromedia.domain.ids import new_id
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Accounts, Clock
from astromedia.domain.role import Role
from astromedia.domain.tenancy import Invitation, Invitations, Outbox
from astromedia.kit.ahead import ahead

from .audit import Audit
from .paging import Cursors, Listing
from .roles import check_own, require
from .workspaces import Joined, check_reach

LIFETIME = timedelta(days=7)
MOST = 100
"""Open invitations of a workspace: it is not for mailing to the world."""
SECRET_BYTES = 32
MAIL = """{inviter} invites you to join the workspace "{workspace}" of AstroMedia as {role}.

Log in, or register with this e-mail address, and accept it until {until:%Y-%m-%d %H:%M} UTC:

    astromedia members accept {token}

or POST /v1/invitations/accept {{"token": "{token}"}}. If you did not expect this, do nothing.
"""


def new_secret() -> str:
    """256 random bits, as they can be in a URL."""
    return secrets.token_urlsafe(SECRET_BYTES)


@dataclass(frozen=True, kw_only=True)
class InvitationService:
    """A token is "<workspace>.<invitation>.<secret>"; it is mailed, and only its hash is kept."""

    invitations: Invitations
    accounts: Accounts
    outbox: Outbox
    audit: Audit
    cursors: Cursors
    clock: Clock
    secret: Callable[[], str] = new_secret

    def invite(self, caller: Caller, workspace_id: str, email: str, role: Role) -> Invitation:
        """Mail an invitation. NotFound; Forbidden; Conflict if they are a member, or too many invitations are open."""
        check_own(caller, workspace_id)
        require(caller, Permission.MEMBERS_WRITE, "invite people")
        check_reach(caller, role)
        workspace = ahead(lambda: self.accounts.workspace(workspace_id))
        inviter = ahead(lambda: self.accounts.user(caller.user_id))
        self._check_new(workspace_id, email)
        now = self.clock()
        id = new_id(now)
        token = f"{workspace_id}.{id}.{self.secret()}"
        invitation = Invitation(
            id=id,
            workspace_id=workspace_id,
            email=email.lower(),
            role=role,
            token_hash=_hashed(token),
            invited_by=caller.user_id,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        facts = {"email": invitation.email, "role": role}
        self.invitations.add(invitation, self.audit.entry(caller, Action.INVITATION_CREATED, id, **facts))
        try:
            self._mail(invitation, token, inviter(), workspace())
        except Exception:
            # Nobody has its token: it must not count against the workspace.
            entry = self.audit.entry(caller, Action.INVITATION_REVOKED, id, email=invitation.email, mailed=False)
            self.invitations.remove(workspace_id, id, entry)
            raise
        return invitation

    def page(self, caller: Caller, workspace_id: str, limit: int, cursor: str | None = None) -> Listing[Invitation]:
        """Those that are open, newest first. NotFound; Forbidden."""
        check_own(caller, workspace_id)
        require(caller, Permission.MEMBERS_WRITE, "read invitations")
        page = self.invitations.page(workspace_id, limit, self.cursors.open(workspace_id, "invitations", cursor))
        now = self.clock()
        found = [invitation for invitation in page.items if invitation.expires_at > now]
        return Listing(found, self.cursors.seal(workspace_id, "invitations", page.next_position))

    def revoke(self, caller: Caller, workspace_id: str, invitation_id: str) -> None:
        """Its token is of no use any more. NotFound if it is not open; Forbidden."""
        check_own(caller, workspace_id)
        require(caller, Permission.MEMBERS_WRITE, "revoke invitations")
        found = self.invitations.get(workspace_id, invitation_id)
        entry = self.audit.entry(caller, Action.INVITATION_REVOKED, invitation_id, email=found.email)
        if not self.invitations.remove(workspace_id, invitation_id, entry):
            raise NotFound(f"There is no invitation {invitation_id}.")

    def accept(self, caller: Caller, token: str) -> Joined:
        """Make the caller a member. NotFound if it is no token of an open invitation; Forbidden if that is for another
        email address; Conflict if they are a member already."""
        found = ahead(lambda: self.accounts.user(caller.user_id))
        where = ahead(lambda: self.accounts.workspace(token.partition(".")[0]))
        invitation, user = self._open(token), found()
        if user is None or user.email.lower() != invitation.email:
            raise Forbidden("This invitation is for another email address; log in with the one it was sent to.")
        workspace = where()
        if workspace is None:
            raise _closed()
        member = Member(workspace_id=workspace.id, user_id=user.id, role=invitation.role, created_at=self.clock())
        entry = self.audit.entry(
            caller,
            Action.INVITATION_ACCEPTED,
            invitation.id,
            workspace_id=workspace.id,
            email=invitation.email,
            role=member.role,
        )
        if not self.invitations.accept(invitation, member, entry):
            raise _closed()
        return Joined(workspace, member.role)

    def _check_new(self, workspace_id: str, email: str) -> None:
        page = ahead(lambda: self.invitations.page(workspace_id, MOST))
        known = self.accounts.user_by_email(email)
        if known and self.accounts.member(workspace_id, known.id):
            raise Conflict(f"{known.email} is a member of this workspace already.")
        now, stored = self.clock(), page()
        if stored.next_position or len([one for one in stored.items if one.expires_at > now]) >= MOST:
            raise Conflict(f"{MOST} invitations are open; revoke some first.")

    def _mail(self, invitation: Invitation, token: str, inviter: User | None, workspace: Workspace | None) -> None:
        facts = {
            "inviter": inviter.name if inviter else "Somebody",
            "workspace": workspace.name if workspace else invitation.workspace_id,
        }
        text = MAIL.format(**facts, role=invitation.role, until=invitation.expires_at, token=token)
        self.outbox.send(invitation.email, f"Join {facts['workspace']} on AstroMedia", text)

    def _open(self, token: str) -> Invitation:
        workspace_id, _, rest = token.partition(".")
        try:
            found = self.invitations.get(workspace_id, rest.partition(".")[0])
        except NotFound:
            raise _closed() from None
        if not hmac.compare_digest(found.token_hash, _hashed(token)) or found.expires_at <= self.clock():
            raise _closed()
        return found


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _closed() -> NotFound:
    return NotFound("This invitation is not open: it has expired, was accepted or revoked, or never was.")
