"""Units as AWS reckons them."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from infra.local.aws.usage import Usage, read_units, write_units

SMALL, LARGE = {"pk": {"S": "a"}}, {"pk": {"S": "a"}, "text": {"S": "x" * 9000}}


@pytest.mark.parametrize(
    ("operation", "asked", "answered", "units"),
    [
        ("GetItem", {"ConsistentRead": True}, {"Item": SMALL}, 1),
        ("GetItem", {}, {"Item": LARGE}, 1.5),
        ("GetItem", {"ConsistentRead": True}, {}, 1),
        ("Query", {"ConsistentRead": True}, {"Items": [SMALL] * 50}, 1),
        ("Query", {}, {"Items": [LARGE, LARGE]}, 2.5),
        ("TransactGetItems", {}, {"Responses": [{"Item": LARGE}, {}]}, 8),
        (
            "BatchGetItem",
            {"RequestItems": {"t": {"Keys": [{}, {}, {}], "ConsistentRead": True}}},
            {"Responses": {"t": [LARGE, SMALL]}},
            5,
        ),
    ],
)
def test_units_of_reads(operation: str, asked: dict, answered: dict, units: float) -> None:  # type: ignore[type-arg]
    assert read_units(operation, asked, answered) == units


@pytest.mark.parametrize(
    ("answered", "units"),
    [
        ({"ConsumedCapacity": {"CapacityUnits": 3.0}}, 3),
        ({"ConsumedCapacity": [{"CapacityUnits": 4.0}, {"CapacityUnits": 2.0}]}, 6),
        ({"__type": "ConditionalCheckFailedException"}, 1),
    ],
)
def test_units_of_writes(answered: dict, units: float) -> None:  # type: ignore[type-arg]
    assert write_units(answered) == units


def test_requests_to_the_api_are_counted_from_the_first_look_on() -> None:
    used, sent = Usage(), []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def answer() -> None:
        counting = used.of_api("GET", send)
        await counting({"type": "http.response.start", "status": 200})
        await counting({"type": "http.response.body", "body": b"1234"})

    asyncio.run(answer())
    assert used.take() == []
    asyncio.run(answer())
    row = {"caller": "client", "service": "execute-api", "operation": "GET", "requests": 1, "bytes_out": 4}
    assert (used.take(), len(sent)) == ([row], 4)
