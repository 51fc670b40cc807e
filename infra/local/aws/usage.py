"""Counts what AWS would bill of the requests that come in: how many, by whom, and of tables how many units."""

import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from infra.local.aws.library import app, dynamodb, sts
from infra.local.hooks import Hook

Handler = Callable[..., Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_SERVICE = re.compile(r"Credential=[^/]+/[^/]+/[^/]+/([\w-]+)/")
READS = frozenset({"BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"})
CLIENT = "client"
"""Who calls the HTTP API."""
OWNER = "account"
"""Who calls with anything but a function's credentials: state machines, and whoever works on the cloud."""


class Usage:
    """Quantities by (caller, service, operation); nothing is counted before `take` was called once.

    A caller is a function's name. Quantities: requests, entries (of a PutEvents), bytes_in and bytes_out of bodies,
    read_units and write_units of tables, as DynamoDB itself reckons them.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str], dict[str, float]] | None = None

    def take(self) -> list[dict[str, Any]]:
        """What was counted since the last time, by row; from here on it counts anew."""
        taken, self._counts = self._counts or {}, defaultdict(lambda: defaultdict(float))
        names = ("caller", "service", "operation")
        return [dict(zip(names, key, strict=True)) | quantities for key, quantities in sorted(taken.items())]

    def of_api(self, method: str, send: Send) -> Send:
        """`send` of a request to the HTTP API, which comes in by a door of its own."""

        async def counting(message: MutableMapping[str, Any]) -> None:
            if self._counts is not None:
                counts = self._counts[CLIENT, "execute-api", method]
                counts["requests"] += message["type"] == "http.response.start"
                counts["bytes_out"] += len(message.get("body", b""))
            await send(message)

        return counting

    def _counted(self, stock: Handler) -> Handler:
        async def dispatch(method: str, path: str, headers: dict[str, str], body: bytes, *rest: Any) -> Any:
            if self._counts is None:
                return await stock(method, path, headers, body, *rest)
            service, operation = _operation(method, path, headers)
            asked = _asking_for_units(body) if service == "dynamodb" else body
            status, answered, content = await stock(method, path, headers, asked, *rest)
            counts = self._counts[_caller(headers), service, operation]
            for name, quantity in _quantities(service, operation, body, content).items():
                counts[name] += quantity
            return status, answered, content

        return dispatch

    def hooks(self) -> list[Hook]:
        """No service tells what it would have billed."""
        return [
            Hook(
                name="usage",
                why="Nothing counts what AWS would bill.",
                places=[(app, "_dispatch_service_request")],
                make=self._counted,
            )
        ]


def _caller(headers: Mapping[str, str]) -> str:
    session: dict[str, Any] = sts._sessions.get(app.extract_access_key_id(dict(headers), {}), {})
    return str(session.get("Arn", OWNER)).rpartition("/")[2]


def _operation(method: str, path: str, headers: Mapping[str, str]) -> tuple[str, str]:
    """The service and operation of a request; of APIs without names of operations, the method stands for it."""
    signed = _SERVICE.search(headers.get("authorization", ""))
    service = signed[1] if signed else "s3"
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    if service == "s3" and method == "GET" and path.strip("/").count("/") == 0:
        operation = "LIST"
    return service, operation or method


def _asking_for_units(body: bytes) -> bytes:
    return json.dumps({**json.loads(body or b"{}"), "ReturnConsumedCapacity": "TOTAL"}).encode()


def _quantities(service: str, operation: str, body: bytes, answer: Any) -> dict[str, float]:
    content = answer if isinstance(answer, bytes) else str(answer or "").encode()
    quantities = {"requests": 1.0, "bytes_in": float(len(body)), "bytes_out": float(len(content))}
    if operation == "PutEvents":
        quantities["entries"] = float(len(json.loads(body)["Entries"]))
    if service == "dynamodb":
        asked, answered = json.loads(body), json.loads(content or b"{}")
        if operation in READS:
            quantities["read_units"] = read_units(operation, asked, answered)
        else:
            quantities["write_units"] = write_units(answered)
    return quantities


def read_units(operation: str, asked: Mapping[str, Any], answered: Mapping[str, Any]) -> float:
    """Read request units of a request by its answer: 4 KB each, half of that if it need not be consistent, twice in a
    transaction; of a query for all items together, else for each, of which one that is not there counts as the least.
    What a query's filter left out is not seen."""
    if operation in ("Query", "Scan"):
        together = sum(map(_size, answered.get("Items", ())))
        return _blocks(together) * (1.0 if asked.get("ConsistentRead") else 0.5)
    if operation == "GetItem":
        return _blocks(_size(answered.get("Item", {}))) * (1.0 if asked.get("ConsistentRead") else 0.5)
    if operation == "TransactGetItems":
        return 2.0 * sum(_blocks(_size(each.get("Item", {}))) for each in answered.get("Responses", ()))
    return sum(
        (sum(_blocks(_size(item)) for item in found) + len(wanted["Keys"]) - len(found))
        * (1.0 if wanted.get("ConsistentRead") else 0.5)
        for table, wanted in asked["RequestItems"].items()
        for found in [answered.get("Responses", {}).get(table, ())]
    )


def write_units(answered: Mapping[str, Any]) -> float:
    """Write request units, as DynamoDB told them; a request that was refused says nothing, and counts as one."""
    consumed = answered.get("ConsumedCapacity")
    if consumed is None:
        return 1.0
    tables = consumed if isinstance(consumed, list) else [consumed]
    return float(sum(table["CapacityUnits"] for table in tables))


def _size(item: dict[str, Any]) -> int:
    return int(dynamodb._item_size_bytes(item))


def _blocks(size: int) -> int:
    return max(1, -(-size // 4096))
