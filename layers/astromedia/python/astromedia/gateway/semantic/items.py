"""The parts of a request: known phrases as they stand in the text, and the items they come to."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .phrases import vocabulary
from .words import Token, singular

BREAKS = frozenset(".;:!?()[]–—|")
COPULAS = frozenset({":", "is", "are", "=", "will be", "should be", "would be", "must be"})
_PICTURES = ("So", "Cn", "Co")
"""Unicode categories of signs that say something by themselves, as emojis do."""


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

    @property
    def shown(self) -> str:
        """The value, with whether it is negated."""
        return f"not:{self.value}" if self.negated else self.value


class Segment(NamedTuple):
    """A known phrase or a single token, and what it may mean (kind -> value)."""

    tokens: Sequence[Token]
    meanings: Mapping[str, str]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def breaks(self) -> bool:
        """Whether a clause ends here."""
        return not self.tokens or self.text in BREAKS or self.text == ","

    @property
    def common(self) -> bool:
        """Whether this is a common word that must stand in both requests; a name is not taken for one."""
        if not self.tokens or self.tokens[0].kind != "word" or self.tokens[0].name:
            return False
        return not self.meanings.keys() - {"same", "audience", "verb", "action", "tone"}

    def means(self, *kinds: str) -> bool:
        return not self.meanings.keys().isdisjoint(kinds)


NOTHING = Segment((), {})


class Place(NamedTuple):
    """A segment where it stands."""

    segments: Sequence[Segment]
    at: int

    @property
    def here(self) -> Segment:
        return self.segments[self.at]

    def beside(self, step: int) -> Segment:
        """The segment `step` further on; nothing beyond the ends."""
        at = self.at + step
        return self.segments[at] if 0 <= at < len(self.segments) else NOTHING

    def near(self, step: int, *passed: str) -> Segment:
        """The next segment in a direction that is no article or the like, and of none of the kinds `passed`."""
        at = self.at + step
        while 0 <= at < len(self.segments) and (_is_glue(self.segments[at]) or self.segments[at].means(*passed)):
            at += step
        return self.segments[at] if 0 <= at < len(self.segments) else NOTHING

    def around(self, before: int, after: int) -> Sequence[Segment]:
        return self.segments[max(0, self.at - before) : self.at + after + 1]


def segments(run: Sequence[Token]) -> list[Segment]:
    """`run` as known phrases and single tokens."""
    made: list[Segment] = []
    at = 0
    while at < len(run):
        match = vocabulary().match(run, at) if run[at].kind in ("word", "sign") else None
        made.append(Segment(run[at : at + match.length], match.meanings) if match else Segment(run[at : at + 1], {}))
        at += len(made[-1].tokens)
    return made


def plain(token: Token) -> Item:
    """The item of a token that no phrase explains."""
    if token.kind == "sign" and unicodedata.category(token.text) not in _PICTURES:
        return Item("break" if token.text in BREAKS else "comma" if token.text == "," else "gone", token.text)
    if token.kind in ("word", "sign"):
        return Item("content", singular(token.text), token.name, token.plural, capital=token.capital)
    return Item("fact", f"{token.kind}:{token.text}")


def gone(segment: Segment) -> list[Item]:
    """The items of a segment that says nothing but, perhaps, what part the next words play."""
    marker = segment.meanings.get("marker")
    return [Item("marker", marker) if marker else Item("gone", segment.text)]


def _is_glue(segment: Segment) -> bool:
    return segment.meanings.get("drop") == "glue" and segment.text not in COPULAS
