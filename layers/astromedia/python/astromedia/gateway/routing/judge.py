"""How good a valid answer looks to simple rules, from 0 to 1: cheap, repeatable, and no model is asked.

It tells the slips that schemas let pass: empty fields, one-word texts, the same sentence again and again, the wrong
language, placeholders. It does not know whether a text is good: people do, and their verdicts weigh as much.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..calls import TextCall

PLACEHOLDERS = (
    "lorem ipsum",
    "{{",
    "[insert",
    "[your",
    "[brand",
    "[add ",
    "[todo",
    "todo:",
    "[tbd",
    "xxxx",
    "<insert",
    "<your",
)
"""In lower case."""
COMMON = {
    "en": frozenset(
        ["the", "and", "of", "to", "is", "for", "with", "your", "that", "are", "this", "from", "you", "our"]
    ),
    "fr": frozenset(
        ["le", "la", "les", "des", "et", "est", "pour", "une", "votre", "vous", "dans", "avec", "nos", "du"]
    ),
}
"""Words that a text in this language is full of, and the others are not."""
FEW_WORDS, MANY_WORDS = 12, 250
"""With fewer, neither repetition nor language can be told; with so many, both can."""
USED = 0.2
"""A text that may be long uses at least this share of its length, or looks thin."""
GRAM = 4


class _Text(NamedTuple):
    """One text of the answer and the longest it may be (None: not said)."""

    text: str
    longest: int | None


class _Seen(NamedTuple):
    """What rules look at: every leaf of the answer, its texts, all in one (lower case), its words, its language."""

    leaves: Sequence[Any]
    texts: Sequence[_Text]
    whole: str
    words: Sequence[str]
    language: str


def judged(call: TextCall, value: Mapping[str, Any]) -> float:
    """The weighted mean of the rules for `value`, which has passed the schema of `call`."""
    leaves = list(_leaves(value, call.json_schema, call.json_schema))
    texts = [_Text(leaf, longest) for leaf, longest in leaves if isinstance(leaf, str)]
    whole = "\n".join([text.text for text in texts]).lower()
    words = whole.split(maxsplit=MANY_WORDS)[:MANY_WORDS]
    seen = _Seen([leaf for leaf, _ in leaves], texts, whole, words, call.language.lower()[:2])
    return sum(weight * rule(seen) for weight, rule in RULES)


def _complete(seen: _Seen) -> float:
    """The share of leaves with something in them."""
    filled = sum(leaf not in (None, "", [], {}) for leaf in seen.leaves)
    return filled / len(seen.leaves) if seen.leaves else 0.0


def _substantial(seen: _Seen) -> float:
    """The mean share of the length that a text is to use, over the texts that may be long."""
    used = [min(1.0, len(text) / (USED * longest)) for text, longest in seen.texts if longest]
    return sum(used) / len(used) if used else 1.0


def _varied(seen: _Seen) -> float:
    """The share of runs of words that are not a repetition of an earlier one."""
    if len(seen.words) < FEW_WORDS:
        return 1.0
    runs = set(zip(*(seen.words[i:] for i in range(GRAM)), strict=False))
    return len(runs) / (len(seen.words) - GRAM + 1)


def _in_language(seen: _Seen) -> float:
    """Of the words that give a language away, the share that gives the right one away; 1 if it cannot be told."""
    if seen.language not in COMMON or len(seen.words) < FEW_WORDS:
        return 1.0
    different = set(seen.words)
    counts = {language: len(common & different) for language, common in COMMON.items()}
    total = sum(counts.values())
    return counts[seen.language] / total if total else 1.0


def _finished(seen: _Seen) -> float:
    """0 if a placeholder was left in."""
    return 0.0 if any(mark in seen.whole for mark in PLACEHOLDERS) else 1.0


RULES: tuple[tuple[float, Callable[[_Seen], float]], ...] = (
    (0.30, _complete),
    (0.15, _substantial),
    (0.20, _varied),
    (0.20, _in_language),
    (0.15, _finished),
)


def _leaves(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[tuple[Any, int | None]]:
    """Each value without parts, with the longest it may be; a field that `value` leaves out is None."""
    schema = _resolved(schema, root)
    if isinstance(value, Mapping) and value:
        fields: Mapping[str, Any] = schema.get("properties", {})
        asked = [name for name, field in fields.items() if not field.get("x-computed")]
        for name in dict.fromkeys([*asked, *value]):
            yield from _leaves(value.get(name), fields.get(name, {}), root)
    elif isinstance(value, list) and value:
        for item in value:
            yield from _leaves(item, schema.get("items", {}), root)
    else:
        yield value, schema.get("maxLength")


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference refers to (within `root`), or the schema itself."""
    if not isinstance(schema, Mapping):
        return {}
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    return root.get("$defs", {}).get(name, {}) if name else schema
