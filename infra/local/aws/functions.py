"""Functions: what ministack knows about them stays there, what runs them is our Lambda server."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from infra.local.aws import access_log
from infra.local.aws.forward import Functions
from infra.local.aws.library import app, eventbridge, functions, provisioners
from infra.local.hooks import Hook

_INVOCATION = re.compile(r"/2015-03-31/functions/[^/]+/invocations/?")
_NOT_LOCAL = frozenset({"Code", "Layers", "Runtime", "SnapStart", "TracingConfig", "VpcConfig"})
_STUB = {"Code": {"ZipFile": "#"}, "Runtime": "provided.al2023"}

Handler = Callable[..., Any]


def without_code(properties: Any) -> Any:
    """The properties of a function that runs from the source tree: no package, no layers, no VPC, no snapshot."""
    if not isinstance(properties, dict):
        return properties
    return {name: value for name, value in properties.items() if name not in _NOT_LOCAL} | _STUB


def as_http_event(event: Any) -> Any:
    """An HTTP API event with its cookies where payload format 2.0 has them; anything else unchanged."""
    if not (isinstance(event, dict) and event.get("version") == "2.0" and "cookie" in event.get("headers", {})):
        return event
    headers = dict(event["headers"])
    return {**event, "cookies": [cookie.strip() for cookie in headers.pop("cookie").split(";")], "headers": headers}


def api_answer(stock: Handler) -> Handler:
    """API Gateway's answer for a function that failed."""

    def answer(result: dict[str, Any]) -> tuple[dict[str, Any], None]:
        if not result.get("error"):
            converted: tuple[dict[str, Any], None] = stock(result)
            return converted
        body = json.dumps({"message": "Internal Server Error"})
        return {"statusCode": 500, "headers": {"content-type": "application/json"}, "body": body}, None

    return answer


def codeless(stock: Handler) -> Handler:
    """Provisioning a function without its code."""
    return lambda *arguments, **named: stock(*map(without_code, arguments), **named)


def invoke_or_manage(server: Functions) -> Callable[[Handler], Handler]:
    """The Lambda API: invocations go to `server`, the rest stays."""

    def make(stock: Handler) -> Handler:
        async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
            handler = server.pass_on if method == "POST" and _INVOCATION.fullmatch(path) else stock
            return await handler(method, path, headers, body, query)

        return handle

    return make


def execute_on(server: Functions) -> Handler:
    """Running a function, in the version that was looked up, on `server`."""

    def execute(function: dict[str, Any], event: Any) -> dict[str, Any]:
        configuration = function.get("config") or function
        began = time.perf_counter()
        result = server.invoke(configuration["FunctionArn"], access_log.as_served(as_http_event(event)))
        access_log.answered(result.pop("id"), (time.perf_counter() - began) * 1000)
        return result

    return execute


def hooks(server: Functions) -> list[Hook]:
    """All invocations, whoever makes them, go to `server`; functions have no code."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    return [
        Hook(
            name="execute",
            why="ministack runs Python in a worker of its own, which replaces errorType: Retry and Catch never match.",
            places=[(functions, "_execute_function")],
            make=lambda stock: execute_on(server),
        ),
        Hook(
            name="invoke-api",
            why="As above, for calls of the Invoke API; these are passed on as they are, log tail and all.",
            places=[(app.SERVICE_HANDLERS, "lambda")],
            make=invoke_or_manage(server),
        ),
        Hook(
            name="event-targets",
            why="A rule's function gets one attempt; an event that fails is lost instead of retried.",
            places=[(eventbridge, "_dispatch_to_lambda")],
            make=lambda stock: lambda arn, payload: server.deliver(arn, payload.encode()),
        ),
        Hook(
            name="codeless-functions",
            why="Functions run from the source tree; their packages and layers are never uploaded.",
            places=[(handlers, "create"), (handlers, "update")],
            make=codeless,
        ),
        Hook(
            name="api-errors",
            why="A failed function is answered with 502 and its error; API Gateway says 500 Internal Server Error.",
            places=[(functions, "lambda_execute_result_to_api_proxy_response")],
            make=api_answer,
        ),
    ]
