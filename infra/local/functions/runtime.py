"""The Lambda Runtime API: what one runtime process and the host say to each other."""

import asyncio
import time
from dataclasses import dataclass, field

from aiohttp import web

from infra.local.functions.outcome import InitFailed, Outcome, exited, limited
from infra.local.ports import LOOPBACK

_ROOT = "/2018-06-01/runtime"
_TRACE = "Root=1-00000000-000000000000000000000000;Sampled=0"


@dataclass
class Invocation:
    """One event on its way through a runtime; `seconds` is how long the function may take."""

    request_id: str
    body: bytes
    seconds: float
    outcome: asyncio.Future[Outcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def settle(self, outcome: Outcome) -> None:
        """Give the invocation its outcome, unless it has one."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Conversation:
    """The state of one runtime: starting, then idle or busy with one invocation."""

    def __init__(self, arn: str) -> None:
        self.arn = arn
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.current: Invocation | None = None
        self._inbox: asyncio.Queue[Invocation] = asyncio.Queue()

    def give(self, invocation: Invocation) -> None:
        """Hand the runtime its next invocation."""
        self.current = invocation
        self._inbox.put_nowait(invocation)

    def fail_start(self, payload: bytes) -> None:
        """Record that the runtime did not come up, and why."""
        if not self.ready.done():
            self.ready.set_exception(InitFailed(payload))

    def end(self, code: int) -> None:
        """Record that the process has ended, with whatever it was doing."""
        payload = exited(self.current.request_id if self.current else "", code)
        self.fail_start(payload)
        if self.current is not None:
            self.current.settle(Outcome(payload, failed=True))

    async def next(self, request: web.Request) -> web.Response:
        """GET invocation/next: the runtime is ready for work, and waits for it."""
        if not self.ready.done():
            self.ready.set_result(None)
        invocation = await self._inbox.get()
        headers = {
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + invocation.seconds) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": self.arn,
            "Lambda-Runtime-Trace-Id": _TRACE,
        }
        return web.Response(body=invocation.body, content_type="application/json", headers=headers)

    async def response(self, request: web.Request) -> web.Response:
        """POST invocation/{id}/response."""
        return self._settle(request, limited(await request.read()))

    async def error(self, request: web.Request) -> web.Response:
        """POST invocation/{id}/error."""
        return self._settle(request, Outcome(await request.read(), failed=True))

    async def init_error(self, request: web.Request) -> web.Response:
        """POST init/error: the function's module could not be imported."""
        self.fail_start(await request.read())
        return web.json_response({"status": "OK"}, status=202)

    def _settle(self, request: web.Request, outcome: Outcome) -> web.Response:
        invocation, self.current = self.current, None
        if invocation is None or invocation.request_id != request.match_info["id"]:
            return web.json_response({"errorType": "InvalidRequestID"}, status=400)
        invocation.settle(outcome)
        return web.json_response({"status": "OK"}, status=202)


async def serve(conversation: Conversation) -> tuple[web.AppRunner, int]:
    """Open a Runtime API for one runtime; returns its server and port."""
    app = web.Application(client_max_size=64 << 20)
    app.router.add_get(f"{_ROOT}/invocation/next", conversation.next)
    app.router.add_post(f"{_ROOT}/invocation/{{id}}/response", conversation.response)
    app.router.add_post(f"{_ROOT}/invocation/{{id}}/error", conversation.error)
    app.router.add_post(f"{_ROOT}/init/error", conversation.init_error)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    port: int = runner.addresses[0][1]
    return runner, port
