"""astromedia members list, role, remove, invite, invitations, revoke, accept; workspace list, switch, rename; audit."""

from collections.abc import Iterable
from itertools import islice
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ..client import Client
from ..credentials import SavedLogin
from ..workspaces import AuditEntry, Invitation, Joined, Member
from .blame import blaming
from .failures import one_line
from .format import moment
from .session import ApiUrl, AsJson, Session
from .tables import table

UserId = Annotated[str, typer.Argument(metavar="USER", help="The member's user id, as `members list` shows it.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help="owner, admin, editor or viewer.")]


def list_(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List who belongs to your workspace, and as what."""
    session, api, here = _open(context, api_url, as_json=as_json)
    found = list(api.workspaces.members(here))
    session.show_list(found, members_table(found))


def role(context: typer.Context, user: UserId, role: Role, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Give a member another role; it counts at once."""
    session, api, here = _open(context, api_url, as_json=as_json)
    with blaming({"role": "ROLE", "user_id": "USER"}):
        found = api.workspaces.set_role(here, user, role)
    session.show(found.model_dump(mode="json"), members_table([found]))


def remove(context: typer.Context, user: UserId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Remove a member, or leave; it counts at once."""
    session, api, here = _open(context, api_url, as_json=as_json)
    with blaming({"user_id": "USER"}):
        api.workspaces.remove(here, user)
    session.show({"removed": user}, Text(f"{user} is no member any more."))


def invite(
    context: typer.Context,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whom to ask.")],
    role: Role,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Ask somebody by mail to join your workspace."""
    session, api, here = _open(context, api_url, as_json=as_json)
    with blaming({"email": "EMAIL", "role": "ROLE"}):
        found = api.workspaces.invite(here, email, role)
    session.show(found.model_dump(mode="json"), invitations_table([found]))


def invitations(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the invitations that are open, newest first."""
    session, api, here = _open(context, api_url, as_json=as_json)
    found = list(api.workspaces.invitations(here))
    session.show_list(found, invitations_table(found))


def revoke(
    context: typer.Context,
    invitation: Annotated[str, typer.Argument(metavar="INVITATION", help="The invitation's id.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take an invitation back."""
    session, api, here = _open(context, api_url, as_json=as_json)
    with blaming({"invitation_id": "INVITATION"}):
        api.workspaces.revoke(here, invitation)
    session.show({"revoked": invitation}, Text(f"{invitation} is revoked."))


def accept(
    context: typer.Context,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="What the mail says.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Join the workspace that you were invited to."""
    session = Session(context, api_url, as_json=as_json)
    with blaming({"token": "TOKEN"}):
        found = session.connect().workspaces.accept(token)
    session.show(found.model_dump(mode="json"), workspaces_table([found]))


def workspaces(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the workspaces that you belong to."""
    session = Session(context, api_url, as_json=as_json)
    found = list(session.connect().workspaces.list())
    session.show_list(found, workspaces_table(found))


def switch(
    context: typer.Context,
    workspace: Annotated[str, typer.Argument(metavar="WORKSPACE", help="Its id, as `workspace list` shows it.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Go on in another workspace that you belong to."""
    session = Session(context, api_url, as_json=as_json)
    with blaming({"workspace_id": "WORKSPACE"}):
        login = session.connect().workspaces.switch(workspace)
    session.credentials.save(session.api_url, SavedLogin.of(login, session.surroundings.now()))
    now = login.workspace
    text = f"You work in {now.name} ({now.id}) from now on."
    session.show(now.model_dump(mode="json"), Text(one_line(text)))


def rename(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Rename the workspace that you work in."""
    session, api, here = _open(context, api_url, as_json=as_json)
    with blaming({"name": "NAME"}):
        found = api.workspaces.rename(here, name)
    session.show(found.model_dump(mode="json"), workspaces_table([found]))


def audit(
    context: typer.Context,
    action: Annotated[str | None, typer.Option("--action", help="Only this, such as member.removed.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many, the newest first.")] = 50,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show who did what to your workspace, newest first."""
    session, api, here = _open(context, api_url, as_json=as_json)
    with blaming({"action": "--action"}):
        found = list(islice(api.workspaces.audit(here, action), limit))
    session.show_list(found, audit_table(found))


def _open(context: typer.Context, api_url: str | None, *, as_json: bool) -> tuple[Session, Client, str]:
    """A session, its API, and the workspace that it works in."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    return session, api, api.me().workspace.id


def members_table(members: Iterable[Member]) -> Table:
    """A row per member."""
    rows = ((m.user_id, m.email or "", m.name or "", m.role, moment(m.created_at)) for m in members)
    return table(["User", "E-mail", "Name", "Role", "Since"], rows)


def invitations_table(invitations: Iterable[Invitation]) -> Table:
    """A row per invitation."""
    rows = ((i.id, i.email, i.role, moment(i.expires_at)) for i in invitations)
    return table(["Id", "E-mail", "Role", "Open until"], rows)


def workspaces_table(workspaces: Iterable[Joined]) -> Table:
    """A row per workspace."""
    return table(["Id", "Name", "Role"], ((w.id, w.name, w.role) for w in workspaces))


def audit_table(entries: Iterable[AuditEntry]) -> Table:
    """A row per entry."""
    rows = ((moment(e.at), e.api_key_id or e.user_id, e.action, e.target, _details(e.details.items())) for e in entries)
    return table(["When", "Who", "Action", "What", "Details"], rows)


def _details(details: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in details)
