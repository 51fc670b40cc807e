"""What a channel posts once its copy is said: in every later stage another angle, drawn from what earlier phases made.

The texts of a channel and language are an ordered list, the same for each of its posts: a post takes the one at its
own place, so that no two of them are alike. Channels start at different angles.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from astromedia.domain.channels import LIMITS, Channel
from astromedia.gateway.providers.offline.compose import words
from astromedia.gateway.providers.offline.compose.facts import Facts
from astromedia.gateway.providers.offline.compose.phrasebook import entries, suited
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.slots import TIERS
from astromedia.gateway.providers.offline.compose.writer import Writer

_ROUNDS, _TURNS = 3, 4
_TOO_SHORT_TO_TELL, _TELLING = 12, 24

Fits = Callable[[str], bool]


def place(facts: Facts, scope: Scope) -> tuple[int, int] | None:
    """Which of the brief's pairs of channel and language the scope is in, and how many there are."""
    pairs = list(product(facts.channels, facts.languages))
    here = (scope.channel, scope.language)
    return (pairs.index(here), len(pairs)) if here in pairs else None


def later_text(writer: Writer, scope: Scope, close: str, fits: Fits) -> str | None:
    """The text of a post after the first stage, with `close` where there is room; None if no angle fits."""
    stage, second = scope.stage, scope.variant == "B"
    before = 2 * (stage.number - 1) if stage and stage.position == "middle" else 0
    found: dict[str, None] = {}
    for text in _texts(writer, scope.at(published=True), close, fits):
        found[text] = None
        if len(found) > before + second:
            return text
    return next(reversed(found), None)


def _texts(writer: Writer, scope: Scope, close: str, fits: Fits) -> Iterator[str]:
    start, _ = place(writer.facts, scope) or (scope.turn, 0)
    tags = frozenset({scope.position})
    angles = _rotated(suited("post.angle", tags), 2 * start)
    lines = [line for entry in suited("post.line", tags) for line in entry[scope.language]]
    for again, (i, angle) in product(range(_ROUNDS), enumerate(angles)):
        wordings = angle[scope.language]
        phrase = wordings[(start + again) % len(wordings)]
        turns = (scope.at(turn=start + again + i + more) for more in range(_TURNS))
        said = (text for turn in turns for text in _fullest(writer, phrase, turn, close, fits, plain=False))
        yield from islice(said, 1)
    for line in _rotated(lines, 2 * start):
        yield from _fullest(writer, line, scope, close, fits, plain=True)


def _rotated(items: Sequence[Any], by: int) -> list[Any]:
    return [items[(by + i) % len(items)] for i in range(len(items))]


def _fullest(writer: Writer, phrase: str, scope: Scope, close: str, fits: Fits, *, plain: bool) -> Iterator[str]:
    """The fullest version of a phrase that fits, if any: fewer paragraphs before shorter words."""
    for tier in TIERS:
        text = writer.fill(phrase, scope, tier)
        if text and (plain or not _clumsy(text, writer.facts, scope.language)):
            fitting = (version for version in _versions(writer, text.split("\n\n"), scope, close) if fits(version))
            version = next(fitting, None)
            if version:
                yield version
                return


def _versions(writer: Writer, paragraphs: list[str], scope: Scope, close: str) -> Iterator[str]:
    if scope.channel == Channel.EMAIL and len(paragraphs) > 1:
        letter = entries("post.letter")[0]
        opening, ending = (_line(writer, letter[part], scope) for part in ("opening", "ending"))
        subjects = len(paragraphs[0]) <= LIMITS[Channel.EMAIL].headline
        yield stacked(*paragraphs[:subjects], opening, *paragraphs[subjects:], ending, close)
    yield from (stacked(*paragraphs[:count], close) for count in range(len(paragraphs), 0, -1))
    yield paragraphs[0]


def _line(writer: Writer, lines: Mapping[str, Sequence[str]], scope: Scope) -> str:
    phrases = lines[scope.language]
    return writer.fill(phrases[scope.turn % len(phrases)], scope) or ""


def _clumsy(text: str, facts: Facts, language: str) -> bool:
    """Whether it says the same words of the brief twice, has some in another language, or speaks of "the audience"."""
    said = text.casefold()
    if words.word("audience_unnamed", language).removeprefix("le ") in said:
        return True
    fragments = [each for each in (*facts.edges, *facts.pains, *facts.desires) if len(each.text) >= _TOO_SHORT_TO_TELL]
    return any(said.count(each.text[:_TELLING].casefold()) > (each.language == language) for each in fragments)


def stacked(*parts: str) -> str:
    """The parts that say something, as paragraphs."""
    return "\n\n".join(part for part in parts if part)
