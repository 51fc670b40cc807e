"""The one request that every contender sends, numbered so that no two are the same. Standard library only."""

import json
from pathlib import Path
from typing import Any

from .timing import WARM

_MARK = "number-{:07d}"


def mark(number: int) -> str:
    """What stands for `number` in a request."""
    return _MARK.format(number)


def numbered(path: Path, calls: int) -> list[dict[str, Any]]:
    """The Chat Completions request in the file (written as number 0), once per call, the uncounted ones first."""
    text = path.read_text(encoding="utf-8")
    return [json.loads(text.replace(mark(0), mark(number))) for number in range(1, WARM + calls + 1)]
