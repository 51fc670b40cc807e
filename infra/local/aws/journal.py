"""A write-ahead log for DynamoDB, so that no acknowledged write is lost when the process is killed.

ministack keeps tables in memory and saves them only when it stops. A table is saved here whole from time to time
(the snapshot), and every write after that is appended to the journal of that snapshot before it is acknowledged.
Writes are recorded as the requests they came in; these change nothing but what they name, so replaying them in order
gives the same tables.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WRITES = frozenset(
    {
        "BatchExecuteStatement",
        "BatchWriteItem",
        "DeleteItem",
        "ExecuteStatement",
        "ExecuteTransaction",
        "PutItem",
        "TransactWriteItems",
        "UpdateItem",
    }
)
"""Operations that change items and nothing else; whatever changes tables calls for a snapshot."""
_SMALLEST = 8 << 20


class Journal:
    """The journal of the current snapshot, which is named by its `generation`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.generation = 0
        self._file = self._path(0).open("ab", buffering=0)
        self._limit = _SMALLEST

    @property
    def full(self) -> bool:
        """Whether it is time for a new snapshot: replaying the journal would take longer than loading one."""
        return self._file.tell() > self._limit

    def append(self, account: str, region: str, operation: str, request: str) -> None:
        """Record a write; it is safe from a kill of this process once this returns."""
        self._file.write(json.dumps([account, region, operation, request]).encode() + b"\n")

    def open(self, generation: int) -> Iterator[tuple[str, str, str, str]]:
        """Continue the journal of snapshot `generation`; yields the writes it already holds."""
        self._file.close()
        self.generation = generation
        path = self._path(generation)
        complete = _complete_lines(path.read_bytes() if path.exists() else b"")
        path.write_bytes(complete)
        self._file = path.open("ab", buffering=0)
        for line in complete.splitlines():
            account, region, operation, request = json.loads(line)
            yield account, region, operation, request

    def rotate(self, save: Callable[[int], int]) -> None:
        """Start the next generation: `save` writes its snapshot, all or nothing, and returns its size in bytes."""
        following = self._path(self.generation + 1)
        following.write_bytes(b"")
        self._limit = max(_SMALLEST, save(self.generation + 1))
        self._file.close()
        self._path(self.generation).unlink(missing_ok=True)
        self.generation += 1
        self._file = following.open("ab", buffering=0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _path(self, generation: int) -> Path:
        return self._folder / f"dynamodb-{generation}.jsonl"


def _complete_lines(content: bytes) -> bytes:
    """Without the line that a kill cut short: its write was never acknowledged."""
    return content[: content.rfind(b"\n") + 1]


def parse(headers: Any, body: bytes) -> tuple[str, Any]:
    """The operation and parameters of a DynamoDB request."""
    return str(headers.get("x-amz-target", "")).rpartition(".")[2], json.loads(body or b"{}")
