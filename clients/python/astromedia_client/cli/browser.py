"""Logging in by a browser, which comes back to a port of this machine (RFC 8252)."""

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

from rich.text import Text

from ..client import Client
from ..errors import InputProblem
from ..models import Login
from .failures import one_line
from .session import Session

HOST, PATH = "127.0.0.1", "/callback"
SLOWEST = 5.0
"""Seconds that a browser may take for its request."""
DONE, ODD = "You can close this window and go on in the terminal.", "This is not the login that the terminal waits for."
PAGE = """<!doctype html><meta charset="utf-8"><title>AstroMedia</title><p>{text}</p>"""
HEADERS = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'"}


class Returned(NamedTuple):
    """What the browser came back with."""

    code: str
    iss: str | None


def log_in(session: Session, api: Client, provider: str, port: int) -> Login:
    """Log in with `provider`. InputProblem if nobody comes back in time, or whoever does was refused there."""
    with Listener(port) as listener:
        started = api.identities.start(provider, listener.url)
        session.notes.print(Text(f"If no browser opens, go to {started.authorization_url}"), soft_wrap=True)
        session.surroundings.browse(started.authorization_url)
        returned = listener.wait(started.state, started.expires_in)
    return api.identities.finish(provider, started, returned.code, returned.iss)


class Listener:
    """Waits on a port of this machine that nobody else can reach; 0: one that is free."""

    def __init__(self, port: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        try:
            self._server = HTTPServer((HOST, port), _handler(self._came))
        except OSError as error:
            raise InputProblem(f"--port {port}: cannot be listened on: {error.strerror}") from error
        self._monotonic = monotonic
        self._state = ""
        self._answer: dict[str, str] | None = None

    @property
    def url(self) -> str:
        """Where the browser is to come back to."""
        return f"http://{HOST}:{self._server.server_port}{PATH}"

    def wait(self, state: str, seconds: float) -> Returned:
        """What comes back with this `state`, within so many seconds; all else is turned away."""
        self._state, until = state, self._monotonic() + seconds
        while self._answer is None:
            self._server.timeout = until - self._monotonic()
            if self._server.timeout <= 0:
                raise InputProblem("--with: nobody came back from the browser in time; try again")
            self._server.handle_request()
        if "code" not in self._answer:
            why = self._answer.get("error_description") or self._answer.get("error") or "no code came back"
            raise InputProblem(one_line(f"--with: the login was refused there: {why}"))
        return Returned(self._answer["code"], self._answer.get("iss"))

    def _came(self, answer: dict[str, str]) -> bool:
        if answer.get("state") != self._state:
            return False
        self._answer = answer
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()


def _handler(came: Callable[[dict[str, str]], bool]) -> type[BaseHTTPRequestHandler]:
    """Answers the browser; `came` says whether it is the one that is waited for."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SLOWEST

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            known = split.path == PATH and came(dict(parse_qsl(split.query)))
            self.send_response(200 if known else 404)
            for name, value in HEADERS.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(PAGE.format(text=DONE if known else ODD).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the address has the code in it."""

    return Handler
