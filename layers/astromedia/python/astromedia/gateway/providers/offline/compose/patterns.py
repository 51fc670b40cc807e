"""Texts for regular expressions: a likely candidate that already matches, else one generated from the pattern."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from pydantic_core import SchemaError, SchemaValidator, core_schema

from .dice import Dice

_parser: Any = import_module("re._parser")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_NOT_DIGIT": _LETTERS,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": _LETTERS,
    "CATEGORY_WORD": _LETTERS,
    "CATEGORY_NOT_WORD": "-",
}
_MORE = 4
_BACKTRACKED = 24


@lru_cache(maxsize=256)
def _linear(pattern: str) -> SchemaValidator | None:
    """The pattern in an engine whose time does not explode; None if that engine does not know its constructs."""
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return None


def matches(pattern: str, text: str) -> bool:
    """Whether JSON Schema would accept `text`: the pattern is found anywhere in it. One we cannot read accepts all.

    A pattern that only the backtracking engine knows is tried on short texts only: on others it may take for ever.
    """
    linear = _linear(_plain(pattern))
    if linear is not None:
        return linear.isinstance_python(text)
    try:
        return len(text) <= _BACKTRACKED and re.search(_python(pattern), text) is not None
    except re.error:
        return True


def matching(pattern: str, likely: Iterable[str], shortest: int, longest: int, dice: Dice, name: str = "") -> str:
    """A text that matches `pattern` within the lengths: the first of `likely` that does, or one made for `name`."""
    fitting = (text for text in likely if shortest <= len(text) <= longest and matches(pattern, text))
    return next(fitting, None) or _generated(pattern, shortest, longest, dice, name)


def _generated(pattern: str, shortest: int, longest: int, dice: Dice, name: str) -> str:
    try:
        parsed = _parser.parse(_python(pattern))
    except re.error:
        return "x" * max(1, shortest)
    tries = [_text(parsed, more, dice, f"{pattern}/{name}/{more}") for more in (_MORE, 1, 0, 12, 40, shortest)]
    fitting = [text for text in tries if shortest <= len(text) <= longest and matches(pattern, text)]
    return (fitting or [_padded(text, shortest, longest) for text in tries])[0]


def _padded(text: str, shortest: int, longest: int) -> str:
    return text[:longest] + _LETTERS[0] * (shortest - len(text))


def _plain(pattern: str) -> str:
    return pattern.replace(r"\/", "/")


def _python(pattern: str) -> str:
    r"""The ECMA pattern in Python's dialect: \p{L} and the like become letters, \u{..} and \/ plain."""
    translated = re.sub(r"\\p\{(?:L|Letter|Ll|Lu|Alphabetic)\}", "a-zA-ZÀ-ÿ", pattern)
    if translated != pattern and "[" not in pattern:
        translated = translated.replace("a-zA-ZÀ-ÿ", "[a-zA-ZÀ-ÿ]")
    return translated.replace(r"\/", "/").replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")


def _text(parsed: Any, more: int, dice: Dice, name: str) -> str:
    out = ""
    for i, (operation, argument) in enumerate(parsed):
        rule = _RULES.get(str(operation))
        out += rule(argument, more, dice, f"{name}/{i}") if rule else ""
    return out


def _one_of(argument: Any, more: int, dice: Dice, name: str) -> str:
    letters = _class(argument)
    return letters[dice.below(len(letters), name)]


def _class(items: Sequence[tuple[Any, Any]]) -> str:
    negated = bool(items) and str(items[0][0]) == "NEGATE"
    found = "".join(_members(str(operation), argument) for operation, argument in items)
    if negated:
        return "".join(c for c in _LETTERS + "0123456789 -" if c not in found) or "~"
    return found or _LETTERS


def _members(operation: str, argument: Any) -> str:
    if operation == "LITERAL":
        return chr(argument)
    if operation == "RANGE":
        return "".join(chr(code) for code in range(argument[0], min(argument[1], argument[0] + 63) + 1))
    return _CATEGORIES.get(str(argument), "") if operation == "CATEGORY" else ""


def _repeated(argument: Any, more: int, dice: Dice, name: str) -> str:
    least, most, part = argument
    times = min(least + more, int(most))
    return "".join(_text(part, more, dice, f"{name}/{time}") for time in range(times))


def _branch(argument: Any, more: int, dice: Dice, name: str) -> str:
    branches = argument[1]
    return _text(branches[dice.below(len(branches), name)], more, dice, name)


_Rule = Callable[[Any, int, Dice, str], str]
_RULES: dict[str, _Rule] = {
    "LITERAL": lambda argument, more, dice, name: chr(argument),
    "NOT_LITERAL": lambda argument, more, dice, name: "b" if argument == ord("a") else "a",
    "ANY": lambda argument, more, dice, name: _LETTERS[dice.below(26, name)],
    "IN": _one_of,
    "CATEGORY": lambda argument, more, dice, name: _CATEGORIES.get(str(argument), "a")[0],
    "BRANCH": _branch,
    "SUBPATTERN": lambda argument, more, dice, name: _text(argument[-1], more, dice, name),
    "ATOMIC_GROUP": lambda argument, more, dice, name: _text(argument, more, dice, name),
    "MAX_REPEAT": _repeated,
    "MIN_REPEAT": _repeated,
    "POSSESSIVE_REPEAT": _repeated,
}
