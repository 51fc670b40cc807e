"""What a text asks for, in a form that can be compared: exact facts, content words, and how they hang together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .audiences import with_audiences
from .dates import with_dates
from .locales import with_locales
from .numbers import with_numbers
from .data import alternatives, data
from .polarity import with_polarity
from .request import Item, items
from .words import tokens


class Reading(NamedTuple):
    """A text, read. Everything but `content` is compared exactly or looked at for contradictions.

    facts: "channel:x", "amount:percent:20", "not:..." and so on, sorted.
    content: the words that must stand in both texts, sorted; `plurals` and `names` are those of them that are so.
    modifiers: word -> the words before it in its phrase; roles: word -> the marker it stands under.
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
    pairs: frozenset[tuple[str, str]]
    ties: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    """The reading of `text`."""
    run = tokens(text)
    said = _settled(with_polarity(items(with_audiences(with_locales(with_dates(with_numbers(run)))))))
    content = _once([item for item in said if item.kind in ("content", "operator")])
    return Reading(
        facts=tuple(sorted(_facts(said))),
        content=tuple(sorted(map(_shown, content))),
        plurals=tuple(sorted(_shown(item) for at, item in enumerate(said) if item.plural and _loose(said, at))),
        names=frozenset(_shown(item) for item in content if item.name),
        modifiers=_modifiers(said),
        roles=_roles(said),
        pairs=_pairs(said),
        ties=tuple(sorted([*_operators(said), *_bindings(said)])),
        words=frozenset(token.text for token in run if token.kind != "sign"),
    )


def _once(content: Sequence[Item]) -> list[Item]:
    """`content` with a proper name that is said twice ("Lumio got a review ... reply as Lumio") said once."""
    names = {item.value for item in content if item.name}
    made: list[Item] = []
    for item in content:
        again = item.capital and item.value in names and any(i.capital and i.value == item.value for i in made)
        if not again:
            made.append(item)
    return made


def _shown(item: Item) -> str:
    return f"not:{item.value}" if item.negated else item.value


def _settled(said: list[Item]) -> list[Item]:
    """`said` without what another part of the request implies or repeats."""
    made = _subject(_reviewed(_counted(said)))
    present = {_key(item) for item in made if item.kind in ("deliverable", "fact") and not item.negated}
    weak = (
        set()
        if _joined(made)
        else {f"deliverable:{name}" for name in alternatives(data("facts.toml")["weak"]["names"])}
    )
    strong = any(key.startswith("deliverable:") for key in present - weak)
    unneeded = weak if strong else set()
    for key in present:
        unneeded = unneeded.union(alternatives(data("facts.toml")["implied"].get(key, "")))
    if any(item.value == "discount" or item.value.startswith("amount:money") for item in made):
        unneeded |= {"offer", "sale"}
    return [
        item._replace(kind="gone") if not item.negated and _key(item) in unneeded and not _compound(made, at) else item
        for at, item in enumerate(made)
    ]


def _joined(said: Sequence[Item]) -> bool:
    """Whether a deliverable is added to something by "and" or "or": each is then wanted for itself."""
    spoken = [item for item in said if item.kind != "gone"]
    return any(
        before.value == "between" and after.kind == "deliverable"
        for before, after in zip(spoken, spoken[1:], strict=False)
    )


def _compound(said: Sequence[Item], at: int) -> bool:
    """Whether a deliverable is the first half of another thing's name ("photo contest")."""
    after = said[at + 1] if at + 1 < len(said) else None
    return said[at].kind == "deliverable" and after is not None and after.kind == "content" and not after.capital


def _key(item: Item) -> str:
    return f"deliverable:{item.value}" if item.kind == "deliverable" else item.value


def _counted(said: list[Item]) -> list[Item]:
    """One of something is the plain singular; several without a number is a fact of its own."""
    made = [
        item._replace(kind="gone") if item.value == "amount:count:1" and _heads(said, at) else item
        for at, item in enumerate(said)
    ]
    several = any(item.plural and item.kind in ("deliverable", "gone") for item in made)
    counted = any(item.value.startswith("amount:count:") and item.kind == "fact" for item in made)
    return [*made, Item("break", ""), Item("fact", "amount:several")] if several and not counted else made


def _heads(said: Sequence[Item], at: int) -> bool:
    """Whether the number at `at` counts a deliverable: one stands within the next items."""
    after = said[at + 1 : at + 5]
    return any(item.kind == "deliverable" for item in after) or any(
        item.value in ("that", "which") for item in after[:1]
    )


def _reviewed(said: list[Item]) -> list[Item]:
    """In a reply, five stars are praise and one star is a complaint; the stars between stay what they are."""
    if not any(item.kind == "deliverable" and item.value == "reply" for item in said):
        return said
    stars = {"amount:star:5": "sentiment:positive", "amount:star:1": "sentiment:negative"}
    return [item._replace(value=stars.get(item.value, item.value)) for item in said]


def _subject(said: list[Item]) -> list[Item]:
    """The subject of an email is its subject line, if nothing else is to be written."""
    if any(item.kind == "deliverable" for item in said) or not any(item.value == "channel:email" for item in said):
        return said
    return [
        item._replace(kind="deliverable", value="subject_line")
        if item.kind == "content" and item.value == "subject"
        else item
        for item in said
    ]


def _facts(said: Iterable[Item]) -> list[str]:
    """Amounts count each time they are named; other facts, and deliverables, hold once however often they are said."""
    every = [_shown(item) for item in said if item.kind == "fact" and item.value.startswith("amount:")]
    once = {_shown(item) for item in said if item.kind == "fact"}.difference(every)
    products = {f"deliverable:{_shown(item)}" for item in said if item.kind == "deliverable"}
    return [*every, *once, *products]


def _loose(said: Sequence[Item], at: int) -> bool:
    """Whether a noun's plural says something: after a number ("8 stores", "8-store") it does not."""
    before = at - 1
    while before >= 0 and said[before].kind in ("fact", "gone") and not said[before].value.startswith("amount:"):
        before -= 1
    counted = before >= 0 and said[before].value.startswith("amount:")
    return said[at].kind == "content" and not counted


def _chunks(said: Iterable[Item]) -> Iterator[tuple[list[Item], str]]:
    """Runs of content words that nothing parts, each with the marker right before it, articles aside."""
    chunk: list[Item] = []
    link = ""
    for item in said:
        if item.kind == "content" and not item.value.startswith("do:"):
            chunk.append(item)
            continue
        if chunk and item.value in _JOINTS:
            continue
        if chunk:
            yield chunk, link
            chunk, link = [], ""
        link = item.value if item.kind == "marker" else link if item.kind == "gone" else "?"
        if link == "?":
            yield [], link
    yield chunk, link


def _single(said: Iterable[Item]) -> set[str]:
    counts = Counter(_shown(item) for item in said if item.kind == "content")
    return {word for word, count in counts.items() if count == 1}


_POSTPOSED = frozenset({"of", "in", "with"})


def _modifiers(said: Sequence[Item]) -> dict[str, frozenset[str]]:
    """Each word with those that say more about it: before it ("red shoes") or behind it ("shoes in red")."""
    single, made = _single(said), dict[str, frozenset[str]]()
    head = ""
    for chunk, link in _chunks(said):
        words = [_shown(item) for item in chunk]
        for at, word in enumerate(words):
            if at and word in single:
                made[word] = made.get(word, frozenset()).union(words[:at])
        if head in single and words and link in _POSTPOSED:
            made[head] = made.get(head, frozenset()).union(words)
        head = words[-1] if words else ""
    return made


def _pairs(said: Sequence[Item]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (_shown(before), _shown(after))
        for before, item, after in zip(said, said[1:], said[2:], strict=False)
        if (item.value in ("between", *_JOINTS) or item.value.startswith("do:"))
        and before.kind == after.kind == "content"
    )


def _roles(said: Sequence[Item]) -> dict[str, str]:
    single, made, role = _single(said), dict[str, str](), ""
    for item in said:
        if item.kind in ("break", "comma"):
            role = ""
        elif item.kind == "marker" and item.value != "between":
            role = item.value
        elif item.kind == "content" and _shown(item) in single:
            made[_shown(item)] = role
    return made


def _operators(said: Sequence[Item]) -> list[str]:
    """Each operator with what it bears on: the next thing said, or the amount before it ("40 characters max")."""
    made = []
    for at, item in enumerate(said):
        if item.kind == "operator":
            after = next((_shown(i) for i in said[at + 1 :] if i.kind in ("content", "fact", "deliverable")), "")
            before = said[at - 1].value if at and said[at - 1].value.startswith("amount:") else ""
            made.append(f"{item.value}>{after if after.startswith('amount:') or not before else before}")
    return made


def _bindings(said: Sequence[Item]) -> list[str]:
    """Facts of a kind that occurs with several values, each with what it belongs to, or its place in the order."""
    kinds: dict[str, set[str]] = {}
    for item in said:
        if item.kind == "fact":
            kinds.setdefault(_kind(item.value), set()).add(item.value)
    made, role = [], ""
    for at, item in enumerate(said):
        role = item.value if item.kind == "marker" else "" if item.kind == "break" else role
        if item.kind == "fact" and len(kinds[_kind(item.value)]) > 1:
            head = next((i for i in said[at + 1 : at + 4] if i.kind in _HEADS and i.value != "discount"), None)
            place = head.value if head and head.kind in ("content", "deliverable") else f"#{len(made)}"
            made.append(f"{item.value}@{role if item.value.startswith('language') else ''}>{place}")
    return made


_JOINTS = frozenset({"&", "+", "'", '"'})
_HEADS = frozenset({"content", "deliverable", "fact", "break"})


def _kind(fact: str) -> str:
    return ":".join(fact.split(":")[: 2 if fact.startswith("amount") else 1])
