"""Strings, numbers, booleans and choices: by what is bound, by intent, by name, within what the schema allows."""

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from . import formats, naming
from .makers import CHOICES, FIELDS
from .makers.records import Phrases
from .patterns import matches, matching
from .phrasebook import entries
from .refusal import refused
from .scope import Scope
from .shapes import Schema, kind
from .slugs import slug
from .writer import Writer

_LONGEST = 400
LONGEST_TEXT = 20_000
_PARAGRAPH = 110
_LONG = ("generic.paragraph", "generic.body")
_TONGUES = ("en", "fr", "de", "es", "it", "nl", "pt")


class Room(NamedTuple):
    """How long a text may be, and the pattern it must match."""

    shortest: int
    longest: int
    pattern: str | None = None


def scalar(writer: Writer, shape: Schema, scope: Scope) -> Any:
    """A value for a schema that is neither an object nor an array."""
    if shape.get("enum"):
        return _choice(writer, shape["enum"], shape, scope)
    known = _known(shape, scope)
    what = kind(shape)
    if what in ("integer", "number"):
        return _number(writer, shape, scope, known, whole=what == "integer")
    if what == "boolean":
        return known if isinstance(known, bool) else naming.affirmative(scope.path)
    return None if what == "null" else _string(writer, shape, scope, known)


def _known(shape: Schema, scope: Scope) -> Any:
    """What the surrounding item already decided for this field."""
    name = scope.path[-1] if scope.path else ""
    intent = str(shape.get("x-intent", name)).rsplit(".", 1)[-1]
    for key in (intent, name, ""):
        if scope.bound.get(key) is not None:
            return scope.bound[key]
    stage = scope.stage
    of_scope = {"channel": scope.channel, "variant": scope.variant, "language": scope.language}
    if stage:
        of_scope |= {"from_day": str(stage.from_day), "to_day": str(stage.to_day)}
    found = of_scope.get(name)
    return int(found) if found and kind(shape) == "integer" and found.isdigit() else found


def _choice(writer: Writer, options: Sequence[Any], shape: Schema, scope: Scope) -> Any:
    known = _known(shape, scope)
    if known in options:
        return known
    name = scope.path[-1] if scope.path else ""
    rule = CHOICES.get(name)
    preferred = rule(writer, scope) if rule else ()
    channels = [channel for channel in writer.facts.channels if channel in options]
    found = [option for option in preferred if option in options] or channels
    if found:
        return found[0] if rule else found[scope.turn % len(found)]
    filled = [option for option in options if option is not None] or list(options)
    return filled[(writer.dice.below(len(filled), "/".join(scope.path[:1])) + scope.turn) % len(filled)]


def _number(writer: Writer, shape: Schema, scope: Scope, known: Any, *, whole: bool) -> int | float:
    rule = FIELDS.get(str(shape.get("x-intent")))
    found = known if known is not None else rule(writer, scope, Room(0, 0)) if rule else None
    low, high = _bounds(shape, whole=whole)
    wanted = found if isinstance(found, int | float) else naming.figure(scope.path, writer.facts, low, high, scope.turn)
    return _within(float(wanted), low, high, shape.get("multipleOf", 1 if whole else None), whole=whole)


def _bounds(shape: Schema, *, whole: bool) -> tuple[float, float]:
    step = 1 if whole else 1e-6
    lows = [shape["minimum"]] if "minimum" in shape else []
    lows += [shape["exclusiveMinimum"] + step] if isinstance(shape.get("exclusiveMinimum"), int | float) else []
    highs = [shape["maximum"]] if "maximum" in shape else []
    highs += [shape["exclusiveMaximum"] - step] if isinstance(shape.get("exclusiveMaximum"), int | float) else []
    return max(lows, default=-math.inf), min(highs, default=math.inf)


def _within(wanted: float, low: float, high: float, step: float | None, *, whole: bool) -> int | float:
    value = min(max(wanted, low), high)
    if step:
        value = math.floor(value / step + 1e-9) * step
        value = math.ceil(low / step - 1e-9) * step if value < low else value
        value = round(value, 10)
    return round(value) if whole else int(value) if value == int(value) else value


def _room(shape: Schema) -> Room:
    shortest = int(shape.get("minLength", 0))
    return Room(shortest, int(shape.get("maxLength", max(_LONGEST, shortest + _LONGEST))), shape.get("pattern"))


def _string(writer: Writer, shape: Schema, scope: Scope, known: Any) -> str:
    room = _room(shape)
    if room.shortest > LONGEST_TEXT:
        raise refused(scope.path, f"wants more than {LONGEST_TEXT} characters")
    formatted = formats.text(writer, shape, scope) if "format" in shape else None
    if formatted is not None and _fits(formatted, room):
        return formatted
    if room.pattern is None:
        return _text(writer, shape, scope, room, known)
    likely = [*formats.likely(writer, shape, scope), known] if not isinstance(known, str) else [known]
    intended = _intended(writer, shape, scope, room)
    said = (intended, *_examples(shape), *likely, *formats.common(writer, scope))
    texts = [text for text in said if isinstance(text, str)]
    return matching(room.pattern, texts, room.shortest, room.longest, writer.dice, f"{scope.path}/{scope.turn}")


def _examples(shape: Schema) -> Sequence[Any]:
    """What the schema itself gives as an example."""
    found = shape.get("examples", ())
    return [*([shape["default"]] if "default" in shape else []), *(found if isinstance(found, list) else [])]


def _intended(writer: Writer, shape: Schema, scope: Scope, room: Room) -> str | None:
    rule = FIELDS.get(naming.field_intent(shape, scope) or "")
    made = rule(writer, scope, room) if rule else None
    return made if isinstance(made, str) else None


def _fits(text: str, room: Room) -> bool:
    return room.shortest <= len(text) <= room.longest and (room.pattern is None or matches(room.pattern, text))


def _text(writer: Writer, shape: Schema, scope: Scope, room: Room, known: Any) -> str:
    if isinstance(known, str) and known:
        return writer.verbatim(known, scope, room.longest, room.shortest)
    if isinstance(known, Phrases):
        return writer.say(known.phrases, known.name, scope, room.longest, room.shortest)
    intent = naming.field_intent(shape, scope) or ""
    if intent in _LONG and room.longest < _PARAGRAPH:
        intent = "generic.line"
    if intent in FIELDS:
        return writer.verbatim(str(FIELDS[intent](writer, scope, room)), scope, room.longest, room.shortest)
    if entries(intent):
        return writer.write(intent, scope, room.longest, room.shortest)
    return naming.sentence(writer, shape, scope, room.longest, room.shortest)


def another(writer: Writer, item: Any, built: Sequence[Any], shape: Schema) -> Any:
    """A value that is not in `built` yet, near `item`."""
    if isinstance(item, str):
        return _another_text(writer, item, built, _room(shape))
    if isinstance(item, bool) or not isinstance(item, int | float):
        return item
    step, low = shape.get("multipleOf", 1), shape.get("minimum", item - len(built))
    tries = (low + step * i for i in range(len(built) + 2))
    return next(value for value in tries if value not in built)


def _another_text(writer: Writer, item: str, built: Sequence[Any], room: Room) -> str:
    """`item` with a number; any text of its pattern if the pattern takes none."""
    space = " " if room.pattern is None else ""
    numbered = (f"{item[: room.longest - len(f'{space}{n}')]}{space}{n}" for n in range(2, len(built) + 3))
    near = [text for text in numbered if text not in built]
    names = (f"another/{n}" for n in range(8 * (len(built) + 1)))
    made = (matching(room.pattern or "", (), room.shortest, room.longest, writer.dice, name) for name in names)
    return next((text for text in chain(near, made) if text not in built and _fits(text, room)), near[0])


def entry_names(writer: Writer, shape: Schema, scope: Scope, taken: set[str], count: int) -> list[str]:
    """`count` names for the entries of a free mapping, as propertyNames or patternProperties ask; else plain words."""
    rule: Mapping[str, Any] = {"maxLength": 40, **(shape.get("propertyNames") or {})}
    if shape.get("patternProperties"):
        rule = {"pattern": next(iter(shape["patternProperties"])), **rule}
    room, names = _room(rule), list[str]()
    for turn in range(8 * count):
        word = writer.write("generic.entry", scope, room.longest)
        snake = slug(word, room.longest).replace("-", "_")
        tongues = [each for each in (*writer.facts.languages, *_TONGUES) if each not in names] if room.pattern else []
        name = matching(
            room.pattern or "", (word, snake, *tongues), room.shortest, room.longest, writer.dice, f"entry/{turn}"
        )
        names += [name] if name not in taken and name not in names and len(names) < count else []
    return names
