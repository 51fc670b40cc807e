"""A revision: the rejected output with the feedback's wishes done, and what is said about it."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from astromedia.gateway.calls import TextCall
from astromedia.gateway.providers.offline.compose.document import RESPONSE
from astromedia.gateway.providers.offline.compose.shapes import Schema, Shapes
from astromedia.gateway.providers.offline.compose.validity import faults

from .desk import DRAFTS, Desk
from .places import places, pruned
from .reading import read
from .response import response
from .rules import RULES, Done
from .wishes import Kind, Wish

_ANEW = Wish(Kind.ANGLE)


def revised(call: TextCall) -> dict[str, Any]:
    """A document valid for `call.json_schema` that heeds `call.feedback`.

    What the feedback does not touch stays as it was in `call.previous_output`. Where nothing of it could be understood,
    or nothing could be changed, another draft is made. A field of the schema whose hint is "feedback.response" says
    what was done and what was not.
    """
    field, schema = _without_response(call.json_schema)
    reading = read(call.feedback or "")
    order = {kind: i for i, kind in enumerate(Kind)}
    wishes = sorted(reading.wishes, key=lambda wish: order[wish.kind])
    asked = call.model_copy(update={"json_schema": schema, "feedback": None, "previous_output": None})
    desk = Desk(asked, call.feedback or "", wishes)
    done = _work(desk, _readable(schema, call.previous_output))
    if field is None:
        return desk.document
    longest = int(call.json_schema["properties"][field].get("maxLength", 1_000))
    return {field: response(done, reading.unread, desk.language, longest), **desk.document}


def _without_response(schema: Schema) -> tuple[str | None, Schema]:
    fields = schema.get("properties", {})
    found = [name for name, each in fields.items() if isinstance(each, Mapping) and each.get("x-intent") == RESPONSE]
    if not found:
        return None, schema
    kept = {name: each for name, each in fields.items() if name not in found}
    return found[0], {
        **schema,
        "properties": kept,
        "required": [n for n in schema.get("required", ()) if n not in found],
    }


def _readable(schema: Schema, previous: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The rejected output without what code computed; None if there is none, or none that fits the schema."""
    if not previous:
        return None
    kept: dict[str, Any] = pruned(Shapes(schema), schema, previous)
    return kept if next(faults(schema, kept), None) is None else None


def _work(desk: Desk, previous: dict[str, Any] | None) -> list[Done]:
    """Do the wishes on the rejected output, or on the draft that differs most if that leaves it as it was."""
    anew = not desk.wishes or any(wish.kind is Kind.ANGLE for wish in desk.wishes)
    if previous is not None and not anew:
        desk.begin(deepcopy(previous))
        done = _do(desk, desk.wishes)
        if desk.document != previous:
            return done
    drafts = [desk.draft(turn) for turn in range(DRAFTS)]
    desk.begin(max(drafts, key=lambda draft: (_new_texts(desk, draft, previous), draft != previous)))
    new = Done(_ANEW, _new_texts(desk, desk.document, previous))
    return [new, *_do(desk, [wish for wish in desk.wishes if wish.kind is not Kind.ANGLE])]


def _new_texts(desk: Desk, draft: dict[str, Any], previous: dict[str, Any] | None) -> int:
    """How many texts of the draft are nowhere in the rejected output."""
    rejected = {place.text for place in places(desk.call.json_schema, previous or {}, desk.language)}
    found = places(desk.call.json_schema, draft, desk.language)
    return sum(place.text not in rejected for place in found if not place.fixed)


def _do(desk: Desk, wishes: Sequence[Wish]) -> list[Done]:
    done = []
    for wish in wishes:
        made = RULES[wish.kind](desk, wish)
        done.append(made)
        if wish.kind is Kind.REPLACE and not made.texts:
            done.append(RULES[Kind.INCLUDE](desk, Wish(Kind.INCLUDE, wish.instead, parts=wish.parts)))
    return done
