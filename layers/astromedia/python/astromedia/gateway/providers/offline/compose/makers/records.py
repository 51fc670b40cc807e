"""Items made from records of the phrasebook: fields that belong together."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from astromedia.gateway.providers.offline.compose import phrasebook
from astromedia.gateway.providers.offline.compose.phrasebook import Entry
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import MARKS, PUBLISHED, Writer

USUAL = 4


class Phrases(NamedTuple):
    """Alternatives for one field, under the name by which their use is counted."""

    name: str
    phrases: Sequence[Any]


Binding = Mapping[str, Any]


def records(writer: Writer, family: str, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """Bindings for a list of the family's records: those meant for this brief first, in an order of their own."""
    count = min(most, max(fewest, USUAL))
    return [binding(family, entry, scope) for entry in chosen(writer, family, scope, count)]


def chosen(writer: Writer, family: str, scope: Scope, count: int) -> list[Entry]:
    """Up to `count` records all of whose fields can be said: by `rank`, then those for this kind of brief first."""
    scope = scope.at(published=scope.published or family in PUBLISHED)
    found = phrasebook.suited(family, writer.tags(scope))
    possible = [entry for entry in writer.dice.shuffled(found, family) if _sayable(writer, entry, scope)]
    return sorted(possible, key=lambda entry: (entry.get("rank", 5), "for" not in entry))[:count]


def binding(family: str, entry: Entry, scope: Scope) -> Binding:
    """The record's fields in the scope's language, ready to be bound to an item."""
    name = f"{family}/{entry.get('id', '')}"
    return {
        field: Phrases(f"{name}/{field}/{i}", lines[scope.language])
        for i, (field, lines) in enumerate(entry.items())
        if isinstance(lines, Mapping)
    }


def _sayable(writer: Writer, entry: Entry, scope: Scope) -> bool:
    fields = [lines[scope.language] for lines in entry.values() if isinstance(lines, Mapping)]
    return all(any(_possible(writer, phrase, scope) for phrase in phrases) for phrases in fields)


def _possible(writer: Writer, phrase: Any, scope: Scope) -> bool:
    if isinstance(phrase, str):
        return writer.fill(phrase.lstrip(MARKS), scope) is not None
    return any(_possible(writer, first, scope) for first in phrase[0])
