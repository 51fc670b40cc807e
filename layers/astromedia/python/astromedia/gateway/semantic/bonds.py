"""How the words of a request hang together: what describes what, under which marker, what is bound to which number."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .items import Item

_JOINTS = frozenset({"&", "+", "'", '"'})
_HEADS = frozenset({"content", "deliverable", "fact", "break"})
_POSTPOSED = frozenset({"of", "in", "with"})


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
    once, again = set[str](), set[str]()
    for item in said:
        if item.kind == "content":
            (again if item.shown in once else once).add(item.shown)
    return once - again


def modifiers(said: Sequence[Item]) -> dict[str, frozenset[str]]:
    """Each word with those that say more about it: before it ("red shoes") or behind it ("shoes in red")."""
    single, made = _single(said), dict[str, frozenset[str]]()
    head = ""
    for chunk, link in _chunks(said):
        words = [item.shown for item in chunk]
        for at, word in enumerate(words):
            if at and word in single:
                made[word] = made.get(word, frozenset()).union(words[:at])
        if head in single and words and link in _POSTPOSED:
            made[head] = made.get(head, frozenset()).union(words)
        head = words[-1] if words else ""
    return made


def pairs(said: Sequence[Item]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (before.shown, after.shown)
        for before, item, after in zip(said, said[1:], said[2:], strict=False)
        if (item.value in ("between", *_JOINTS) or item.value.startswith("do:"))
        and before.kind == after.kind == "content"
    )


def roles(said: Sequence[Item]) -> dict[str, str]:
    single, made, role = _single(said), dict[str, str](), ""
    for item in said:
        if _parts(item):
            role = ""
        elif item.kind == "marker" and item.value != "between":
            role = item.value
        elif item.kind == "content" and item.shown in single:
            made[item.shown] = role
    return made


def order(said: Sequence[Item]) -> dict[str, int]:
    """Each word under a marker with the number of its marked phrase: "for teachers about apps for kids" has three."""
    single, made = _single(said), dict[str, int]()
    phrase, marked = 0, False
    for item in said:
        if _parts(item):
            marked = False
        elif item.kind == "marker" and item.value != "between":
            phrase, marked = phrase + 1, True
        elif marked and item.kind == "content" and item.shown in single:
            made[item.shown] = phrase
    return made


def beside(said: Iterable[Item]) -> dict[str, tuple[str, str]]:
    """Each word with what is said right before and after it in its clause, be it a word, a fact or a deliverable."""
    single, made, before = _single(said := list(said)), dict[str, tuple[str, str]](), ""
    for item in said:
        if _parts(item):
            before = ""
        elif item.kind in ("content", "fact", "deliverable"):
            if before in made:
                made[before] = made[before][0], item.shown
            if item.kind == "content" and item.shown in single:
                made[item.shown] = before, ""
            before = item.shown
    return made


def _parts(item: Item) -> bool:
    """Whether a clause ends here; the colon of a label parts nothing."""
    return item.kind == "comma" or (item.kind == "break" and item.value != ":")


def repeated(content: Iterable[Item]) -> set[str]:
    """The proper names that are said more than once."""
    names = {item.value for item in content if item.name}
    counts = Counter(item.value for item in content if item.capital and item.value in names)
    return {name for name, count in counts.items() if count > 1}


def repeats(said: Iterable[Item]) -> list[str]:
    """Names said more than once beside others that are not: how often says whom it is about ("... favouring Alpa")."""
    content = [item for item in said if item.kind == "content"]
    again = repeated(content)
    others = {item.value for item in content if item.name} - again
    return [f"again:{name}" for name in again] if others else []


def operators(said: Sequence[Item]) -> list[str]:
    """Each operator with what it bears on: the next thing said, or the amount before it ("40 characters max")."""
    made = []
    for at, item in enumerate(said):
        if item.kind == "operator":
            after = next((i.shown for i in said[at + 1 :] if i.kind in ("content", "fact", "deliverable")), "")
            before = said[at - 1].value if at and said[at - 1].value.startswith("amount:") else ""
            made.append(f"{item.value}>{after if after.startswith('amount:') or not before else before}")
    return made


def bindings(said: Sequence[Item]) -> list[str]:
    """Facts of a kind that occurs with several values, each with what it belongs to, or its place in the order."""
    kinds: dict[str, set[str]] = {}
    for item in said:
        if item.kind == "fact":
            kinds.setdefault(_kind(item.value), set()).add(item.value)
    made: list[str] = []
    role = ""
    for at, item in enumerate(said):
        role = item.value if item.kind == "marker" else "" if item.kind == "break" else role
        if item.kind == "fact" and len(kinds[_kind(item.value)]) > 1:
            head = next((i for i in said[at + 1 : at + 4] if i.kind in _HEADS and i.value != "discount"), None)
            place = head.value if head and head.kind in ("content", "deliverable") else f"#{len(made)}"
            made.append(f"{item.value}@{role if item.value.startswith('language') else ''}>{place}")
    return made


def _kind(fact: str) -> str:
    return ":".join(fact.split(":")[: 2 if fact.startswith("amount") else 1])
