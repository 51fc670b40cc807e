"""Items of a list: how many, and what each is about."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from . import naming
from .facts import Facts
from .makers import ITEMS
from .makers.records import Phrases, records
from .phrasebook import entries
from .scope import Scope, stages
from .shapes import Schema
from .weights import channel_weights, shares_of
from .writer import FIRST, NOT_SOBER, PUBLISHED, Writer

_USUAL = 3


class Wanted(NamedTuple):
    """How many items a list may have."""

    fewest: int
    most: int


def wanted(shape: Schema, already: int) -> Wanted:
    """What the schema allows beyond what is there already; without a maximum, a few more than the fewest."""
    fewest = max(0, shape.get("minItems", 0) - already)
    most = shape.get("maxItems", max(fewest + 1, _USUAL + 1) + already) - already
    return Wanted(fewest, max(fewest, most))


def scopes(writer: Writer, shape: Schema, scope: Scope, already: int) -> list[Scope]:
    """One scope per item: bound to a part of the brief (x-each), or to what it says (x-intent, or the list's name)."""
    room = wanted(shape, already)
    if shape.get("x-each"):
        found = _each(writer, shape["x-each"], scope, shape.get("maxItems"))
        found += found[: max(0, room.fewest - len(found))]
        return [inside.at(turn=i, count=len(found), bound={}, own=True) for i, inside in enumerate(found)]
    intent = naming.list_intent(shape, scope)
    bindings = _bindings(writer, intent, scope, room)
    if bindings is None:
        bindings = [scope.inherited()] * _usual(room)
    item = scope.at(count=len(bindings), intent=intent, own=True, published=scope.published or intent in PUBLISHED)
    return [item.at(turn=scope.turn + i, bound=each) for i, each in enumerate(bindings)]


def _usual(room: Wanted) -> int:
    return min(room.most, max(room.fewest + 1, _USUAL))


def _bindings(writer: Writer, intent: str | None, scope: Scope, room: Wanted) -> Sequence[Mapping[str, Any]] | None:
    bound = scope.bound.get(intent.rsplit(".", 1)[-1]) if intent else None
    if isinstance(bound, Phrases):
        later = bound._replace(
            phrases=[phrase for phrase in bound.phrases if not phrase.lstrip(NOT_SOBER).startswith(FIRST)]
        )
        return _fitted(
            [{**scope.inherited(), "": bound}] + [{**scope.inherited(), "": later}] * (_usual(room) - 1), room
        )
    if isinstance(bound, list):
        return _fitted([{**scope.inherited(), "": each} for each in bound], room)
    if intent and intent in ITEMS:
        return _fitted(ITEMS[intent](writer, scope, room.fewest, room.most), room)
    if intent and entries(intent) and "en" not in entries(intent)[0]:
        return _fitted(records(writer, intent, scope, room.fewest, room.most), room)
    return None


def _fitted(bindings: Sequence[Mapping[str, Any]], room: Wanted) -> Sequence[Mapping[str, Any]]:
    missing = room.fewest - len(bindings)
    more = [bindings[i % len(bindings)] for i in range(missing)] if bindings else []
    return [*bindings, *more][: room.most]


def bound_for_object(writer: Writer, shape: Schema, scope: Scope) -> Scope:
    """An object of its own (not an item) that a maker knows as a whole, such as a palette or one variant's copy."""
    intent = naming.object_intent(shape, scope)
    if intent is None or intent not in ITEMS:
        return scope
    return scope.at(bound=dict(ITEMS[intent](writer, scope, 1, 1)[0]))


def _each(writer: Writer, parts: Sequence[str], scope: Scope, most: int | None) -> list[Scope]:
    roadmap = writer.earlier.mappings("strategy.roadmap.*") if "strategy" in writer.earlier else []
    facts = writer.facts
    elements: Mapping[str, list[Mapping[str, Any]]] = {
        "channels": [{"channel": channel} for channel in facts.channels],
        "languages": [{"language": language} for language in facts.languages],
        "goals": [{"goal": i} for i in range(len(facts.goals))] or [{"goal": 0}],
        "stages": [{"stage": stage} for stage in stages(facts, roadmap, most)],
        "variants": [{"variant": variant} for variant in "AB"],
    }
    known = [elements[part] for part in parts if part in elements]
    changes = [{key: value for part in combined for key, value in part.items()} for combined in product(*known)]
    return [scope.at(**change) for change in _thinned(changes, most)]


def _thinned(changes: list[dict[str, Any]], most: int | None) -> list[dict[str, Any]]:
    """At most `most` in their order: one of every channel and language (variants taking turns), then more, evenly."""
    if most is None or len(changes) <= most:
        return changes
    places = [(change.get("channel"), change.get("language")) for change in changes]
    firsts = []
    for i, place in enumerate(dict.fromkeys(places)):
        mine = [at for at, other in enumerate(places) if other == place]
        firsts.append(mine[i % len(mine)])
    rest = [at for at in range(len(changes)) if at not in firsts]
    kept = _evenly(firsts, most)
    return [changes[at] for at in sorted(kept + _evenly(rest, most - len(kept)))]


def _evenly(items: list[int], count: int) -> list[int]:
    count = min(count, len(items))
    return [items[i * len(items) // count] for i in range(count)]


def shared(shape: Schema, built: list[Any], facts: Facts) -> list[Any]:
    """The items with whole percents that sum to 100 in the field that `x-shares` names."""
    field = shape.get("x-shares")
    if field and built:
        weights = channel_weights([str(item.get("channel", "")) for item in built], facts)
        for item, share in zip(built, shares_of(100, weights), strict=True):
            item[field] = share
    return built
