"""The API over fakes, served on a loopback port, with somebody who is logged in and owns one of each thing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx
import uvicorn

from astromedia.kit.observability import LOG
from functions.api.app import create_app
from tests.functions.api.world import World

ADA = {"email": "ada@example.com", "password": "correct horse battery"}


class Served(NamedTuple):
    """Where the API is, and a token of the owner of a workspace."""

    url: str
    token: str


@contextmanager
def served() -> Iterator[Served]:
    """Serve until the block ends."""
    services = World().services()
    LOG.setLevel("ERROR")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(lambda: services), log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            httpx.post(f"{url}/v1/auth/register", json=ADA | {"name": "Ada"}).raise_for_status()
            login = httpx.post(f"{url}/v1/auth/login", json=ADA).raise_for_status()
            yield Served(url, login.json()["access_token"])
        finally:
            server.should_exit = True
            thread.join()
