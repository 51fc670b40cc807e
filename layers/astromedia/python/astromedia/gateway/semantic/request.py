"""From tokens to the items of a request: facts, deliverables, content; and what only says that something is wanted."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .phrases import vocabulary
from .words import Token, singular


class Item(NamedTuple):
    """A part of a request.

    kind: "content" (a word that must stand in both requests), "fact" ("channel:x", "amount:percent:20"),
    "deliverable", "operator" (only, than), "marker" (about, by), "no" and "none" (negate what follows, what precedes),
    "end" (a verb of the request: ends a negation), "break" (ends a clause), "comma", "gone" (says nothing).
    """

    kind: str
    value: str
    name: bool = False
    plural: bool = False
    negated: bool = False
    capital: bool = False


class Segment(NamedTuple):
    """A known phrase or a single token, and what it may mean."""

    tokens: Sequence[Token]
    meanings: Mapping[str, str]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)


_BREAKS = frozenset(".;:!?()[]–—|")
_DETERMINERS = frozenset(
    {
        "a",
        "an",
        "the",
        "some",
        "me",
        "us",
        "our",
        "your",
        "my",
        "this",
        "that",
        "these",
        "it",
        "its",
        "one",
        "up",
        "out",
        "down",
        "new",
        "short",
        "brief",
        "catchy",
    }
)
_COPULAS = frozenset({":", "is", "are", "=", "will be", "should be", "would be", "must be"})
_SOFT = frozenset({"verb", "aim", "placed", "label", "noise", "quality", "span", "sentiment", "tone"})
_NOTHING = Segment((), {})


def items(run: Sequence[Token]) -> list[Item]:
    """The items of a text whose numbers, dates and languages are read already."""
    segments = _segments(_particles(run))
    found: list[Item] = []
    for at, segment in enumerate(segments):
        found += _resolved(segments, at, segment)
    return found


def _segments(run: Sequence[Token]) -> list[Segment]:
    made: list[Segment] = []
    at = 0
    while at < len(run):
        match = vocabulary().match(run, at) if run[at].kind in ("word", "sign") else None
        made.append(Segment(run[at : at + match.length], match.meanings) if match else Segment(run[at : at + 1], {}))
        at += len(made[-1].tokens)
    return made


_PARTED = {
    "leave": "out off",
    "leaving": "out",
    "keep": "out",
    "cut": "out",
    "take": "out",
    "turn": "on off",
    "turning": "on off",
    "switch": "on off",
    "opt": "in out",
}


def _particles(run: Sequence[Token]) -> list[Token]:
    """Particles next to their verbs: "leave emojis out" becomes "leave out emojis"; "emoji-free" becomes "free of emoji"."""
    made = list(run)
    for at, token in enumerate(run):
        for later in range(at + 2, min(at + 6, len(made))) if token.text in _PARTED else ():
            if made[later].kind == "sign":
                break
            if made[later].text in _PARTED[token.text].split():
                made.insert(at + 1, made.pop(later))
                break
    for at, token in enumerate(made):
        if token.text == "free" and token.joined and at:
            made[at - 1 : at + 1] = [Token("word", "without"), made[at - 1]]
    return made


def _resolved(segments: Sequence[Segment], at: int, segment: Segment) -> list[Item]:
    """The items a segment stands for, by what is around it."""
    if not segment.meanings:
        return [_plain(segment.tokens[0])]
    if _is_name(segment):
        return [_plain(token) for token in segment.tokens]
    for kind, resolve in _RULES:
        if kind in segment.meanings and not (kind == "marker" and "label" in segment.meanings):
            made = resolve(segments, at, segment.meanings[kind])
            if made is not None:
                return made
    return [_plain(token) for token in segment.tokens]


def _plain(token: Token) -> Item:
    if token.kind == "sign":
        return Item("break" if token.text in _BREAKS else "comma" if token.text == "," else "gone", token.text)
    if token.kind == "word":
        return Item("content", singular(token.text), token.name, token.plural, capital=token.capital)
    return Item("fact", f"{token.kind}:{token.text}")


def _is_name(segment: Segment) -> bool:
    """Whether a word of the request stands out as a proper name ("Target", "Brief & Co")."""
    kinds = segment.meanings.keys()
    asking = segment.meanings.get("drop") in ("ask", "show", "tie", "include")
    return (
        len(segment.tokens) == 1
        and segment.tokens[0].name
        and (asking or bool(kinds & _SOFT))
        and not kinds & {"channel", "deliverable"}
    )


def _near(segments: Sequence[Segment], at: int, step: int, kind: str = "drop") -> Segment:
    """The next segment in a direction that is not an article or the like, nor of this `kind`."""
    at += step
    while 0 <= at < len(segments) and (
        segments[at].meanings.get("drop") == "glue"
        and segments[at].text not in _COPULAS
        or kind == "span" in segments[at].meanings
    ):
        at += step
    return segments[at] if 0 <= at < len(segments) else _NOTHING


def _beside(segments: Sequence[Segment], at: int, step: int) -> Segment:
    return segments[at + step] if 0 <= at + step < len(segments) else _NOTHING


def _is_break(segment: Segment) -> bool:
    return not segment.tokens or segment.text in _BREAKS or segment.text == ","


def _is_content(segment: Segment) -> bool:
    """Whether a segment is a common word that must stand in both requests; a name is not taken for one."""
    if not segment.tokens or segment.tokens[0].kind != "word" or segment.tokens[0].name:
        return False
    return not segment.meanings.keys() - {"same", "audience", "verb", "action", "tone"}


def _gone(segment: Segment) -> list[Item]:
    marker = segment.meanings.get("marker")
    return [Item("marker", marker) if marker else Item("gone", segment.text)]


def _verb(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    before, after = _beside(segments, at, -1), _beside(segments, at, 1)
    asked = _is_break(before) or "drop" in before.meanings or before.meanings.get("marker") in ("between", "to")
    made = after.tokens and (
        after.text in _DETERMINERS or after.tokens[0].kind != "word" and not _is_break(after) or after.tokens[0].name
        or after.meanings.keys() & {"channel", "deliverable"}
    )  # fmt: skip
    return [Item("end", value)] if asked and made else None


def _aim(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    """A verb of aiming is dropped where its subject is the text, or left out, and people follow."""
    before, after = _beside(segments, at, -1), _beside(segments, at, 1)
    said = _is_break(before) or "drop" in before.meanings or before.meanings.get("marker") in ("between", "to")
    people = after.tokens and (
        "audience" in after.meanings or after.tokens[0].plural or after.meanings.get("drop") == "glue"
    )
    return [Item("marker", "to")] if said and people else None


def _placed(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    """A verb of appearing is dropped beside the place: a channel or what is written."""
    after = [segment for segment in segments[at + 1 : at + 4] if segment.meanings.get("drop") != "glue"]
    there = len(after) > 1 and "marker" in after[0].meanings and "channel" in after[1].meanings
    return [Item("gone", value)] if there else None


def _label(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    before, after = _near(segments, at, -1), _beside(segments, at, 1)
    named = after.text in _COPULAS
    first = _is_break(before) or "drop" in before.meanings or before.meanings.get("marker") == "between"
    inline = value == "inline" and _is_break(before) and not _is_break(after) and after.meanings.get("drop") != "glue"
    closing = _is_break(after) and {"as", "are", "is"} & {segment.text for segment in segments[max(0, at - 2) : at]}
    return _gone(segments[at]) if closing or (named and first) or inline and "marker" not in after.meanings else None


def _noise(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    return (
        None if _is_content(_beside(segments, at, 1)) else [Item("gone", value, plural=segments[at].tokens[-1].plural)]
    )


def _quality(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    """Praise of the text to come is dropped where the text is named next ("catchy headlines", not "good coffee")."""
    after = at + 1
    while after < len(segments) and segments[after].meanings.keys() & {"quality", "channel", "tone"}:
        after += 1
    wanted = after < len(segments) and segments[after].meanings.keys() & {"deliverable", "noise"}
    return [Item("gone", value)] if wanted else None


_MEASURES = {"length": ("second", "word", "character"), "price": ("money", "percent")}


def _span(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    sides = [_near(segments, at, step, "span") for step in (-1, 1)]
    if sides[1].text == "of":
        sides.append(_near(segments, at + 1, 1, "span"))
    measured = any(side.tokens and side.tokens[0].text.startswith(_MEASURES[value]) for side in sides)
    return [Item("gone", value)] if measured else None


def _tone(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    """A tone, once: "relaxed, informal" is one. "Relaxed" is a tone only beside another or before "tone"; jeans are too."""
    before = at - 1
    while before >= 0 and segments[before].text in (",", "and"):
        before -= 1
    if value == "relaxed":
        after = [segment for segment in segments[at + 1 : at + 4] if segment.text not in (",", "and")]
        if not after or after[0].text not in _TONED and "tone" not in after[0].meanings:
            return None
        value = "informal"
    repeated = 0 <= before < at and segments[before].meanings.get("tone") in (
        {"relaxed", value} if value == "informal" else {value}
    )
    return [Item("gone" if repeated else "content", f"tone:{value}")]


_TONED = frozenset({"tone", "voice", "style", "register", "manner", "feel", "mood", "tone of voice", "way", "vibe"})


def _sentiment(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    if value in ("positive", "negative"):
        near = segments[max(0, at - 4) : at + 4]
        of_people = any(segment.meanings.get("sentiment") == "person" for segment in near)
        return [Item("fact", f"sentiment:{value}")] if of_people else None
    if value == "person":
        near = {segment.meanings.get("sentiment") for segment in segments[max(0, at - 4) : at + 5]}
        return [Item("gone", value)] if near & {"positive", "negative"} else None
    return [Item("fact", f"sentiment:{'positive' if value in ('praise', 'good_review') else 'negative'}")]


def _one(kind: str, text: str = "{}") -> Callable[[Sequence[Segment], int, str], list[Item]]:
    return lambda segments, at, value: [Item(kind, text.format(value), plural=segments[at].tokens[-1].plural)]


def _drop(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    return [Item("end", value)] if value in ("ask", "include") else _gone(segments[at])


def _negator(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    return [Item("no" if value == "forward" else "none", value)]


def _people(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    return [Item("content", word) for word in value.split()]


def _action(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    return [Item("content", f"do:{value}")]


def _same(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    plural = segments[at].tokens[-1].plural
    return [Item("fact", value) if value == "discount" else Item("content", value, plural=plural)]


_RULES: tuple[tuple[str, Callable[[Sequence[Segment], int, str], list[Item] | None]], ...] = (
    ("negator", _negator),
    ("audience", _people),
    ("channel", _one("fact", "channel:{}")),
    ("deliverable", _one("deliverable")),
    ("sentiment", _sentiment),
    ("tone", _tone),
    ("span", _span),
    ("operator", _one("operator")),
    ("quality", _quality),
    ("label", _label),
    ("aim", _aim),
    ("placed", _placed),
    ("verb", _verb),
    ("noise", _noise),
    ("drop", _drop),
    ("marker", _one("marker")),
    ("action", _action),
    ("same", _same),
)
