"""Words of the request that say nothing where they stand, and count elsewhere ("design a survey", "design books").

Each rule takes a place and its phrase's entry, and gives the items it comes to, or None if it does not apply there.
"""

from .items import COPULAS, Item, Place, Segment, gone

_DETERMINERS = frozenset(
    {"a", "an", "the", "some", "me", "us", "our", "your", "my", "this", "that", "these", "it", "its"}
)
_ADVERBS = frozenset({"one", "up", "out", "down", "new", "short", "brief", "catchy"})
_SUBJECTS = frozenset({"and", "that", "which", "it"})
_MEASURES = {"length": ("second", "word", "character"), "price": ("money", "percent")}


def verb(place: Place, value: str) -> list[Item] | None:
    """A verb of making, before what is to be made."""
    before, after = place.beside(-1), place.beside(1)
    told = value == "third" and before.text in _SUBJECTS and not (after.breaks or after.means("marker"))
    return [Item("end", value)] if told or (_asked(before) and _is_object(after)) else None


def aim(place: Place, value: str) -> list[Item] | None:
    """A verb of aiming, where its subject is the text and people follow."""
    after = place.beside(1)
    people = (
        after.means("audience") or after.meanings.get("drop") == "glue" or (after.tokens and after.tokens[0].plural)
    )
    return [Item("marker", "to")] if _asked(place.beside(-1)) and people else None


def placed(place: Place, value: str) -> list[Item] | None:
    """A verb of appearing, before the channel where the text is to appear."""
    after = [segment for segment in place.around(-1, 3) if segment.meanings.get("drop") != "glue"]
    there = len(after) > 1 and after[0].means("marker") and _is_place(after[1])
    return [Item("gone", value)] if there else None


def _is_place(segment: Segment) -> bool:
    return segment.means("channel") or segment.tokens[0].kind == "language"


def label(place: Place, value: str) -> list[Item] | None:
    """A label before its value ("audience: nurses"), first in its clause, or after it ("nurses are the audience")."""
    before, after = place.near(-1), place.beside(1)
    first = before.breaks or before.means("drop") or before.meanings.get("marker") == "between"
    named = first and after.text in COPULAS
    inline = value == "inline" and before.breaks and not after.breaks and after.meanings.get("drop") != "glue"
    ends = after.breaks or after.meanings.get("marker") == "between"
    closing = ends and {"as", "are", "is"} & {segment.text for segment in place.around(2, -1)}
    return gone(place.here) if closing or named or (inline and not after.means("marker")) else None


def noise(place: Place, value: str) -> list[Item] | None:
    """A word for text as such, unless it is the first half of something else ("copy machines")."""
    return None if place.beside(1).common else [Item("gone", value, plural=place.here.tokens[-1].plural)]


def quality(place: Place, value: str) -> list[Item] | None:
    """Praise of the text to come, where the text is named next ("catchy headlines", not "good coffee")."""
    after = [segment for segment in place.around(-1, 6) if not segment.means("quality", "channel", "tone")]
    named = next((segment for segment in after if not segment.tokens or segment.tokens[0].kind == "word"), None)
    return [Item("gone", value)] if named and named.means("deliverable", "noise") else None


def span(place: Place, value: str) -> list[Item] | None:
    """A word of length next to a length, of price next to a price ("lasting 30 seconds", "only $5")."""
    sides = [place.near(-1, "span"), place.near(1, "span")]
    if sides[1].text == "of":
        sides.append(Place(place.segments, place.at + 1).near(1, "span"))
    measured = any(side.tokens and side.tokens[0].text.startswith(_MEASURES[value]) for side in sides)
    return [Item("gone", value)] if measured else None


def drop(place: Place, value: str) -> list[Item]:
    """What says nothing anywhere."""
    return [Item("end", value)] if value in ("ask", "include") else gone(place.here)


def _asked(before: Segment) -> bool:
    """Whether a verb after this segment may be the request's own."""
    return before.breaks or before.means("drop") or before.meanings.get("marker") in ("between", "to")


def _is_object(after: Segment) -> bool:
    """Whether this may be what a verb of the request makes."""
    if not after.tokens or after.breaks:
        return False
    named = after.tokens[0].kind != "word" or after.tokens[0].name
    return named or after.text in _DETERMINERS | _ADVERBS or after.means("channel", "deliverable", "tone", "quality")
