"""The article's plan and its sections: headings of the SEO plan, each told by the paragraphs that belong to it."""

from collections.abc import Sequence
from typing import Any

from astromedia.gateway.providers.offline.compose import phrasebook, template
from astromedia.gateway.providers.offline.compose.phrasebook import Entry
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import MARKS, Writer

from .records import Binding, Phrases, binding, chosen

_FAMILY = "section"
_SECTIONS = 5
_IN_ORDER = ("pillar", "pillar2", "pillar3", "message", "message2")


def headings(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """The outline: sections for this kind of brief, in the order a reader needs them."""
    count = max(fewest, min(most, _SECTIONS))
    return [{"": binding(_FAMILY, entry, scope)["heading"]} for entry in _plan(writer, scope, count)]


def _plan(writer: Writer, scope: Scope, count: int) -> list[Entry]:
    best = chosen(writer, _FAMILY, scope, count)
    return sorted(best, key=lambda entry: int(entry["place"]))


def sections(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """One section per heading of the SEO plan (or of a plan of our own), with two or three paragraphs each."""
    outline = writer.earlier.texts("seo.outline.*") if "seo" in writer.earlier else []
    if not outline:
        return [
            _section(writer, entry, None, scope) for entry in _plan(writer, scope, max(fewest, min(most, _SECTIONS)))
        ]
    spare = chosen(writer, _FAMILY, scope, 99)
    known = [_known(heading, writer, scope) for heading in outline]
    unused = [entry for entry in spare if not any(entry is other for other in known)]
    picked: list[Entry] = [
        entry or unused.pop(0) if entry or unused else spare[i % len(spare)] for i, entry in enumerate(known)
    ]
    made = [_section(writer, entry, heading, scope) for entry, heading in zip(picked, outline, strict=True)]
    return made[:most]


def _section(writer: Writer, entry: Entry, heading: str | None, scope: Scope) -> Binding:
    fields: dict[str, Any] = dict(binding(_FAMILY, entry, scope))
    paragraphs: Sequence[Any] = [part[scope.language] for part in entry["parts"]]
    fields["paragraph"] = [Phrases(f"{_FAMILY}/{entry['id']}/{i}", [part]) for i, part in enumerate(paragraphs)]
    for slot in _IN_ORDER:
        fields[f"{{{slot}}}"] = writer.slots.value(slot, scope.at(turn=0), 0)
    return fields | ({"heading": heading} if heading else {})


def _known(heading: str, writer: Writer, scope: Scope) -> Entry | None:
    """The record whose heading this is, told by the words of its templates."""
    matches = [
        (template.literal_length(phrase), i)
        for i, entry in enumerate(phrasebook.entries(_FAMILY))
        for phrase in entry["heading"][scope.language]
        if template.could_make(phrase.lstrip(MARKS), heading)
    ]
    return phrasebook.entries(_FAMILY)[max(matches)[1]] if matches else None
