"""astromedia verify-email, forgot-password, reset-password: what is done with a token that was mailed."""

import sys
from typing import Annotated

import typer
from rich.text import Text

from .accounts import ask
from .blame import blaming
from .failures import one_line
from .session import ApiUrl, AsJson, Session

FROM_STDIN = "--stdin"


def verify_email(
    context: typer.Context,
    *,
    again: Annotated[bool, typer.Option("--again", help="Have another mail sent, instead of using the token.")] = False,
    from_stdin: Annotated[bool, typer.Option(FROM_STDIN, help="Read the token from standard input.")] = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Prove that mail reaches you, by the token that was mailed."""
    session = Session(context, api_url, as_json=as_json)
    if again:
        sent = session.connect().mail_verification()
        text = f"Mailed you a token; it is good for {sent.expires_in // 3600} hours."
        session.show(sent.model_dump(mode="json"), Text(text))
        return
    (token,) = _lines(1) if from_stdin else (ask(session, FROM_STDIN, "Token", hidden=True),)
    with blaming({"token": "the token"}):
        session.connect_unknown().verify_email(token)
    session.show({"verified": True}, Text("Your email address is verified."))


def forgot_password(
    context: typer.Context,
    email: Annotated[str | None, typer.Option("--email", help="Who you are. Asked for if not given.")] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Have a token mailed that resets your password."""
    session = Session(context, api_url, as_json=as_json)
    email = email or ask(session, "--email", "E-mail")
    with blaming({"email": "--email"}):
        sent = session.connect_unknown().forgot_password(email)
    minutes = sent.expires_in // 60
    text = (
        f"If {email} has an account, a token was mailed to it, good for {minutes} minutes: `astromedia reset-password`"
    )
    session.show(sent.model_dump(mode="json"), Text(one_line(text)))


def reset_password(
    context: typer.Context,
    *,
    from_stdin: Annotated[
        bool, typer.Option(FROM_STDIN, help="Read the token and the new password from standard input, a line each.")
    ] = False,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take another password, by the token that was mailed. It logs you out everywhere."""
    session = Session(context, api_url, as_json=as_json)
    token, new = _lines(2) if from_stdin else _asked(session)
    with blaming({"token": "the token", "new_password": "the new password"}):
        session.connect_unknown().reset_password(token, new)
    text = "Your password is changed, and your sessions are ended; `astromedia login` begins another."
    session.show({"changed": True}, Text(text))


def _lines(count: int) -> list[str]:
    return [sys.stdin.readline().rstrip("\r\n") for _ in range(count)]


def _asked(session: Session) -> tuple[str, str]:
    """From prompts only: never from an argument, which every process can read."""
    token = ask(session, FROM_STDIN, "Token", hidden=True)
    return token, ask(session, FROM_STDIN, "New password", hidden=True, confirm=True)
