"""Plain JSON: what every store, hash and answer can carry."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

DEEPEST = 100
"""Objects and lists inside each other; what nests deeper breaks who reads it."""
LARGEST = 10**300
"""Of whole numbers: a larger one is none that a JSON reader holds."""
NOT_PLAIN = f"holds a number or text that JSON cannot carry, or nests more than {DEEPEST} deep; send plain JSON"


def is_plain(value: Any) -> bool:
    """Whether `value` can be sent as JSON and read again: no NaN, no half of a surrogate pair, not nested too deep."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [inner for each in level for inner in _inside(each)]
        if any(isinstance(each, int) and abs(each) > LARGEST for each in level):
            return False
    if level:
        return False
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:
        return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()
