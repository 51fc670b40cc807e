"""astromedia two-factor enable, confirm, status, recovery-codes, disable: a code besides the password."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from .accounts import FromStdin, ask, given_password
from .blame import blaming
from .format import moment
from .session import ApiUrl, AsJson, Session

CODE = "--code"
Code = Annotated[
    str | None, typer.Option(CODE, metavar="CODE", help="The app's, or a recovery code. Asked for if not given.")
]


def enable(
    context: typer.Context,
    *,
    password_stdin: FromStdin = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show a secret for your authenticator app, and ask for its first code. Without a terminal, `confirm` takes it."""
    session = Session(context, api_url, as_json=as_json)
    password = given_password(session, from_stdin=password_stdin, confirm=False)
    api = session.connect().two_factor
    with blaming({"current_password": "the password"}):
        started = api.start(password)
    told = Text(f"Add this secret to your authenticator app: {started.secret}\nor this address: {started.otpauth_uri}")
    if not session.surroundings.at_terminal():
        data = started.model_dump(mode="json")
        session.show(data, Text.assemble(told, "\nThen run `astromedia two-factor confirm CODE` within 15 minutes."))
        return
    session.notes.print(told, soft_wrap=True)
    _confirm(session, ask(session, CODE, "The code that it shows"), CODE)


def confirm(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="What your authenticator app shows.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Switch it on with the app's first code, log out everywhere else, and show recovery codes: this once."""
    _confirm(Session(context, api_url, as_json=as_json), code, "CODE")


def status(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show whether logging in takes a code, and how many recovery codes are left."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().two_factor.state()
    since = f"on since {moment(found.enabled_at)}" if found.enabled_at else "off"
    text = f"Two-factor login is {since}; {found.recovery_codes_left} recovery codes are left."
    session.show(found.model_dump(mode="json"), Text(text if found.enabled else "Two-factor login is off."))


def recovery_codes(
    context: typer.Context, code: Code = None, *, api_url: ApiUrl = None, as_json: AsJson = False
) -> None:
    """Get new recovery codes in place of those before, and show them: this once."""
    session = Session(context, api_url, as_json=as_json)
    code = code or ask(session, CODE, "Code")
    with blaming({"code": CODE}):
        codes = session.connect().two_factor.replace_recovery_codes(code)
    _show(session, codes, "Those before count no more.")


def disable(context: typer.Context, code: Code = None, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Let logging in take no code any more, and log out everywhere else."""
    session = Session(context, api_url, as_json=as_json)
    code = code or ask(session, CODE, "Code")
    with blaming({"code": CODE}):
        session.connect().two_factor.disable(code)
    session.show({"enabled": False}, Text("Two-factor login is off, and your other sessions are ended."))


def _confirm(session: Session, code: str, place: str) -> None:
    with blaming({"code": place}):
        codes = session.connect().two_factor.confirm(code)
    _show(session, codes, "Two-factor login is on, and your other sessions are ended.")


def _show(session: Session, codes: Sequence[str], done: str) -> None:
    note = "Keep these recovery codes where you find them without your app; each lets you in once:"
    session.show({"recovery_codes": [*codes]}, Text("\n".join([done, note, *codes])))
