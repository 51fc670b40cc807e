"""Workspaces, their members, invitations and the audit log, over HTTP."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from .answers import parsed
from .errors import DownloadBroken
from .models import Answer, Erasure, Login
from .sessions import begun
from .transport import Transport

PATH = "/v1/workspaces"


class Joined(Answer):
    """A workspace that you belong to, and your role in it: owner, admin, editor or viewer."""

    id: str
    name: str
    role: str


class Member(Answer):
    """A member since `created_at`; `email` and `name` are None if the account is gone."""

    user_id: str
    email: str | None = None
    name: str | None = None
    role: str
    created_at: datetime


class Invitation(Answer):
    """Somebody who is asked to join, until `expires_at`."""

    id: str
    email: str
    role: str
    invited_by: str = ""
    expires_at: datetime


class AuditEntry(Answer):
    """What a user did, by an API key of theirs if `api_key_id` is given; `details` hold old and new values."""

    id: str
    at: datetime
    user_id: str
    api_key_id: str | None = None
    action: str
    target: str
    details: Mapping[str, str] = {}
    request_id: str = ""
    ip: str | None = None


class Export(Answer):
    """All that a workspace has, in a ZIP file of `size` bytes. `status` is PENDING, RUNNING, DONE or FAILED; `url`
    downloads a DONE one, for five minutes. It is gone after `expires_at`."""

    id: str
    status: str
    requested_at: datetime
    expires_at: datetime
    size: int | None = None
    url: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in {"DONE", "FAILED"}


class Workspaces:
    """The workspaces of whom the token stands for. A token is for one of them: others are ApiProblem 404."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Joined]:
        """Every workspace that you belong to, the one you registered with first."""
        return self._transport.items(PATH, Joined)

    def get(self, workspace_id: str) -> Joined:
        """The workspace that the token is for."""
        return parsed(Joined, self._transport.get(_path(workspace_id)))

    def rename(self, workspace_id: str, name: str) -> Joined:
        """Give it another name. For owners and admins: ApiProblem 403 for others."""
        return parsed(Joined, self._transport.patch(_path(workspace_id), {"name": name}))

    def erase(self, workspace_id: str, name: str) -> Erasure:
        """Erase the workspace and all that belongs to it, for good; from now on nobody can use it.

        For owners: ApiProblem 403 for others. ApiProblem 422 unless `name` is exactly its name.
        """
        return parsed(Erasure, self._transport.delete(_path(workspace_id), body={"name": name}))

    def export(self, workspace_id: str) -> Export:
        """Have all that the workspace has written into one file. For owners: ApiProblem 403 for others; 409 while
        another export of it is being written."""
        return parsed(Export, self._transport.post(_path(workspace_id, "exports")))

    def get_export(self, workspace_id: str, export_id: str) -> Export:
        """How far it is; once it is DONE, with a link to its file. For owners. ApiProblem 404 once it has expired."""
        return parsed(Export, self._transport.get(_path(workspace_id, "exports", quote(export_id, safe=""))))

    def download(self, export: Export, target: Path) -> Path:
        """Write the file of a DONE export to `target`, whole or not at all. DownloadBroken if it has none, or another
        size."""
        if export.url is None:
            raise DownloadBroken(f"export {export.id} is {export.status}: it has no file")
        partial = target.with_name(f".{target.name}.part")
        try:
            with partial.open("wb") as file:
                for piece in self._transport.bytes_of(export.url):
                    file.write(piece)
            if partial.stat().st_size != export.size:
                raise DownloadBroken(f"export {export.id}: not all bytes arrived; download it again")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        return target

    def switch(self, workspace_id: str) -> Login:
        """Go on in another workspace that you belong to; from now on this client acts there."""
        return begun(self._transport, self._transport.post("/v1/auth/switch", {"workspace_id": workspace_id}))

    def members(self, workspace_id: str) -> Iterator[Member]:
        """Who belongs to it, and as what."""
        return self._transport.items(_path(workspace_id, "members"), Member)

    def set_role(self, workspace_id: str, user_id: str, role: str) -> Member:
        """Counts at once. For owners and admins; ApiProblem 409 for the last owner."""
        path = _path(workspace_id, "members", quote(user_id, safe=""))
        return parsed(Member, self._transport.patch(path, {"role": role}))

    def remove(self, workspace_id: str, user_id: str) -> None:
        """Counts at once. For owners and admins, and for whoever leaves; ApiProblem 409 for the last owner."""
        self._transport.delete(_path(workspace_id, "members", quote(user_id, safe="")))

    def invite(self, workspace_id: str, email: str, role: str) -> Invitation:
        """Mail somebody a token to join with. For owners and admins; ApiProblem 409 if they are a member."""
        path = _path(workspace_id, "invitations")
        return parsed(Invitation, self._transport.post(path, {"email": email, "role": role}))

    def invitations(self, workspace_id: str) -> Iterator[Invitation]:
        """Those that are open, newest first."""
        return self._transport.items(_path(workspace_id, "invitations"), Invitation)

    def revoke(self, workspace_id: str, invitation_id: str) -> None:
        """Its token is of no use any more; ApiProblem 404 if it is not open."""
        self._transport.delete(_path(workspace_id, "invitations", quote(invitation_id, safe="")))

    def accept(self, token: str) -> Joined:
        """Join the workspace that a mail brought the token of. ApiProblem 404 if it is not open."""
        return parsed(Joined, self._transport.post("/v1/invitations/accept", {"token": token}))

    def audit(self, workspace_id: str, action: str | None = None) -> Iterator[AuditEntry]:
        """What was done to it, newest first; of one action only, if it is given. For owners and admins."""
        return self._transport.items(_path(workspace_id, "audit"), AuditEntry, {"action": action})


def _path(workspace_id: str, *rest: str) -> str:
    return "/".join([PATH, quote(workspace_id, safe=""), *rest])
