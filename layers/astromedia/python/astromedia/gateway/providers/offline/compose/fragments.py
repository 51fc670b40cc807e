"""Free text of the brief, made fit to stand inside a sentence: cleaned, cut at a word, with the right first letter."""

import re
import unicodedata

from .lexicon import words as listed

_TAIL = " \t\n.,;:!?…·-–—|/\\"
_NAME = re.compile(r"[A-ZÀ-Ý]\w*[ -][A-ZÀ-Ý]")
_PAIRS = (("(", ")"), ("«", "»"), ("“", "”"), ("[", "]"))
_CLAUSES = (". ", "; ", ", ", " – ", " — ", " - ", ": ", " (", " / ")
_DEMONYM = re.compile(r"(?:ian|ish|ese|ean|ench|erman|reek|utch|wiss)s?$")
_NEVER_LOWER = re.compile(r"I(?:'\w+)?$")


def clean(text: object) -> str:
    """One line without surrounding quotes and trailing punctuation; "" if nothing readable is left."""
    line = " ".join(str(text).split())
    stripped = line.strip('"“”«» \u00a0').strip(" \u00a0")
    stripped = stripped.lstrip("-•*·–— ").rstrip(_TAIL)
    return stripped if any(c.isalnum() for c in stripped) else ""


def balanced(text: str) -> str:
    """`text` up to a bracket or quote that is opened and never closed."""
    for opening, closing in _PAIRS:
        if text.count(opening) > text.count(closing):
            text = text[: text.rfind(opening)].rstrip(_TAIL + "«“([")
    return text


def _without_dangling(text: str) -> str:
    words = text.rstrip(_TAIL).split(" ")
    while len(words) > 1 and words[-1].casefold().strip("'’(«“\"") in listed("both", "dangling"):
        words.pop()
    return " ".join(words).rstrip(_TAIL)


def _whole_characters(text: str, longest: int) -> str:
    head = text[:longest]
    while head and (
        unicodedata.combining(text[len(head) : len(head) + 1] or " ") or text[len(head) :][:1] in "\u200d\ufe0f"
    ):
        head = head[:-1]
    return head.rstrip("\u200d") or text[:longest]


def cut(text: str, longest: int) -> str:
    """`text` in at most `longest` characters, up to a clause if that keeps most, else to a word (never "of")."""
    if len(text) <= longest:
        return text
    head = text[: longest + 1]
    clause = max(head.rfind(mark) for mark in _CLAUSES)
    if clause >= longest * 0.7:
        return _finished(head[:clause]) or text[:longest]
    space = head.rfind(" ")
    if space <= 0:
        return _whole_characters(text, longest)
    return _finished(head[:space]) or _whole_characters(text, longest)


def _finished(text: str) -> str:
    return _without_dangling(balanced(text.rstrip(_TAIL)))


def capital_first(text: str) -> str:
    """With an upper-case first letter, unless the first word is spelt in its own way (iPhone)."""
    first = text.split(" ", 1)[0]
    if not text or any(c.isupper() for c in first[1:]):
        return text
    return text[0].upper() + text[1:] if len(text[0].upper()) == 1 else text


def lower_first(text: str, names: frozenset[str] = frozenset()) -> str:
    """With a lower-case first letter where that is safe: not for names, acronyms, "I" or words like "Parisian"."""
    first = text.split(" ", 1)[0]
    bare = first.strip(",.:;'’\"()")
    if not bare or _NEVER_LOWER.match(bare) or _is_name(bare, names):
        return text
    if any(c.isupper() or c.isdigit() for c in bare[1:]) or is_name(text):
        return text
    if len(bare) == 1 and bare.isupper() and bare not in ("A", "À"):
        return text
    return text[0].lower() + text[1:]


def is_name(text: str) -> bool:
    """Whether it starts like a name: with two words in capitals ("Great River Week")."""
    return _NAME.match(text) is not None


def _is_name(word: str, names: frozenset[str]) -> bool:
    folded = word.casefold()
    if _DEMONYM.search(word) and len(word) > 5:
        return True
    return any(folded == name or (len(name) > 4 and folded.startswith(name[: len(name) - 1])) for name in names)


def joined(items: list[str], conjunction: str) -> str:
    """ "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def quoted(text: str, language: str) -> str:
    """In the language's quotation marks; inner ones give way."""
    if language == "fr":
        inner = (
            text.translate({0xAB: "“", 0xBB: "”"})
            .replace("“\u00a0", "“")
            .replace("\u00a0”", "”")
            .replace("“ ", "“")
            .replace(" ”", "”")
        )
        return f"«\u00a0{inner}\u00a0»"
    return f"“{text.replace('“', '‘').replace('”', '’')}”"
