"""Units as AWS reckons them."""

import pytest

from infra.local.aws.usage import read_units, write_units

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
