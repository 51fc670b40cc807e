"""The phrasebook: what an intent says in English and French, as data (phrases/*.toml), loaded file by file.

A set of phrases is a table `[[intent]]` with `en` and `fr` side by side: alternatives (a list of templates), or
sentences in order (a list of lists: one alternative of each is taken). A record is a table `[[family]]` whose fields
(`title.en`, `title.fr`) belong together. `for` names the tags (kind of brief, channel, result, position ...) it is
meant for.

Marks before a template: "!" is taken first, once; "!!" is always taken first; "~" is a last resort; "^" is not for
sober subjects such as funerals.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

Entry = Mapping[str, Any]
Lines = Sequence[str] | Sequence[Sequence[str]]


def _typographic(text: str) -> str:
    """French spacing: a no-break space inside guillemets and before tall punctuation."""
    for mark in (":", ";", "!", "?", "»"):
        text = text.replace(f" {mark}", f"\u00a0{mark}")
    return text.replace("« ", "«\u00a0")


def spaced(value: Any, language: str | None = None) -> Any:
    """A file's content, what is under "fr" with French spacing."""
    if isinstance(value, dict):
        return {key: spaced(each, key if key in ("en", "fr") else language) for key, each in value.items()}
    if isinstance(value, list):
        return [spaced(each, language) for each in value]
    return _typographic(value) if language == "fr" and isinstance(value, str) else value


@cache
def area(name: str) -> Mapping[str, Sequence[Entry]]:
    """All entries of one file by intent or family."""
    text = files(__package__).joinpath("phrases", f"{name}.toml").read_text(encoding="utf-8")
    tables: dict[str, list[Entry]] = spaced(tomllib.loads(text))
    return tables


@cache
def _index() -> Mapping[str, str]:
    text = files(__package__).joinpath("phrases", "areas.toml").read_text(encoding="utf-8")
    return {family: name for name, families in tomllib.loads(text).items() for family in families}


def area_of(name: str) -> str | None:
    """The file that holds an intent or family, if any does."""
    return _index().get(name.split(".", 1)[0])


def entries(name: str) -> Sequence[Entry]:
    """The sets or records called `name`; () when the phrasebook has none."""
    where = area_of(name)
    return area(where).get(name, ()) if where else ()


def suited(name: str, tags: frozenset[str]) -> list[Entry]:
    """The entries for any of these tags first, then those for everyone; entries for others are left out."""
    mine = [entry for entry in entries(name) if not tags.isdisjoint(entry.get("for", ()))]
    return mine + [entry for entry in entries(name) if "for" not in entry]
