"""What of a call is structure, compared exactly, and what is free text, read and compared by what it asks for."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from astromedia.gateway.calls import TextCall

from .reading import Reading, read

_WORDS = range(3, 61)
"""How many words a leaf of the inputs has to be free text: fewer are a name or a value, more are a document."""
_MOST_WORDS = 4_000
"""Of all free texts together: reading takes some 10 us a word, and a call of that size seconds."""


@dataclass(frozen=True)
class Shape:
    """A call: the digest of its structure, and the readings of its free texts in the order of their paths."""

    structure: str
    texts: tuple[Reading, ...]

    @cached_property
    def exact(self) -> str:
        """The key of calls whose texts have the same facts and content."""
        return _digest([self.structure, [[text.facts, text.content] for text in self.texts]])

    @cached_property
    def near(self) -> str:
        """The key of calls whose texts have the same facts."""
        return _digest([self.structure, [text.facts for text in self.texts]])


def shape(call: TextCall) -> Shape | None:
    """The shape of `call`; None if it has no free text, or too much of it."""
    texts: list[str] = []
    skeleton = _skeleton(call.inputs, texts)
    if not 0 < sum(len(text.split()) for text in texts) <= _MOST_WORDS:
        return None
    facts = [
        *(call.purpose.agent, call.language, call.instructions, call.json_schema, call.models, call.max_output_tokens),
        *(call.feedback, call.previous_output, skeleton),
    ]
    return Shape(_digest(facts), tuple(map(read, texts)))


def _skeleton(value: Any, texts: list[str]) -> Any:
    """`value` with free texts taken out and put into `texts`, in the order of sorted keys."""
    if isinstance(value, Mapping):
        return {str(key): _skeleton(value[key], texts) for key in sorted(value, key=str)}
    if isinstance(value, str):
        return _leaf(value, texts)
    return [_skeleton(item, texts) for item in value] if isinstance(value, Sequence) else value


def _leaf(value: str, texts: list[str]) -> object:
    if len(value.split()) not in _WORDS:
        return value
    texts.append(value)
    return {"text": len(texts)}


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def packed(texts: Sequence[Reading]) -> list[list[Any]]:
    """Readings as JSON types."""
    return [list(_plain(reading)) for reading in texts]


def unpacked(rows: Sequence[Sequence[Any]]) -> tuple[Reading, ...]:
    """The readings that `packed` made."""
    return tuple(
        Reading(
            facts=tuple(facts),
            content=tuple(content),
            plurals=tuple(plurals),
            names=frozenset(names),
            modifiers={word: frozenset(before) for word, before in modifiers.items()},
            roles=roles,
            order=order,
            beside={word: (before, after) for word, (before, after) in beside.items()},
            pairs=frozenset((first, second) for first, second in pairs),
            ties=tuple(ties),
            words=frozenset(words),
        )
        for facts, content, plurals, names, modifiers, roles, order, beside, pairs, ties, words in rows
    )


def _plain(reading: Reading) -> Iterator[Any]:
    for value in reading:
        if isinstance(value, frozenset):
            yield sorted(value)
        elif isinstance(value, Mapping):
            yield {word: sorted(part) if isinstance(part, frozenset) else part for word, part in value.items()}
        else:
            yield value
