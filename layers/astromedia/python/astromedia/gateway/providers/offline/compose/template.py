"""Templates: literal text, `{slot}`, and `[an optional part]` that is left out when one of its slots has no value.

A template whose slot outside brackets has no value makes no text at all. `{Slot}` is the value with a capital first
letter. Values are put in once and never read as templates.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from . import english, french
from .fragments import capital_first, quoted

_TOKEN = re.compile(r"\{(\w+)\}|\[([^\]]*)\]")
_ATTACH: dict[str, Callable[[str, str], str]] = {"en": english.attach, "fr": french.attach}
_CLOSERS = ".!?…"
_FULL_STOP = re.compile(r"^(”|\u00a0»|\))?\.")

Values = Callable[[str], str | None]


class _Token(NamedTuple):
    kind: str
    text: str


@lru_cache(maxsize=4096)
def _tokens(template: str) -> tuple[_Token, ...]:
    tokens, at = [], 0
    for found in _TOKEN.finditer(template):
        tokens.append(_Token("literal", template[at : found.start()]))
        tokens.append(_Token("slot", found[1]) if found[1] else _Token("optional", found[2]))
        at = found.end()
    tokens.append(_Token("literal", template[at:]))
    return tuple(token for token in tokens if token.text)


def slots(template: str) -> frozenset[str]:
    """The names of all slots, in lower case."""
    return frozenset(name.lower() for name in re.findall(r"\{(\w+)\}", template))


def fill(template: str, values: Values, language: str, before: str = "") -> str | None:
    """`before` followed by the text of `template`, or None if a slot that it needs has no value."""
    out = before
    for token in _tokens(template):
        if token.kind == "optional":
            out = fill(token.text, values, language, out) or out
        elif token.kind == "literal":
            out = _joined(out, token.text)
        else:
            value = values(token.text.lower())
            if not value:
                return None
            starts = token.text[0].isupper() or (not out and token.text != "company")
            out = _ATTACH[language](out, _inside(out, capital_first(value) if starts else value))
    return out


def _inside(before: str, value: str) -> str:
    """Inner quotation marks where the template opens its own just before the value."""
    if before.endswith("«\u00a0"):
        return quoted(value.removeprefix("«\u00a0").removesuffix("\u00a0»"), "fr")[2:-2]
    return quoted(value.removeprefix("“").removesuffix("”"), "en")[1:-1] if before.endswith("“") else value


def _joined(before: str, literal: str) -> str:
    """No double full stop after a value that ends a sentence itself."""
    if not before or before[-1] not in _CLOSERS:
        return before + literal
    return before + _FULL_STOP.sub(lambda found: found[1] or "", literal, count=1)


@lru_cache(maxsize=1024)
def _as_regex(template: str) -> re.Pattern[str]:
    parts = []
    for token in _tokens(template):
        if token.kind == "optional":
            parts.append(f"(?:{_as_regex(token.text).pattern})?")
        else:
            parts.append("(?:.+?)" if token.kind == "slot" else re.escape(token.text))
    return re.compile("".join(parts), re.DOTALL)


def could_make(template: str, text: str) -> bool:
    """Whether `text` may have come from `template`."""
    return _as_regex(template).fullmatch(text) is not None


def literal_length(template: str) -> int:
    """How many characters of the template are its own: the more, the surer a match."""
    return sum(len(token.text) for token in _tokens(template) if token.kind == "literal")
