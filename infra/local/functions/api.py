"""The Lambda Invoke API: synchronous and asynchronous invocations of whatever the catalog knows."""

import asyncio
import base64
import uuid
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from infra.local.faults import FaultFile
from infra.local.functions import destinations
from infra.local.functions.catalog import Catalog, short_name
from infra.local.functions.outcome import LARGEST_PAYLOAD, Outcome
from infra.local.functions.pool import Pool
from infra.local.functions.settings import FunctionSettings
from infra.local.functions.sources import Sources

_LOG_TAIL = 4096
RETRY_DELAYS: Sequence[float] = (0.2, 1.0)
"""Seconds before each further attempt at an asynchronous event: two retries as on AWS, which waits minutes."""


class InvokeApi:
    """Routes of the Invoke API, plus the host's own `/_local/` routes for the supervisor."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        sources: Sources,
        faults: FaultFile,
        retry_delays: Sequence[float] = RETRY_DELAYS,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._sources = sources
        self._faults = faults
        self._retry_delays = retry_delays
        self._refreshed = 0
        self._events: set[asyncio.Task[None]] = set()

    def application(self) -> web.Application:
        """The aiohttp application that serves this API."""
        app = web.Application(client_max_size=LARGEST_PAYLOAD)
        app.router.add_post("/2015-03-31/functions/{name}/invocations", self.invoke)
        app.router.add_post("/_local/refresh", self.refresh)
        app.router.add_get("/_local/environments", self.environments)
        app.router.add_get("/_local/invocations", self.invocations)
        return app

    async def invoke(self, request: web.Request) -> web.Response:
        """POST functions/{name}/invocations."""
        request_id = str(uuid.uuid4())
        headers = {"x-amzn-RequestId": request_id}
        name = short_name(request.match_info["name"], request.query.get("Qualifier", ""))
        settings = await self._catalog.find(name)
        if settings is None:
            return _not_found(name, headers)
        body = await request.read() or b"{}"
        if request.headers.get("X-Amz-Invocation-Type") == "Event":
            self._later(settings, request_id, body)
            return web.Response(status=202, headers=headers)
        outcome = await self._run(settings, request_id, body)
        headers["X-Amz-Executed-Version"] = settings.version
        if outcome.failed:
            headers["X-Amz-Function-Error"] = "Unhandled"
        if request.headers.get("X-Amz-Log-Type") == "Tail":
            headers["X-Amz-Log-Result"] = base64.b64encode(outcome.log[-_LOG_TAIL:]).decode()
        return web.Response(body=outcome.payload, content_type="application/json", headers=headers)

    async def refresh(self, request: web.Request) -> web.Response:
        """POST /_local/refresh, after a deploy or the change of a secret: what runs is not used again."""
        self._catalog.refresh()
        self._refreshed += 1
        return web.json_response({})

    async def environments(self, request: web.Request) -> web.Response:
        """GET /_local/environments: how many each function has."""
        return web.json_response(self._pool.census())

    async def invocations(self, request: web.Request) -> web.Response:
        """GET /_local/invocations: what came of each function so far."""
        return web.json_response(self._pool.spent())

    async def _run(self, settings: FunctionSettings, request_id: str, body: bytes) -> Outcome:
        ahead = self._faults.read().clocks.get(settings.name, 0.0)
        timed = replace(settings, ahead=ahead) if ahead else settings
        revision = (timed, self._sources.revision(), self._refreshed)
        return await self._pool.run(timed, revision, request_id, body)

    def _later(self, settings: FunctionSettings, request_id: str, body: bytes) -> None:
        task = asyncio.create_task(self._deliver(settings, request_id, body))
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    async def _deliver(self, settings: FunctionSettings, request_id: str, body: bytes) -> None:
        outcome = await self._run(settings, request_id, body)
        for delay in self._retry_delays:
            if not outcome.failed:
                return
            await asyncio.sleep(delay)
            outcome = await self._run(settings, request_id, body)
        if outcome.failed and settings.on_failure:
            said = destinations.record(settings, request_id, body, outcome, 1 + len(self._retry_delays))
            await asyncio.to_thread(destinations.keep, self._catalog.aws, settings, said)


def _not_found(name: str, headers: dict[str, str]) -> web.Response:
    problem = {"Type": "User", "Message": f"Function not found: {name}"}
    return web.json_response(problem, status=404, headers={**headers, "x-amzn-errortype": "ResourceNotFoundException"})
