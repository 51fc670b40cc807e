"""What a phase demands of its output besides the schema (`x-demands`): tried for, and put in where there is room."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from astromedia.domain.channels import LIMITS, Channel
from astromedia.domain.texts import says, texts
from astromedia.gateway.calls import TextCall

from .compose.shapes import Shapes, kind

TRIES = 6
_NEXT_SEED = 1_000_003
_USUAL = 400
_CODED = ("enum", "const", "pattern", "format")


class _Place(NamedTuple):
    """A text to read, in the object or list that holds it, and how many characters it may still have."""

    holder: Any
    key: Any
    text: str
    room: int


def fulfilled(call: TextCall, make: Callable[[TextCall], dict[str, Any]]) -> dict[str, Any]:
    """What `make` writes for `call`, with what must be said put in; another draft where it says what it must not.

    If no draft does, the last one: the check after the answer will say what is wrong with it.
    """
    demanded: Mapping[str, Any] = call.json_schema.get("x-demands") or {}
    document = _with_words(call, make(call), demanded)
    for turn in range(1, TRIES if demanded else 1):
        if _keeps(document, demanded):
            break
        seed = call.seed + turn * _NEXT_SEED
        document = _with_words(call, make(call.model_copy(update={"seed": seed})), demanded)
    return document


def _keeps(document: Mapping[str, Any], demanded: Mapping[str, Any]) -> bool:
    said = [text.text for text in texts(document)]
    longest = demanded.get("longest_words")
    return (
        all(any(says(text, words) for text in said) for words in demanded.get("must_include", ()))
        and not any(says(text, words) for words in demanded.get("must_not_include", ()) for text in said)
        and (longest is None or sum(len(text.split()) for text in said) <= longest)
    )


def _with_words(call: TextCall, document: dict[str, Any], demanded: Mapping[str, Any]) -> dict[str, Any]:
    for words in demanded.get("must_include", ()):
        if not any(says(text.text, words) for text in texts(document)):
            _put_in(call, document, words)
    return document


def _put_in(call: TextCall, document: dict[str, Any], words: str) -> None:
    """As a sentence of its own in the longest text that has room for it; nothing if none has."""
    sentence = words if words[-1] in ".!?…" else f"{words}."
    places = [place for place in _places(call.json_schema, document) if place.room >= len(sentence) + 2]
    if places:
        place = max(places, key=lambda place: len(place.text))
        before, gap, last = place.text.rpartition("\n\n")
        place.holder[place.key] = f"{before}{gap}{sentence}{gap}{last}" if gap else f"{place.text} {sentence}".strip()


def _places(schema: Mapping[str, Any], document: dict[str, Any]) -> Iterator[_Place]:
    shapes = Shapes(schema)
    left: list[tuple[Any, Any, Channel | None]] = [(schema, document, None)]
    while left:
        shape, holder, around = left.pop()
        plain, _ = shapes.plain(shape)
        channel = _channel(holder) or around
        for key, inner, value in _inside(plain, holder):
            field, _ = shapes.plain(inner)
            if isinstance(value, str) and kind(field) == "string" and not any(code in field for code in _CODED):
                most = field.get("maxLength", max(_USUAL, len(value)))
                yield _Place(holder, key, value, min(most, LIMITS[channel].body if channel else most) - len(value))
            left.append((inner, value, channel))


def _inside(plain: Mapping[str, Any], value: Any) -> list[tuple[Any, Any, Any]]:
    """The keys, schemas and values of an object's fields or a list's items."""
    if isinstance(value, dict):
        fields = plain.get("properties", {})
        return [(name, fields[name], inner) for name, inner in value.items() if name in fields]
    return [(i, plain.get("items", {}), inner) for i, inner in enumerate(value)] if isinstance(value, list) else []


def _channel(value: Any) -> Channel | None:
    named = value.get("channel") if isinstance(value, dict) else None
    return Channel(named) if isinstance(named, str) and named in frozenset(Channel) else None
