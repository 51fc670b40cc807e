"""astromedia register, login, logout, whoami."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.text import Text

from ..client import Client
from ..credentials import SavedLogin
from ..errors import ApiProblem, InputProblem, NotLoggedIn, TwoFactorRequired
from ..models import Account, Grant, Login
from . import browser
from .failures import one_line
from .session import ApiUrl, AsJson, Session

Email = Annotated[str | None, typer.Option("--email", help="Who you are. Asked for if not given.")]
FromStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input (or set ASTROMEDIA_PASSWORD)."),
]

TOKENS = set(Grant.model_fields)
"""What is never shown."""
GONE = {401, 404}


def register(
    context: typer.Context,
    email: Email = None,
    name: Annotated[str | None, typer.Option("--name", help="What you are called. Asked for if not given.")] = None,
    workspace: Annotated[str | None, typer.Option("--workspace", help="A name for your workspace.")] = None,
    *,
    password_stdin: FromStdin = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Create an account with a workspace of its own, and log in."""
    session = Session(context, api_url, as_json=as_json)
    email = email or ask(session, "--email", "E-mail")
    name = name or ask(session, "--name", "Your name")
    password = given_password(session, from_stdin=password_stdin, confirm=True)
    api = session.connect_unknown()
    api.register(email, password, name, workspace)
    _log_in(session, api, email, password)


def login(
    context: typer.Context,
    email: Email = None,
    code: Annotated[
        str | None,
        typer.Option("--code", metavar="CODE", help="Of two-factor login, if you have it. Asked for if not given."),
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option(
            "--with", metavar="PROVIDER", help="Log in by a browser, with google or github, without a password."
        ),
    ] = None,
    *,
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, help="Where the browser comes back to. Default: any that is free."),
    ] = 0,
    password_stdin: FromStdin = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Log in, and remember it on this machine."""
    session = Session(context, api_url, as_json=as_json)
    if provider is not None:
        api = session.connect_unknown()
        _proved(session, api, lambda: browser.log_in(session, api, provider, port), code)
        return
    email = email or ask(session, "--email", "E-mail")
    password = given_password(session, from_stdin=password_stdin, confirm=False)
    _log_in(session, session.connect_unknown(), email, password, code)


def logout(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """End the session, and forget the login on this machine."""
    session = Session(context, api_url, as_json=as_json)
    known = session.credentials.get(session.api_url) is not None
    try:
        if known:
            session.connect().logout()
    except (NotLoggedIn, ApiProblem) as problem:
        # It has ended already; else the login is kept, so that one can try again.
        if isinstance(problem, ApiProblem) and problem.status not in GONE:
            raise
    session.credentials.forget(session.api_url)
    text = f"Logged out of {session.api_url}." if known else f"You were not logged in at {session.api_url}."
    session.show({"api_url": session.api_url, "was_logged_in": known}, Text(text))


def whoami(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show for whom the API takes you, and until when."""
    session = Session(context, api_url, as_json=as_json)
    _show(session, session.connect().me(), session.login())


def ask(session: Session, option: str, label: str, *, hidden: bool = False, confirm: bool = False) -> str:
    """The answer of the person at the terminal, asked on stderr. InputProblem naming `option` if there is nobody."""
    if not session.surroundings.at_terminal():
        raise InputProblem(f"{option}: missing, and there is no terminal to ask on")
    return str(typer.prompt(label, hide_input=hidden, confirmation_prompt=confirm, err=True))


def given_password(session: Session, *, from_stdin: bool, confirm: bool) -> str:
    """From standard input, the environment or a prompt: never from an option, which every process can read."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given = session.surroundings.environ.get("ASTROMEDIA_PASSWORD")
    return given or ask(session, "--password-stdin", "Password", hidden=True, confirm=confirm)


def _log_in(session: Session, api: Client, email: str, password: str, code: str | None = None) -> None:
    _proved(session, api, lambda: api.login(email, password), code)


def _proved(session: Session, api: Client, prove: Callable[[], Login], code: str | None) -> None:
    """Show who logged in, by a first proof and, if they have two-factor login, a code."""
    try:
        login = prove()
    except TwoFactorRequired as asked:
        login = api.verify_two_factor(asked.challenge, code or ask(session, "--code", "Code"))
    _show(session, login, SavedLogin.of(login, session.surroundings.now()))


def _show(session: Session, account: Account, login: SavedLogin) -> None:
    about = {"api_url": session.api_url, "expires_at": f"{login.expires_at:%Y-%m-%dT%H:%M:%SZ}"}
    data = account.model_dump(mode="json", exclude=TOKENS)
    user, workspace = account.user, account.workspace
    until = f"{login.expires_at:%Y-%m-%d %H:%M} UTC"
    text = f"{user.email}, workspace {workspace.name} ({workspace.id}), at {session.api_url} until {until}"
    session.show(data | about, Text(one_line(text)))
