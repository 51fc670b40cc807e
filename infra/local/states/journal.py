"""Remembers, across a crash, which executions have not yet been reported as ended."""

import json
import threading
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Started:
    """An execution as it was started; `start` is in milliseconds since 1970, `input` is JSON text."""

    arn: str
    machine: str
    name: str
    input: str
    start: int


class Journal:
    """An append-only file of starts and reported ends. What it holds when it is opened was cut off by the last stop."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self.interrupted = _open_executions(path)
        rewritten = path.with_suffix(".new")
        rewritten.write_text("".join(_line({"started": asdict(entry)}) for entry in self.interrupted))
        rewritten.replace(path)
        self._file = path.open("a", buffering=1)

    def start(self, entry: Started) -> None:
        """Record that an execution runs."""
        self._append({"started": asdict(entry)})

    def reported(self, arn: str) -> None:
        """Record that the end of an execution has been published."""
        self._append({"reported": arn})

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _append(self, record: dict[str, object]) -> None:
        with self._lock:
            self._file.write(_line(record))


def _line(record: dict[str, object]) -> str:
    return json.dumps(record) + "\n"


def _open_executions(path: Path) -> list[Started]:
    running: dict[str, Started] = {}
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            record = json.loads(line)
        except ValueError:  # the line that a kill cut short
            continue
        if "started" in record:
            entry = Started(**record["started"])
            running[entry.arn] = entry
        else:
            running.pop(record["reported"], None)
    return list(running.values())
