"""From tokens to the items of a request: facts, deliverables, content; and what only says that something is wanted."""

from collections.abc import Sequence

from . import meaning, wording
from .items import Item, Place, Segment, plain, segments
from .meaning import Rule
from .words import Token

_PARTED = {
    **dict.fromkeys(("leave", "leaving"), ("out", "off")),
    **dict.fromkeys(("keep", "cut", "take"), ("out",)),
    **dict.fromkeys(("turn", "turning", "switch", "switching"), ("on", "off")),
    "opt": ("in", "out"),
}
_REACH = 6
_SOFT = ("verb", "aim", "placed", "label", "noise", "quality", "span", "sentiment", "tone")
_RULES: tuple[tuple[str, Rule], ...] = (
    ("negator", meaning.negator),
    ("audience", meaning.people),
    ("letter", meaning.letter),
    ("channel", meaning.item("fact", "channel:{}")),
    ("deliverable", meaning.item("deliverable")),
    ("sentiment", meaning.sentiment),
    ("tone", meaning.tone),
    ("span", wording.span),
    ("operator", meaning.item("operator")),
    ("quality", wording.quality),
    ("label", wording.label),
    ("aim", wording.aim),
    ("placed", wording.placed),
    ("verb", wording.verb),
    ("noise", wording.noise),
    ("drop", wording.drop),
    ("marker", meaning.item("marker")),
    ("action", meaning.action),
    ("same", meaning.same),
)
"""The rules in the order they are tried: the first that applies decides."""


def items(run: Sequence[Token]) -> list[Item]:
    """The items of a text whose numbers, dates, languages and audiences are read already."""
    parts = segments(_unfreed(_unparted(run)))
    return [item for at in range(len(parts)) for item in _resolved(Place(parts, at))]


def _resolved(place: Place) -> list[Item]:
    """The items a segment stands for, by what is around it."""
    here = place.here
    for kind, rule in () if not here.meanings or _is_name(here) else _RULES:
        if kind in here.meanings and not (kind == "marker" and here.means("label")):
            made = rule(place, here.meanings[kind])
            if made is not None:
                return made
    return [plain(token) for token in here.tokens]


def _is_name(segment: Segment) -> bool:
    """Whether a word of the request stands out as a proper name ("Target", "Brief & Co")."""
    if len(segment.tokens) > 1 or not segment.tokens[0].name or segment.means("channel", "deliverable"):
        return False
    return segment.meanings.get("drop") in ("ask", "show", "tie", "include") or segment.means(*_SOFT)


def _unparted(run: Sequence[Token]) -> list[Token]:
    """Particles next to their verbs: "leave emojis out" becomes "leave out emojis"."""
    made = list(run)
    for at, token in enumerate(run):
        for later in range(at + 2, min(at + _REACH, len(made))) if token.text in _PARTED else ():
            if made[later].kind == "sign":
                break
            if made[later].text in _PARTED[token.text]:
                made.insert(at + 1, made.pop(later))
                break
    return made


def _unfreed(made: list[Token]) -> list[Token]:
    """Compounds of "free" as what they lack: "emoji-free" becomes "without emoji"."""
    for at, token in enumerate(made):
        if token.text == "free" and token.joined and at:
            made[at - 1 : at + 1] = [Token("word", "without"), made[at - 1]]
    return made
