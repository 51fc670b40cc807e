"""What a field without a hint says, told by its name, title and description."""

import math
import re
from collections.abc import Iterator, Sequence

from .facts import Facts
from .fragments import capital_first, clean, cut
from .lexicon import by_word
from .scope import Scope
from .shapes import Schema
from .tongue import tongue
from .writer import Writer

ANY: Schema = {"type": "string"}

_FAMILIES = (
    ("variant.angle", "variant"),
    ("visual.headline", "visual"),
    ("indicator.formula", "indicator"),
    ("question_and_answer", "question_and_answer"),
)
_PLAIN = frozenset({"content", "label", "name", "nom", "text", "texte", "title", "value"})
_FIRST_WORDS = 8
_SHORT = 45
_FIGURES = (
    (re.compile(r"percent|pct|share|rate|taux"), 50.0),
    (
        re.compile(
            r"score|rating|note|priority|rank|grade|level|confidence|probability|weight|minute|second|heure|hour"
        ),
        math.inf,
    ),
    (re.compile(r"day|jour|duration|durée"), -1.0),
    (re.compile(r"year|année"), -2.0),
    (re.compile(r"budget|spend|dépense"), -3.0),
    (re.compile(r"price|amount|cost|fee\b|prix|montant|tarif|coût"), -4.0),
)
_PRICE = re.compile(
    r"(?:[€$£]|EUR|USD|GBP|CHF)\s?(\d+(?:[.,]\d{2})?)(?!\d)|(\d+(?:[.,]\d{2})?)\s?(?:[€$£]|EUR|USD|GBP|CHF)"
)
_NEGATIVE = re.compile(
    r"urgent|disabled|deleted|archived|private|error|confidential|sensitive|final|published|legal|expired|paid"
)


def _words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return [word for word in re.split(r"[^\w]|_", spaced.casefold()) if word]


def named_intent(name: str) -> str | None:
    """The intent that the words of a field's name tell: all together, else the last known one; plural or not."""
    words = _words(name)
    return _known("_".join(words)) or next(filter(None, map(_known, reversed(words))), None)


def _known(word: str) -> str | None:
    known = by_word("names")
    return next((known[each] for each in (word, *_singular(word)) if each in known), None)


def _singular(word: str) -> Iterator[str]:
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith("s") and len(word) > 3:
        yield word[:-1]


def list_intent(shape: Schema, scope: Scope) -> str | None:
    """What the items of a list say: its hint, its items' hint, or its name."""
    hint = shape.get("x-intent")
    inner = shape.get("items")
    if not hint and isinstance(inner, dict):
        hint = inner.get("x-intent")
    return str(hint) if hint else named_intent(scope.path[-1]) if scope.path else None


def object_intent(shape: Schema, scope: Scope) -> str | None:
    """What an object as a whole says: its hint, or the family its fields' hints belong to."""
    if shape.get("x-intent"):
        return str(shape["x-intent"])
    fields = shape.get("properties", {})
    hints = {field.get("x-intent") for field in fields.values() if isinstance(field, dict)}
    hints |= {"question_and_answer"} if {"question", "answer"} <= set(fields) and not any(hints) else set()
    return next((family for hint, family in _FAMILIES if hint in hints), None)


def field_intent(shape: Schema, scope: Scope) -> str | None:
    """What a string says: its hint, its list's hint, its name, or the words of its title or description."""
    hint = shape.get("x-intent") or scope.intent
    if hint:
        return str(hint)
    names = [step for step in scope.path if not step.isdigit()]
    name = names[-1] if names else ""
    return (
        _inside(name, names[-2] if len(names) > 1 else "")
        or named_intent(name)
        or named_intent(str(shape.get("title", "")))
        or _described(str(shape.get("description", "")))
    )


def _inside(name: str, around: str) -> str | None:
    """What a plain name ("text", "label", "name") means in an object that is called a quote, a button, a contact ..."""
    if name.casefold() not in _PLAIN:
        return None
    return next((by_word("inside")[each] for each in reversed(_words(around)) if each in by_word("inside")), None)


def _described(description: str) -> str | None:
    """What the first word of a description that is known says."""
    return next(filter(None, map(_known, _words(description)[:_FIRST_WORDS])), None)


def sentence(writer: Writer, shape: Schema, scope: Scope, longest: int, shortest: int) -> str:
    """A sentence about the brief, after the field's label if that is in the document's language and there is room."""
    if longest < _SHORT:
        return writer.write("generic.short", scope, longest, shortest)
    label = _label(shape, scope)
    room = longest - len(label) - 3
    if not label or room < 40 or longest < 80 or scope.count > 1:
        return writer.write("filler", scope, longest, shortest)
    colon = "\u00a0: " if scope.language == "fr" else ": "
    text = writer.write("filler", scope, room, max(0, shortest - len(label) - len(colon)))
    return f"{label}{colon}{text}"


def _label(shape: Schema, scope: Scope) -> str:
    name = next((step for step in reversed(scope.path) if not step.isdigit()), "")
    said = clean(shape.get("title") or "")
    text = said if said and " " in said else " ".join(_words(name))
    language = tongue(f"{text} {shape.get('description', '')}", "en")
    return cut(capital_first(text), 40) if " " in text and language == scope.language else ""


def affirmative(path: Sequence[str]) -> bool:
    """Yes, except for what nobody should assume (is_urgent, is_final ...)."""
    return not (path and _NEGATIVE.search(path[-1].casefold()))


def figure(path: Sequence[str], facts: Facts, low: float, high: float, turn: int) -> float:
    """A number that claims nothing: days and budget of the brief, the middle of a scale, else the least allowed."""
    name = path[-1].casefold() if path else ""
    hint = next((value for pattern, value in _FIGURES if pattern.search(name)), None)
    if hint == -1.0:
        return float(facts.days)
    if hint == -2.0:
        return float(facts.start.year)
    if hint == -3.0:
        return float(facts.budget or 0)
    if hint == -4.0:
        return _price(facts) or max(low, 0.0)
    if hint == math.inf and high < math.inf:
        return (max(low, 0.0) + high) / 2
    whole = math.ceil(low) if low > -math.inf else min(high, 0.0)
    base = whole if whole <= high else low
    return hint if hint not in (None, math.inf) else base + turn


def _price(facts: Facts) -> float | None:
    """The first price that the brief names."""
    said = [facts.offer, *facts.edges, facts.about]
    found = (_PRICE.search(each.text) for each in said if each)
    return next((float((one[1] or one[2]).replace(",", ".")) for one in found if one), None)
