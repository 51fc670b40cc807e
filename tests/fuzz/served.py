"""The API over fakes, served on a loopback port, with somebody who owns a workspace and cannot be logged out."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from astromedia.domain.account import Member
from astromedia.domain.session import Visit
from astromedia.kit.observability import LOG
from astromedia.services.sessions import SessionService
from functions.api.app import create_app
from tests.functions.api.world import World

EMAIL, PASSWORD = "owner@example.com", "not the one of the examples, so it stays"
TOKEN = "the-owner"
"""Stands for an access token that is good whatever was asked before."""


class Served(NamedTuple):
    """Where the API is, and a token of the owner of a workspace."""

    url: str
    token: str


class LoggedIn:
    """Has each request with TOKEN made in a session of its own: what ends that, or all of them, ends no other."""

    def __init__(self, app: ASGIApp, sessions: SessionService) -> None:
        self._app, self._sessions = app, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        if headers.get(b"authorization") != f"Bearer {TOKEN}".encode():
            await self._app(scope, receive, send)
            return
        grant = self._sessions.begin(self._owner(), Visit("fuzz", "127.0.0.1", "R1"))
        bearer = f"Bearer {grant.access_token}".encode()
        given = [(name, bearer if name == b"authorization" else value) for name, value in scope["headers"]]
        try:
            await self._app({**scope, "headers": given}, receive, send)
        finally:
            self._sessions.sessions.remove(self._owner().user_id, grant.session_id)

    def _owner(self) -> Member:
        accounts = self._sessions.accounts
        user = accounts.user_by_email(EMAIL)
        member = accounts.member(user.workspace_id, user.id) if user else None
        if member is None:
            raise RuntimeError(f"{EMAIL} has not registered")
        return member


@contextmanager
def served() -> Iterator[Served]:
    """Serve until the block ends."""
    services = World().services()
    LOG.setLevel("ERROR")
    app = LoggedIn(create_app(lambda: services), services.sessions)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            account = {"email": EMAIL, "password": PASSWORD, "name": "Ada"}
            httpx.post(f"{url}/v1/auth/register", json=account).raise_for_status()
            httpx.get(f"{url}/v1/users/me", headers={"Authorization": f"Bearer {TOKEN}"}).raise_for_status()
            yield Served(url, TOKEN)
        finally:
            server.should_exit = True
            thread.join()
