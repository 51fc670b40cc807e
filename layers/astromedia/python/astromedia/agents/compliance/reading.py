"""How a text is read: plain signs, the sentence around some words, and whether they are denied."""

import re
from collections.abc import Iterable
from functools import lru_cache

LONGEST_QUOTE = 120
_PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-"})
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)|\n")
_CLAUSE_END = re.compile(r"[,;:()–—]|\s-\s")
_NOT = re.compile(
    r"\b(?:no|not|never|without|cannot|nor|neither|nobody|avoid|beware of|instead of|rather than|\w+n't"
    r"|pas|jamais|aucune?|sans|ni|ne|non|évitez|plutôt que|au lieu de)\b|\bn'",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\b(?:not (?:only|just)|(?:non|pas) seulement|no (?:doubt|wonder|matter))\b", re.IGNORECASE)


def plain(text: str) -> str:
    """`text` with straight apostrophes, plain hyphens and plain spaces, as long as it was: positions stay the same."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=1024)
def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all of them, in upper or lower case; of none, one that never matches."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence that holds `text[start:end]`, and what of its clause comes before."""
    first = max((m.end() for m in _SENTENCE_END.finditer(text, 0, start)), default=0)
    last = _SENTENCE_END.search(text, max(start, end - 1))
    before = text[first:start]
    clause = max((m.end() for m in _CLAUSE_END.finditer(before)), default=0)
    return text[first : last.end() if last else len(text)], before[clause:]


def denied(before: str) -> bool:
    """Whether the clause so far denies what comes next."""
    return _NOT.search(before) is not None and _NOT_ONLY.search(before) is None


def quote(text: str, start: int, end: int) -> str:
    """The words as they stand, shortened."""
    words = " ".join(text[start:end].split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"


def escaped(names: Iterable[str]) -> str:
    """A pattern for any of the names; of none, one that never matches."""
    return "|".join(re.escape(plain(name)) for name in names if name.strip()) or r"(?!)"
