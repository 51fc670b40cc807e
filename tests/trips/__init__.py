"""How often a request asks the stores, counted for every operation of the API over a local cloud's real ones."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

NOBODY, TOKEN, KEY, IDEMPOTENT = "nobody", "access token", "API key", "Idempotency-Key"
"""Ways to ask: without credentials, with one of two, and so that it may be sent again."""


class Asked(NamedTuple):
    """One request: its operation, and in which way it was asked.

    `dynamodb` and `others` are its round trips to AWS in the order of their ends, and `in_a_row` how many of those to
    DynamoDB had to wait for another one. `valkey` counts those to Valkey. `fault` is the answer, if it was refused.
    """

    operation: str
    way: str
    in_a_row: int
    dynamodb: Sequence[str]
    others: Sequence[str]
    valkey: int
    fault: str | None


def counted(*operations: str) -> Iterator[Asked]:
    """What each of these operations takes, in every way to ask for it; without any, all that the API has."""
    command = [sys.executable, "-m", __name__, *operations]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"The round trips were not counted: {done.stderr.strip()[-2000:]}")
    return (Asked(**json.loads(line)) for line in done.stdout.splitlines())
