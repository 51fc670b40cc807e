"""The tables of this package: TOML files of entries, whose alternatives are separated by "|"."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files


@cache
def data(name: str) -> Mapping[str, Mapping[str, str]]:
    """The tables of a file of this package."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def alternatives(text: str) -> Iterator[str]:
    """The phrases of one entry."""
    return (" ".join(part.split()) for part in text.split("|"))
