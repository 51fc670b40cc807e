"""The API over fakes, served on a loopback port, with somebody who owns a workspace and cannot be logged out."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from astromedia.domain.session import Device
from astromedia.kit.observability import LOG
from astromedia.services.accounts import AccountService
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

    def __init__(self, app: ASGIApp, accounts: AccountService) -> None:
        self._app, self._accounts = app, accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        if headers.get(b"authorization") != f"Bearer {TOKEN}".encode():
            await self._app(scope, receive, send)
            return
        login = self._accounts.login(EMAIL, PASSWORD, Device("fuzz", "127.0.0.1"))
        session, bearer = login.grant.session_id, f"Bearer {login.grant.access_token}".encode()
        given = [(name, bearer if name == b"authorization" else value) for name, value in scope["headers"]]
        try:
            await self._app({**scope, "headers": given}, receive, send)
        finally:
            self._accounts.sessions.sessions.remove(login.account.user.id, session)


@contextmanager
def served() -> Iterator[Served]:
    """Serve until the block ends."""
    services = World().services()
    LOG.setLevel("ERROR")
    app = LoggedIn(create_app(lambda: services), services.accounts)
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
