"""The two doors of the process: every AWS API on one port, the HTTP API alone, at the root, on the other."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from infra.local.aws import identity
from infra.local.aws.library import apigateway, eventbridge, responses
from infra.local.aws.refusals import Refusals
from infra.local.aws.storage import Storage
from infra.local.aws.usage import Usage
from infra.local.plan import ACCOUNT, REGION

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

NO_API = "none"


def http_api_id() -> str:
    """The id of the HTTP API that the template deployed."""
    apis = (api for api in apigateway._apis.all_values() if api["protocolType"] == "HTTP")
    return str(next((api["apiId"] for api in apis), NO_API))


def at_root(scope: Scope, api_id: str) -> Scope:
    """The request as API Gateway sees it: to the $default stage of `api_id`, forwarded for the client."""
    prefix = f"/_aws/execute-api/{api_id}/$default"
    host, port = scope["server"]
    client = scope["client"][0] if scope.get("client") else host
    own = {b"x-forwarded-proto": b"http", b"x-forwarded-port": str(port).encode()}
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in own]
    return {
        **scope,
        "path": prefix + scope["path"],
        "raw_path": prefix.encode() + scope["raw_path"],
        "headers": [*headers, *own.items(), (b"x-forwarded-for", client.encode())],
    }


def as_over_tls(scope: Scope) -> Scope:
    """The request as if it had come over TLS: policies refuse what comes in the clear, and loopback is private."""
    return {**scope, "headers": [*scope["headers"], (b"x-forwarded-proto", b"https")]}


async def read(receive: Receive) -> bytes:
    """The whole body of a request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def answer(send: Send, status: int, content: object) -> None:
    """Send `content` as JSON."""
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


class Doors:
    """The ASGI application that is served: ministack, with the API's door and the host's own `/_local/` routes."""

    def __init__(
        self, ministack: Application, storage: Storage, refusals: Refusals, usage: Usage, api_port: int
    ) -> None:
        self._ministack = ministack
        self._storage = storage
        self._refusals = refusals
        self._usage = usage
        self._api_port = api_port
        self._routes = {
            "/_local/events": self._publish,
            "/_local/flush": self._flush,
            "/_local/function": self._describe,
            "/_local/refused": self._tell_refused,
            "/_local/usage": self._take_usage,
        }
        self._saver: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            self._saver = asyncio.create_task(self._storage.run())
        elif scope["type"] == "http" and scope["server"][1] == self._api_port:
            scope, send = at_root(scope, http_api_id()), self._usage.of_api(scope["method"], send)
        elif scope["type"] == "http" and scope["path"] in self._routes:
            await self._routes[scope["path"]](receive, send)
            return
        elif scope["type"] == "http":
            scope = as_over_tls(scope)
        await self._ministack(scope, receive, send)

    async def _publish(self, receive: Receive, send: Send) -> None:
        """POST /_local/events: one entry for the default bus, from an AWS service."""
        entry = json.loads(await read(receive))
        with responses.request_scope(ACCOUNT, REGION):
            status, _, body = eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
        await answer(send, status, json.loads(body))

    async def _describe(self, receive: Receive, send: Send) -> None:
        """POST /_local/function: all about the function of that name, for the server that runs it."""
        await answer(send, *await identity.describe((await read(receive)).decode()))

    async def _tell_refused(self, receive: Receive, send: Send) -> None:
        """GET /_local/refused: what was refused because a fault said so: action, resource, how often."""
        await read(receive)
        await answer(send, 200, [[*what, times] for what, times in self._refusals.told.items()])

    async def _flush(self, receive: Receive, send: Send) -> None:
        """POST /_local/flush: save everything before answering."""
        await read(receive)
        self._storage.flush()
        await answer(send, 200, {})

    async def _take_usage(self, receive: Receive, send: Send) -> None:
        """POST /_local/usage: what was used since the last time; from the first time on it is counted."""
        await read(receive)
        await answer(send, 200, self._usage.take())
