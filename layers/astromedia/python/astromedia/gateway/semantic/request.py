"""From tokens to the items of a request: facts, deliverables, content; and what only says that something is wanted."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .phrases import data, vocabulary
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


class Segment(NamedTuple):
    """A known phrase or a single token, and what it may mean."""

    tokens: Sequence[Token]
    meanings: Mapping[str, str]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)


_BREAKS = frozenset(".;:!?()[]–—|")
_DETERMINERS = frozenset("a an the some me us our your my this that these it its one up out down new short brief catchy".split())
_COPULAS = frozenset({":", "is", "are", "=", "will be", "should be", "would be", "must be"})
_SOFT = frozenset({"verb", "label", "noise", "span", "sentiment", "tone", "same"})
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


_PARTED = {"leave": "out off", "leaving": "out", "keep": "out", "cut": "out", "take": "out", "turn": "on off", "turning": "on off", "switch": "on off", "opt": "in out"}


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
        if kind in segment.meanings:
            made = resolve(segments, at, segment.meanings[kind])
            if made is not None:
                return made
    return [_plain(token) for token in segment.tokens]


def _plain(token: Token) -> Item:
    if token.kind == "sign":
        return Item("break" if token.text in _BREAKS else "comma" if token.text == "," else "gone", token.text)
    if token.kind == "word":
        return Item("content", singular(token.text), token.name, token.plural)
    return Item("fact", f"{token.kind}:{token.text}")


def _is_name(segment: Segment) -> bool:
    """Whether a word of the request stands out as a proper name ("Target", "Brief & Co")."""
    kinds = segment.meanings.keys()
    asking = segment.meanings.get("drop") in ("ask", "show", "tie", "include")
    return len(segment.tokens) == 1 and segment.tokens[0].name and (asking or bool(kinds & _SOFT)) and not kinds & {"channel", "deliverable"}


def _near(segments: Sequence[Segment], at: int, step: int) -> Segment:
    """The next segment in a direction that is not an article or the like."""
    at += step
    while 0 <= at < len(segments) and segments[at].meanings.get("drop") == "glue" and segments[at].text not in _COPULAS:
        at += step
    return segments[at] if 0 <= at < len(segments) else _NOTHING


def _beside(segments: Sequence[Segment], at: int, step: int) -> Segment:
    return segments[at + step] if 0 <= at + step < len(segments) else _NOTHING


def _is_break(segment: Segment) -> bool:
    return not segment.tokens or segment.text in _BREAKS or segment.text == ","


def _is_content(segment: Segment) -> bool:
    return bool(segment.tokens) and segment.tokens[0].kind == "word" and not segment.meanings.keys() - {"same", "audience", "verb"}


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


def _label(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    before, after = _near(segments, at, -1), _beside(segments, at, 1)
    named = after.text in _COPULAS
    inline = value == "inline" and _is_break(before) and not _is_break(after) and after.meanings.get("drop") != "glue"
    return _gone(segments[at]) if named or inline and "marker" not in after.meanings else None


def _noise(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    return None if _is_content(_beside(segments, at, 1)) else [Item("gone", value, plural=segments[at].tokens[-1].plural)]


def _span(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    sides = [_near(segments, at, step) for step in (-1, 1)]
    measured = any(side.tokens and side.tokens[0].kind == "amount" and ":" in side.tokens[0].text for side in sides)
    return [Item("gone", value)] if measured else None


def _tone(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    """Synonyms of a tone count only where a tone is spoken of: "relaxed" is also a fit of jeans."""
    for step in (1, -1):
        index = at + step
        while 0 <= index < len(segments) and ("tone" in segments[index].meanings or segments[index].text in (",", "and", "a", "an", "but")):
            index += step
        side = segments[index] if 0 <= index < len(segments) else _NOTHING
        if side.text in _TONED[step] or (step > 0 and "deliverable" in side.meanings):
            return [Item("fact", f"tone:{value}")]
    return [Item("fact", f"tone:{value}")] if segments[at].text.endswith("ly") and segments[at].text != "friendly" else None


_TONED = {
    1: frozenset({"tone", "voice", "style", "register", "manner", "feel", "mood", "tone of voice", "way", "vibe", "language", "wording"}),
    -1: frozenset({"keep", "keep it", "make it", "keeping", "sound", "sounding", "sounds", "tone", "voice", "style", ":", "stay", "rather", "quite", "very", "be", "is", "feel", "it", "them"}),
}  # fmt: skip


def _sentiment(segments: Sequence[Segment], at: int, value: str) -> list[Item] | None:
    if value in ("positive", "negative"):
        after = _near(segments, at, 1)
        return [Item("fact", f"sentiment:{value}")] if after.meanings.get("sentiment") == "person" else None
    if value == "person":
        before = _near(segments, at, -1).meanings.get("sentiment")
        return [Item("gone", value)] if before in ("positive", "negative") else None
    return [Item("fact", f"sentiment:{'positive' if value in ('praise', 'good_review') else 'negative'}")]


def _one(kind: str, text: str = "{}") -> Callable[[Sequence[Segment], int, str], list[Item]]:
    return lambda segments, at, value: [Item(kind, text.format(value), plural=segments[at].tokens[-1].plural)]


def _drop(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    return [Item("end", value)] if value in ("ask", "include") else _gone(segments[at])


def _negator(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    return [Item("no" if value == "forward" else "none", value)]


def _people(segments: Sequence[Segment], at: int, value: str) -> list[Item]:
    return [Item("content", word) for word in value.split()]


def implied(deliverable: str) -> frozenset[str]:
    """What a deliverable brings along, so that naming it adds nothing: an email's subject line."""
    return frozenset(part.strip() for part in data("facts.toml")["implied"].get(deliverable, "").split("|"))


_RULES: tuple[tuple[str, Callable[[Sequence[Segment], int, str], list[Item] | None]], ...] = (
    ("negator", _negator),
    ("audience", _people),
    ("channel", _one("fact", "channel:{}")),
    ("deliverable", _one("deliverable")),
    ("operator", _one("operator")),
    ("sentiment", _sentiment),
    ("tone", _tone),
    ("span", _span),
    ("label", _label),
    ("verb", _verb),
    ("noise", _noise),
    ("drop", _drop),
    ("marker", _one("marker")),
    ("same", _one("content")),
)
