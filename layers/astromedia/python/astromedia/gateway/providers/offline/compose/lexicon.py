"""Word lists and patterns as data (phrases/lexicon.toml)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("phrases", "lexicon.toml").read_text(encoding="utf-8"))


@cache
def listed(table: str, name: str) -> Sequence[str]:
    """The words of a list in its order."""
    return tuple(_tables()[table][name].split())


@cache
def words(table: str, name: str) -> frozenset[str]:
    """The words of a list, to ask whether one is in it."""
    return frozenset(listed(table, name))


@cache
def by_word(table: str) -> Mapping[str, str]:
    """Every word of a table's lists with the name of its list."""
    return {word: name for name in _tables()[table] for word in listed(table, name)}


@cache
def patterns(table: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    """The table's names, each with the pattern that tells it; the order is the one written."""
    return [
        (name, re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", re.IGNORECASE)) for name, parts in _tables()[table].items()
    ]
