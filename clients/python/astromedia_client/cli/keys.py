"""astromedia keys create, list, revoke: what lets programs in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ..api_keys import ApiKey
from .blame import blaming
from .format import moment
from .session import KEY_VARIABLE, ApiUrl, AsJson, Session
from .tables import table

KeyId = Annotated[str, typer.Argument(metavar="KEY", help="The key's id: what follows am_live_ in it.")]


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you know it by later.")],
    scope: Annotated[
        list[str], typer.Option("--scope", metavar="SCOPE", help="What it may do, such as read. Can be repeated.")
    ],
    expires_at: Annotated[
        str | None,
        typer.Option("--expires-at", metavar="TIME", help="Until when, such as 2027-03-01T00:00:00Z. Default: no end."),
    ] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a key for a program, and show it: this once."""
    session = Session(context, api_url, as_json=as_json)
    places = {f"scopes[{place}]": f"--scope {each}" for place, each in enumerate(scope)}
    with blaming({"name": "NAME", "scopes": "--scope", "expires_at": "--expires-at"} | places):
        made = session.connect().api_keys.create(name, scope, expires_at)
    note = f"Keep it now, in {KEY_VARIABLE} or where your program looks for it: it is not shown again."
    session.show(made.model_dump(mode="json"), Group(keys_table([made]), Text(made.key), Text(note)))


def list_(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the keys of your workspace, newest first, without what lets one in."""
    session = Session(context, api_url, as_json=as_json)
    found = list(session.connect().api_keys.list())
    session.show_list(found, keys_table(found))


def revoke(context: typer.Context, key: KeyId, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Let nobody in with it, from the next request on."""
    session = Session(context, api_url, as_json=as_json)
    session.connect().api_keys.revoke(key)
    session.show({"revoked": key}, Text(f"{key} is revoked."))


def keys_table(found: Iterable[ApiKey]) -> Table:
    """A row per key."""
    rows = (
        (k.id, k.name, ", ".join(k.scopes), _known(k.expires_at), _known(k.last_used_at), _known(k.revoked_at))
        for k in found
    )
    return table(["Id", "Name", "Scopes", "Until", "Last used", "Revoked"], rows)


def _known(at: datetime | None) -> str:
    return moment(at) if at else ""
