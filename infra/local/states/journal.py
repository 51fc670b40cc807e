"""Remembers, across a stop at any moment, which executions run and how the last ones ended."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

KEPT = 500
"""Ended executions that the journal remembers."""
_SLACK = 2000
"""Lines that no longer matter before the file is written anew."""

Detail = dict[str, Any]
"""The detail of a status change event, as EventBridge is given it."""


@dataclass(frozen=True)
class Started:
    """An execution as it was started, with the definition it runs, so that it can be run again.

    `start` is in milliseconds since 1970, `input` and `definition` are JSON text; a definition is empty in a journal
    that an older version wrote.
    """

    arn: str
    machine: str
    name: str
    input: str
    start: int
    definition: str = ""
    role: str = ""


class Journal:
    """An append-only file of starts, ends and reports, written anew when most of it no longer matters.

    `running` are the executions that have not ended, by ARN; when the file is opened, those that the last stop cut
    off. `ended` are the last ones that have, oldest first, and `unreported` those of them whose event is still due.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._definitions: dict[str, str] = {}
        self.running: dict[str, Started] = {}
        self.ended: dict[str, Detail] = {}
        self.unreported: dict[str, Detail] = {}
        for record in _records(path):
            self._apply(record)
        self._rewrite()

    def start(self, entry: Started) -> None:
        """Record that an execution runs."""
        with self._lock:
            digest = _digest(entry.definition)
            if digest not in self._definitions:
                self._write({"definition": digest, "text": entry.definition})
            self._write({"started": asdict(replace(entry, definition=digest))})

    def end(self, detail: Detail) -> None:
        """Record how an execution ended: it is never run again, and its event is due."""
        with self._lock:
            self._write({"ended": detail})

    def reported(self, arn: str) -> None:
        """Record that the end of an execution has been published."""
        with self._lock:
            self._write({"reported": arn})
            if self._lines > _SLACK + 4 * (len(self.running) + len(self.ended)):
                self._file.close()
                self._rewrite()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, record: dict[str, Any]) -> None:
        self._file.write(_line(record))
        self._lines += 1
        self._apply(record)

    def _apply(self, record: dict[str, Any]) -> None:
        kinds: dict[str, Callable[[dict[str, Any]], None]] = {
            "definition": self._defined,
            "started": self._started,
            "ended": self._ended,
            "reported": self._reported,
        }
        kinds[next(iter(record))](record)

    def _defined(self, record: dict[str, Any]) -> None:
        self._definitions[record["definition"]] = record["text"]

    def _started(self, record: dict[str, Any]) -> None:
        entry = Started(**record["started"])
        self.running[entry.arn] = replace(entry, definition=self._definitions.get(entry.definition, ""))
        self.ended.pop(entry.arn, None)

    def _ended(self, record: dict[str, Any]) -> None:
        arn = record["ended"]["executionArn"]
        self.running.pop(arn, None)
        self.ended[arn] = self.unreported[arn] = record["ended"]

    def _reported(self, record: dict[str, Any]) -> None:
        self.running.pop(record["reported"], None)
        self.unreported.pop(record["reported"], None)
        for oldest in [known for known in self.ended if known not in self.unreported][:-KEPT]:
            del self.ended[oldest]

    def _kept(self) -> list[dict[str, Any]]:
        """The records that say what this journal knows, and nothing more."""
        running = [replace(entry, definition=_digest(entry.definition)) for entry in self.running.values()]
        needed = {_digest(entry.definition): entry.definition for entry in self.running.values()}
        return [
            *({"definition": digest, "text": text} for digest, text in needed.items()),
            *({"started": asdict(entry)} for entry in running),
            *({"ended": detail} for detail in self.ended.values()),
            *({"reported": arn} for arn in self.ended if arn not in self.unreported),
        ]

    def _rewrite(self) -> None:
        kept = self._kept()
        self._definitions = {record["definition"]: record["text"] for record in kept if "definition" in record}
        scratch = self._path.with_suffix(".new")
        scratch.write_text("".join(map(_line, kept)))
        scratch.replace(self._path)
        self._file = self._path.open("a", buffering=1)
        self._lines = len(kept)


def _digest(definition: str) -> str:
    return hashlib.sha256(definition.encode()).hexdigest()


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record) + "\n"


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            yield json.loads(line)
        except ValueError:  # the line that a kill cut short
            continue
