"""The API over fakes, served on a loopback port, with somebody who owns a workspace and cannot be logged out."""

import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import uvicorn
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from astromedia.domain.account import Member, Workspace
from astromedia.domain.ids import new_id
from astromedia.domain.role import Role
from astromedia.domain.session import Visit
from astromedia.kit.observability import LOG
from astromedia.services.sessions import SessionService
from functions.api.access import operation_id
from functions.api.app import create_app
from functions.api.entity_tags import IF
from functions.api.idempotency import KEY
from functions.api.schema import KEY_PARAMETER, TAG_EXAMPLE
from tests.functions.api.test_tenancy import Things
from tests.functions.api.world import World

from .working import Working

EMAIL, PASSWORD = "owner@example.com", "not the one of the examples, so it stays"
ANY_PORT = ("127.0.0.1", 0)
TOKEN = "the-owner"
"""Stands for an access token that is good whatever was asked before."""
KEY_OF_ALL = (KEY.lower().encode(), str(KEY_PARAMETER["example"]).encode())
CONDITION_OF_ALL = (IF.lower().encode(), TAG_EXAMPLE.encode())


class Served(NamedTuple):
    """Where the API is, a token of the owner of a workspace, and how often each operation answered each status."""

    url: str
    token: str
    answers: Counter[tuple[str, int]]


class Counted:
    """Counts in `answers` how often each operation answered each status."""

    def __init__(self, app: ASGIApp, answers: Counter[tuple[str, int]]) -> None:
        self._app, self._answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_counted(message: Message) -> None:
            route = scope.get("route")
            if message["type"] == "http.response.start" and isinstance(route, APIRoute) and route.include_in_schema:
                self._answers[operation_id(route), message["status"]] += 1
            await send(message)

        await self._app(scope, receive, send_counted)


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
        """Who may have erased their workspace: then they get another one."""
        accounts = self._sessions.accounts
        user = accounts.user_by_email(EMAIL)
        if user is None:
            raise RuntimeError(f"{EMAIL} has not registered")
        if member := accounts.member(user.workspace_id, user.id):
            return member
        now = self._sessions.clock()
        workspace = Workspace(id=new_id(now), name="Another", created_at=now)
        owner = Member(workspace_id=workspace.id, user_id=user.id, role=Role.OWNER, created_at=now)
        accounts.house(user, workspace, owner)
        return owner


class OnItsOwn:
    """Gives each request with the Idempotency-Key of the description's example a key of its own, and lets the condition
    of its If-Match count in one of eight: else each body but the first is a 409, and each change a 412."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._numbers = app, count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = [self._changed(name, value) for name, value in scope.get("headers", ())]
        await self._app({**scope, "headers": [header for header in given if header]}, receive, send)

    def _changed(self, name: bytes, value: bytes) -> tuple[bytes, bytes] | None:
        if (name, value) == KEY_OF_ALL:
            return name, f"request-{next(self._numbers)}".encode()
        return None if (name, value) == CONDITION_OF_ALL and next(self._numbers) % 8 else (name, value)


def told(description: dict[str, Any], things: Things) -> None:
    """Have the description show the names of what is there as its examples."""
    for path, operations in description["paths"].items():
        shown = dict(zip(path.split("/"), things.path(path).split("/"), strict=False))
        for parameter in (each for operation in operations.values() for each in operation.get("parameters", ())):
            if parameter["in"] == "path":
                parameter["example"] = shown[f"{{{parameter['name']}}}"]


@contextmanager
def served() -> Iterator[Served]:
    """Serve until the block ends."""
    world = World()
    world.engine = Working(world.campaigns, world.gates, world.clock)
    services = world.services()
    LOG.setLevel("ERROR")
    answers: Counter[tuple[str, int]] = Counter()
    api = create_app(lambda: services)
    app = LoggedIn(OnItsOwn(Counted(api, answers)), services.sessions)
    # What it measures goes nowhere: two lines for each request.
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), socket.create_server(ANY_PORT) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            account = {"email": EMAIL, "password": PASSWORD, "name": "Ada"}
            httpx.post(f"{url}/v1/auth/register", json=account).raise_for_status()
            owner = TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"})
            told(api.openapi(), Things(world, owner))
            answers.clear()
            yield Served(url, TOKEN, answers)
        finally:
            server.should_exit = True
            thread.join()
