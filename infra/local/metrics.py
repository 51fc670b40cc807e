"""What functions tell in their logs while somebody looks: lines, and the metrics in them (EMF)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

TOLD = re.compile(r'\{"_aws"')


class Datum(NamedTuple):
    """One value of a metric, as CloudWatch gets it."""

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]
    value: float


class FunctionLogs:
    """The logs of all functions in `folder`, from the moment that this is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._from = {log: log.stat().st_size for log in self._logs()}

    def lines(self) -> Mapping[str, list[str]]:
        """The lines since then that are complete, by the function's name."""
        return {log.stem: list(self._lines(log)) for log in self._logs()}

    def _logs(self) -> list[Path]:
        return sorted(self._folder.glob("astromedia-*.log"))

    def _lines(self, log: Path) -> Iterator[str]:
        with log.open("rb") as file:
            file.seek(self._from.get(log, 0))
            text = file.read().decode(errors="replace")
        yield from text[: text.rfind("\n") + 1].splitlines()


def told(lines: Iterable[str]) -> Iterator[Datum]:
    """The metrics in lines, each by each of its sets of dimensions."""
    for line in metric_lines(lines):
        yield from _of_line(line)


def metric_lines(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """What is in EMF in lines. A function's processes write to one log: two may meet in one line."""
    for line in lines:
        for found in TOLD.finditer(line):
            yield json.JSONDecoder().raw_decode(line, found.start())[0]


def _of_line(line: Mapping[str, Any]) -> Iterator[Datum]:
    for directive in line["_aws"]["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            dimensions = frozenset((name, str(line[name])) for name in names)
            for metric in directive["Metrics"]:
                said = line[metric["Name"]]
                for value in said if isinstance(said, list) else [said]:
                    yield Datum(directive["Namespace"], metric["Name"], dimensions, float(value))
