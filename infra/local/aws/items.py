"""Items of DynamoDB's tables: JSON, and copied as such."""

import copy
from types import SimpleNamespace
from typing import Any

from infra.local.aws.library import dynamodb
from infra.local.hooks import Hook

ATOMS = frozenset({bool, bytes, float, int, str, type(None)})


def copied(value: Any) -> Any:
    """`value` with dicts and lists of its own."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind is dict:
        return {name: copied(each) for name, each in value.items()}
    if kind is list:
        return [copied(each) for each in value]
    return copy.deepcopy(value)


def hooks() -> list[Hook]:
    """An update copies its item three times."""
    return [
        Hook(
            name="items-copied",
            why="Items are copied as if they could be anything: a fifth of all work.",
            places=[(dynamodb, "copy")],
            make=lambda stock: SimpleNamespace(**vars(stock) | {"deepcopy": copied}),
        )
    ]
