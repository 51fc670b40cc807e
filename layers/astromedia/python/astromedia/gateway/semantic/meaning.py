"""Phrases that mean something: one item for all the wordings of a tone, a sentiment, an audience, an action.

Each rule takes a place and its phrase's entry, and gives the items it comes to, or None if it does not apply there.
"""

from collections.abc import Callable

from .items import Item, Place

Rule = Callable[[Place, str], list[Item] | None]

_TONED = frozenset({"tone", "voice", "style", "register", "manner", "feel", "mood", "tone of voice", "way", "vibe"})
_LINKS = (",", "and")


def item(kind: str, text: str = "{}") -> Rule:
    """The rule that makes one item of `kind`; `text` takes in the entry."""
    return lambda place, value: [Item(kind, text.format(value), plural=place.here.tokens[-1].plural)]


def negator(place: Place, value: str) -> list[Item]:
    """What negates the words after it ("forward") or before it."""
    return [Item("no" if value == "forward" else "none", value)]


def letter(place: Place, value: str) -> list[Item] | None:
    """A channel with a letter for a name, if something written for it follows."""
    return [Item("fact", f"channel:{value}")] if place.beside(1).means("deliverable", "noise") else None


def people(place: Place, value: str) -> list[Item]:
    """An audience, as the words that name it."""
    return [Item("content", word) for word in value.split()]


def action(place: Place, value: str) -> list[Item]:
    """A verb whose form says nothing."""
    return [Item("content", f"do:{value}")]


def same(place: Place, value: str) -> list[Item]:
    """A synonym; a discount is a fact, however often it is said."""
    return [Item("fact" if value == "discount" else "content", value)]


def tone(place: Place, value: str) -> list[Item] | None:
    """A tone, once: "relaxed, informal" is one. "Relaxed" is a tone only before another or "tone": jeans are it too."""
    if value == "relaxed":
        after = [segment for segment in place.around(-1, 3) if segment.text not in _LINKS]
        if not after or not (after[0].text in _TONED or after[0].means("tone")):
            return None
        value = "informal"
    repeated = _tone_before(place) in ({"relaxed", value} if value == "informal" else {value})
    return [Item("gone" if repeated else "content", f"tone:{value}")]


def _tone_before(place: Place) -> str | None:
    before = [segment for segment in place.around(3, -1) if segment.text not in _LINKS]
    return before[-1].meanings.get("tone") if before else None


def sentiment(place: Place, value: str) -> list[Item] | None:
    """What a customer feels, if one is near; "happy" alone may be anything."""
    near = {segment.meanings.get("sentiment") for segment in place.around(4, 4)}
    if value == "person":
        return [Item("gone", value)] if near & {"positive", "negative"} else None
    if value in ("positive", "negative"):
        return [Item("fact", f"sentiment:{value}")] if "person" in near else None
    return [Item("fact", f"sentiment:{'positive' if value in ('praise', 'good_review') else 'negative'}")]
