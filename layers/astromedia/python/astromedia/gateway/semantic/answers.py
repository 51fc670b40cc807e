"""Whether two answers could stand for each other: how a sampled hit is judged without asking anyone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .embedding import embedder
from .reading import Reading, read

_DECIDING = ("amount:percent", "amount:money", "date:", "language:")
_LIKE = 0.5


def agrees(earlier: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    """Whether `earlier` could have been given instead of `fresh`: no fact of one contradicts the other.

    Two answers contradict each other if both name percentages, prices, dates or languages and have none in common, if
    both name names and share none, or if their wording is about different things.
    """
    ours, theirs = (_text(answer) for answer in (earlier, fresh))
    a, b = read(ours), read(theirs)
    if any(_apart(_facts(a, kind), _facts(b, kind)) for kind in _DECIDING) or _apart(a.names, b.names):
        return False
    model = embedder()
    return model is None or model.similarity(ours, theirs) >= _LIKE


def _apart(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b and not a & b)


def _facts(reading: Reading, kind: str) -> frozenset[str]:
    return frozenset(fact for fact in reading.facts if fact.startswith(kind))


def _text(answer: Any) -> str:
    return ". ".join(_strings(answer))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from _strings(value[key])
    elif isinstance(value, Sequence):
        for item in value:
            yield from _strings(item)
