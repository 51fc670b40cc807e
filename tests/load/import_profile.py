"""Reads what `python -X importtime` tells: which modules an import loads, and how long each takes by itself."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|\s+(\S+)")


class Import(NamedTuple):
    """Milliseconds: of the module alone, and with all that it was the first to import."""

    module: str
    own: float
    whole: float


def imports(told: str) -> list[Import]:
    """The imports, those first that take longest by themselves."""
    found = (_LINE.match(line) for line in told.splitlines())
    read = (Import(match[3], int(match[1]) / 1e3, int(match[2]) / 1e3) for match in found if match)
    return sorted(read, key=lambda item: item.own, reverse=True)


def packages(read: list[Import]) -> list[tuple[str, float, int]]:
    """What each package takes with all its modules (milliseconds), and how many they are; the longest first."""
    names = {item.module.partition(".")[0] for item in read}
    parts = {name: [item.own for item in read if item.module.partition(".")[0] == name] for name in names}
    return sorted(((name, sum(own), len(own)) for name, own in parts.items()), key=lambda row: row[1], reverse=True)


def table(read: list[Import], most: int = 40) -> Iterator[str]:
    """The same for people, as Markdown: packages, then modules, `most` of each."""
    yield f"{len(read)} modules, {sum(item.own for item in read):.0f} ms (told while timing each: more than without)\n"
    yield "| package | ms | modules |\n|---|---|---|"
    yield from (f"| {name} | {own:.1f} | {count} |" for name, own, count in packages(read)[:most])
    yield "\n| module | ms alone | ms with what it imports first |\n|---|---|---|"
    yield from (f"| {item.module} | {item.own:.1f} | {item.whole:.1f} |" for item in read[:most])
