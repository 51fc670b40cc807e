"""astromedia sessions, identities, password, rename: how you are logged in, and what you can change of your account."""

import sys
from typing import Annotated

import typer
from rich.text import Text

from ..errors import InputProblem
from .failures import one_line
from .format import moment
from .session import ApiUrl, AsJson, Session
from .tables import table


def sessions(
    context: typer.Context,
    end: Annotated[str | None, typer.Option("--end", metavar="SESSION", help="End this one, wherever it is.")] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show where you are logged in; with --end, log out there."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect().sessions
    if end is not None:
        api.end(end)
        session.show({"id": end, "ended": True}, Text(one_line(f"Ended the session {end}.")))
        return
    found = list(api.list())
    rows = (
        (s.id, moment(s.created_at), moment(s.used_at), s.user_agent, s.ip, "this one" if s.current else "")
        for s in found
    )
    session.show_list(found, table(["Id", "Login", "Last used", "By", "From", ""], rows))


def identities(
    context: typer.Context,
    unlink: Annotated[
        str | None, typer.Option("--unlink", metavar="PROVIDER", help="Log in with this one no more.")
    ] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show with which other accounts you can log in; with --unlink, remove one."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect().identities
    if unlink is not None:
        api.unlink(unlink)
        session.show({"provider": unlink, "unlinked": True}, Text(one_line(f"You log in with {unlink} no more.")))
        return
    found = list(api.list())
    rows = ((each.provider, each.email, moment(each.linked_at)) for each in found)
    session.show_list(found, table(["Provider", "As", "Since"], rows))


def password(
    context: typer.Context,
    *,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Read the password and the new one from standard input, a line each.")
    ] = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Change your password. It logs you out everywhere else."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    current, new = _from_stdin() if from_stdin else _asked(session)
    api.change_password(current, new)
    text = Text("Your password is changed, and your other sessions are ended.")
    session.show({"changed": True}, text)


def rename(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you are called from now on.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Change your name."""
    session = Session(context, api_url, as_json=as_json)
    profile = session.connect().rename(name)
    session.show(profile.model_dump(mode="json"), Text(one_line(f"You are {profile.user.name}.")))


def _from_stdin() -> tuple[str, str]:
    current, new = (sys.stdin.readline().rstrip("\r\n") for _ in range(2))
    return current, new


def _asked(session: Session) -> tuple[str, str]:
    """From prompts only: never from an option, which every process can read."""
    if not session.surroundings.at_terminal():
        raise InputProblem("--stdin: missing, and there is no terminal to ask on")
    current = typer.prompt("Password", hide_input=True, err=True)
    new = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    return str(current), str(new)
