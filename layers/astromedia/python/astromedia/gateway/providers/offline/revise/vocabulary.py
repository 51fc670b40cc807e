"""The words of feedback as data (vocabulary.toml, phrases.toml)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from astromedia.gateway.providers.offline.compose import phrasebook

COMPLAINT = "~"


@cache
def _file(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def phrases() -> Mapping[str, Any]:
    """What a revision puts into texts and says of itself."""
    spaced: Mapping[str, Any] = phrasebook.spaced(_file("phrases"))
    return spaced


def names(table: str) -> tuple[str, ...]:
    """The lists of a table of the vocabulary, or the pairs of a mapping."""
    return tuple(_file("vocabulary")[table])


def opposite(tone: str) -> str:
    """The tone that "less" of this one asks for."""
    return str(_file("vocabulary")["opposites"][tone])


@cache
def said(table: str, name: str, *, complaint: bool = False) -> re.Pattern[str]:
    """The pattern of a list, at the start of a word; of a tone either its names or the complaints of its lack."""
    found = [str(each) for each in _file("vocabulary")[table][name]]
    kept = [each.removesuffix(COMPLAINT) for each in found if each.endswith(COMPLAINT) is complaint]
    return re.compile(rf"(?<!\w)(?:{'|'.join(kept) or '(?!)'})", re.IGNORECASE)


@cache
def shapes(name: str) -> Sequence[re.Pattern[str]]:
    """The patterns of whole clauses."""
    return [re.compile("".join(parts), re.IGNORECASE) for parts in _file("vocabulary")["shapes"][name]]
