"""astromedia export, account delete, workspace export, erase: what is kept, and what is gone for good."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ..errors import InputProblem
from .accounts import FromStdin, given_password
from .blame import blaming
from .failures import one_line
from .reports import check_target
from .session import ApiUrl, AsJson, Session

SECONDS = 2.0
"""Between two looks at an export that is being written."""
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether that is meant.")]


def export(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Write all that is kept of you, as JSON, to standard output."""
    session = Session(context, api_url, as_json=as_json)
    data = session.connect().export()
    session.show(data, Text(json.dumps(data, indent=2, ensure_ascii=False)))


def delete_account(
    context: typer.Context,
    *,
    password_stdin: FromStdin = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="You have none, and logged in within the last ten minutes.")
    ] = False,
    yes: Yes = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Erase your account and all that is kept of you, for good; also workspaces that nobody else belongs to."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    who = api.me().user.email
    _confirm(session, f"Erase the account of {who} and all that is kept of it, for good?", yes=yes)
    password = None if no_password else given_password(session, from_stdin=password_stdin, confirm=False)
    with blaming({"current_password": "password"}):
        erasure = api.erase_account(password)
    session.credentials.forget(session.api_url)
    text = f"The account of {who} is closed, and is being erased."
    session.show(erasure.model_dump(mode="json"), Text(one_line(text)))


def export_workspace(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Write all that the workspace has into a ZIP file: JSON lines, and the files of assets. For owners."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    here = api.me().workspace.id
    target = session.surroundings.cwd / (output or f"workspace-{here}.zip")
    check_target(target, "--output")
    found = api.workspaces.export(here)
    while not found.ended:
        session.surroundings.sleep(SECONDS)
        found = api.workspaces.get_export(here, found.id)
    api.workspaces.download(found, target)
    session.show(found.model_dump(mode="json", exclude={"url"}) | {"file": str(target)}, Text(str(target)))


def erase_workspace(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its exact name, so that you erase no other.")],
    *,
    yes: Yes = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Erase the workspace that you work in, and all that belongs to it, for good. For owners."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    here = api.me().workspace.id
    _confirm(session, f"Erase the workspace {name} and all that belongs to it, for all members, for good?", yes=yes)
    with blaming({"name": "NAME"}):
        erasure = api.workspaces.erase(here, name)
    text = f"Nobody can use the workspace {name} any more; it is being erased."
    session.show(erasure.model_dump(mode="json"), Text(one_line(text)))


def _confirm(session: Session, question: str, *, yes: bool) -> None:
    """InputProblem unless somebody says yes, or said so before."""
    if yes:
        return
    if not session.surroundings.at_terminal():
        raise InputProblem("--yes: missing, and there is no terminal to ask on")
    typer.confirm(one_line(question), abort=True, err=True)
