"""The access log of an HTTP API: a line for each request, in the format that the template gives its stage."""

import base64
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from infra.local.aws.library import apigateway
from infra.local.hooks import Hook

Handler = Callable[..., Any]

UNKNOWN = "-"
_VARIABLE = re.compile(r"\$context\.([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*)")
_served: ContextVar[dict[str, str] | None] = ContextVar("served", default=None)
"""What is known of the request that is being served, by the names of API Gateway's variables."""


def new_request_id() -> str:
    """16 characters of base64, as those of API Gateway's HTTP APIs."""
    return base64.b64encode(os.urandom(11)).decode()


def line(format: str, facts: Mapping[str, str]) -> str:
    """`format` with its variables filled in."""
    return _VARIABLE.sub(lambda match: json.dumps(facts.get(match[1], UNKNOWN))[1:-1], format)


def as_served(event: Any) -> Any:
    """The event of a function under the request id that the access log has."""
    facts = _served.get()
    if facts is None or not isinstance(event, dict) or event.get("version") != "2.0":
        return event
    context = event["requestContext"]
    facts["identity.sourceIp"], facts["identity.userAgent"] = context["http"]["sourceIp"], context["http"]["userAgent"]
    return {**event, "requestContext": {**context, "requestId": facts["requestId"]}}


def answered(function_request_id: str, milliseconds: float) -> None:
    """Note the id of the function's invocation, and how long it took."""
    if (facts := _served.get()) is not None:
        facts["awsEndpointRequestId"] = function_request_id
        facts["integrationLatency"] = str(round(milliseconds))


def logged(folder: Path) -> Callable[[Handler], Handler]:
    """Serving a request, with a line in the log of its stage: a file named as the end of its log group."""

    def make(stock: Handler) -> Handler:
        async def serve(api_id: str, stage: str, path: str, method: str, *rest: Any, **named: Any) -> Any:
            asked = {"requestId": new_request_id(), "apiId": api_id, "stage": stage, "path": path, "httpMethod": method}
            asked |= {"requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime()), "protocol": "HTTP/1.1"}
            token, began = _served.set(asked), time.perf_counter()
            try:
                status, headers, body = await stock(api_id, stage, path, method, *rest, **named)
            finally:
                _served.reset(token)
            took = {"responseLatency": str(round((time.perf_counter() - began) * 1000))}
            told = {"status": str(status), "responseLength": str(len(body))} | took
            _write(folder, apigateway._stages.get(api_id, {}).get(stage) or {}, asked | told)
            return status, {**headers, "apigw-requestid": asked["requestId"]}, body

        return serve

    return make


def _write(folder: Path, stage: Mapping[str, Any], facts: Mapping[str, str]) -> None:
    settings = stage.get("accessLogSettings")
    if settings:
        group = settings["destinationArn"].partition(":log-group:")[2].removesuffix(":*")
        with (folder / f"{group.rpartition('/')[2]}.log").open("a") as log:
            log.write(line(settings["format"], facts) + "\n")


def hooks(folder: Path) -> list[Hook]:
    """Requests of HTTP APIs are logged in `folder`."""
    return [
        Hook(
            name="access-log",
            why="A stage's access log is not written, and an event's request id is not the one that is answered.",
            places=[(apigateway, "handle_execute")],
            make=logged(folder),
        )
    ]
