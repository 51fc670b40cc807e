"""Expressions of DynamoDB requests: what depends on their text alone is found out once."""

from collections.abc import Callable
from copy import copy
from functools import lru_cache
from typing import Any

from infra.local.aws.library import dynamodb
from infra.local.hooks import Hook

TEXTS = 1024
"""So many expressions are remembered; the product has some dozens."""


def once_per_text(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`stock`, called once for each text; everybody gets a result of their own."""
    known = lru_cache(TEXTS)(stock)
    return lambda *texts: copy(known(*texts))


def hooks() -> list[Hook]:
    """A query asks the same of each row, and a product the same of each table."""
    return [
        Hook(
            name="conditions-read-once",
            why="The text of a condition is taken apart again for every row it is asked of: a fifth of all work.",
            places=[(dynamodb, "_tokenize"), (dynamodb, "_condition_syntax_error")],
            make=once_per_text,
        )
    ]
