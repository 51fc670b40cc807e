"""What a text asks for, in a form that can be compared: exact facts, content words, and how they hang together."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from . import bonds
from .audiences import with_audiences
from .dates import with_dates
from .items import Item
from .locales import with_locales
from .numbers import with_numbers
from .polarity import with_polarity
from .request import items
from .settling import settled
from .words import tokens


class Reading(NamedTuple):
    """A text, read. Everything but `content` is compared exactly or looked at for contradictions.

    facts: "channel:x", "amount:percent:20", "not:..." and so on, sorted.
    content: the words that must stand in both texts, sorted; `plurals` and `names` are those of them that are so.
    modifiers: word -> the words before it in its phrase; roles: word -> the marker it stands under.
    order: word -> which marked phrase of its clause it belongs to, counted through the text.
    beside: word -> what is said right before and right after it in its clause ("" for nothing).
    pairs: words that "and" or "&" joins, in order.
    ties: what operators and repeated kinds of facts are bound to.
    words: all words, for how much of the wording two texts share.
    """

    facts: tuple[str, ...]
    content: tuple[str, ...]
    plurals: tuple[str, ...]
    names: frozenset[str]
    modifiers: Mapping[str, frozenset[str]]
    roles: Mapping[str, str]
    order: Mapping[str, int]
    beside: Mapping[str, tuple[str, str]]
    pairs: frozenset[tuple[str, str]]
    ties: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """The reading of `text`."""
    run = tokens(text)
    said = settled(with_polarity(items(with_audiences(with_locales(with_dates(with_numbers(run)))))))
    content = _once([item for item in said if item.kind in ("content", "operator")])
    return Reading(
        facts=tuple(sorted(_facts(said))),
        content=tuple(sorted(item.shown for item in content)),
        plurals=tuple(sorted(item.shown for at, item in enumerate(said) if item.plural and _loose(said, at))),
        names=frozenset(item.shown for item in content if item.name),
        modifiers=bonds.modifiers(said),
        roles=bonds.roles(said),
        order=bonds.order(said),
        beside=bonds.beside(said),
        pairs=bonds.pairs(said),
        ties=tuple(sorted([*bonds.operators(said), *bonds.bindings(said), *bonds.repeats(said)])),
        words=frozenset(token.text for token in run if token.kind != "sign"),
    )


def _once(content: Sequence[Item]) -> list[Item]:
    """`content` with a proper name that is said twice ("Lumio got a review ... reply as Lumio") said once."""
    repeated = bonds.repeated(content)
    seen: set[str] = set()
    made: list[Item] = []
    for item in content:
        if not (item.capital and item.value in repeated and item.value in seen):
            made.append(item)
        seen.update([item.value] if item.capital else [])
    return made


def _facts(said: Iterable[Item]) -> list[str]:
    """Amounts count each time they are named; other facts, and deliverables, hold once however often they are said."""
    every = [item.shown for item in said if item.kind == "fact" and item.value.startswith("amount:")]
    once = {item.shown for item in said if item.kind == "fact"}.difference(every)
    products = {f"deliverable:{item.shown}" for item in said if item.kind == "deliverable"}
    return [*every, *once, *products]


def _loose(said: Sequence[Item], at: int) -> bool:
    """Whether a noun's plural says something: after a number ("8 stores", "8-store") it does not."""
    before = at - 1
    while before >= 0 and said[before].kind == "fact" and said[before].value.startswith(("channel:", "language:")):
        before -= 1
    counted = before >= 0 and said[before].value.startswith("amount:count:")
    return said[at].kind == "content" and not counted
