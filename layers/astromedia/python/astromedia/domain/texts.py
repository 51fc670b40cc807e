"""The texts of an output, whatever its schema, each with the place where it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Where = tuple[str | int, ...]
_SPACES = re.compile(r"\s+")


class Text(NamedTuple):
    """A text and the keys and indexes that lead to it."""

    where: Where
    text: str

    @property
    def path(self) -> str:
        """Where it stands, as people write it."""
        return path(self.where)


def texts(value: Any, where: Where = ()) -> Iterator[Text]:
    """Every text inside `value` (anything that JSON can hold), in order."""
    for at, inner in _walk(value, where):
        if isinstance(inner, str):
            yield Text(at, inner)


def _walk(value: Any, where: Where) -> Iterator[tuple[Where, Any]]:
    """`value` and all inside it, without recursion: however deep a model nests."""
    left: list[tuple[Where, Any]] = [(where, value)]
    while left:
        at, inner = left.pop()
        yield at, inner
        left += [((*at, key), each) for key, each in reversed(_parts(inner))]


def _parts(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return [(str(key), each) for key, each in value.items()]
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return list(enumerate(value))
    return []


def path(where: Where) -> str:
    """Keys and indexes as a path: `channels[0].a.body`; of the whole output `answer`."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    return steps.removeprefix(".") or "answer"


def even(text: str) -> str:
    """`text` with every run of white space (no-break spaces too) as one space and every apostrophe straight."""
    return _SPACES.sub(" ", text).replace("’", "'")


def says(text: str, words: str) -> bool:
    """Whether the words stand in the text by themselves, in upper or lower case: "ad" does not stand in "read"."""
    return re.search(rf"(?<!\w){re.escape(even(words))}(?!\w)", even(text), re.IGNORECASE) is not None
