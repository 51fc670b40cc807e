"""From a text to its words: one spelling, no contractions, no possessives; numbers, signs and names told apart."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .data import data


class Token(NamedTuple):
    """A word, sign or number. `text` is how it is compared; `name` says it stands out as a proper name.

    `kind` is "word", "sign", "number", "code" (fr-CA), "date" or "time" here; later readers put their own in place.
    `capital` says that it begins with a capital letter where that says something,
    `joined` says that a hyphen ties it to the word before, `plural` that the written word was a plural.
    """

    kind: str
    text: str
    name: bool = False
    joined: bool = False
    plural: bool = False
    capital: bool = False


_SHORT = (
    (re.compile(r"\bcannot\b", re.I), "can not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|should|must|has|have)nt\b", re.I), r"\1 not"),
    (re.compile(r"(?<=[a-z])\s*\(s\)", re.I), "s"),
)
_APOSTROPHES = (
    (
        re.compile(r"\b(can|won|shan)'t\b", re.I),
        lambda m: {"c": "can", "w": "will", "s": "shall"}[m[1][0].lower()] + " not",
    ),
    (re.compile(r"n't\b", re.I), " not"),
    (re.compile(r"\b(it|that|there|here|what|who|where|let)'s\b", re.I), r"\1 is"),
    (re.compile(r"'re\b", re.I), " are"),
    (re.compile(r"'m\b", re.I), " am"),
    (re.compile(r"'ve\b", re.I), " have"),
    (re.compile(r"'ll\b", re.I), " will"),
    (re.compile(r"\b(i|we|you|they|he|she|it)'d\b", re.I), r"\1 would"),
    (re.compile(r"(?<=[\w.!])'s\b|(?<=s)'(?!\w)", re.I), ""),
)
"""Tried only where there is an apostrophe: most texts have none."""
_GLUED = "s|sec|secs|min|mins|h|hr|hrs|k|m|st|nd|rd|th|kg|g|mg|ml|cl|l|cm|mm|km|px|oz|lb|lbs"
_SIGNS = (
    (re.compile(r"\s*[\r\n]+\s*|\s[•·*]\s"), " ; "),
    (re.compile(r"(?<=\w)\+(?!\w)"), " plus "),
    (re.compile(r"(?<=\w)#(?!\w)"), " sharp "),
    (re.compile(r"(?<![\w)])[-−](?=\d)"), " minus "),
    (re.compile(r"(?<=\s)x(?=\d+\b)"), ""),
    (re.compile(r"[<≤]"), " under "),
    (re.compile(r"[>≥]"), " over "),
)
"""Signs that change a meaning, as words."""
_ANY_SIGN = re.compile(r"[\r\n•·*+#\-−<≤>≥]|\sx\d")
_TOKEN = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}([./-])\d{1,2}\2(?:\d{4}|\d{2})(?!\d)|\d{1,2}/\d{1,2}(?![\d/]))"
    r"|(?P<time>\d{1,2}:\d{2}(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)"
    r"|(?P<code>\b[a-z]{2}[-_][a-z]{2}\b(?![-\w]))"
    rf"|(?P<number>\d+(?:[.,]\d+)*(?=(?:{_GLUED})?(?![^\W_])))"
    r"|(?P<word>[^\W_]+)"
    r"|(?P<sign>[^\s])",
    re.I,
)
_ENDS = frozenset('.:;!?()[]"“”')


def tokens(text: str) -> list[Token]:
    """The tokens of `text` in order."""
    text = unicodedata.normalize("NFKC", text).translate(
        {0x2019: "'", 0x2018: "'", 0x02BC: "'", 0x2011: "-", 0x2010: "-"}
    )
    for pattern, plain in (
        *(_APOSTROPHES if "'" in text else ()),
        *_SHORT,
        *(_SIGNS if _ANY_SIGN.search(text) else ()),
    ):
        text = pattern.sub(plain, text)
    found = list(_TOKEN.finditer(text))
    shouted = _shouted(text)
    made: list[Token] = []
    starts = True
    for match in found:
        capital = not shouted and match[0][0].isupper()
        token = _token(match, joined=_joined(text, match), name=capital and not starts, capital=capital)
        if match[0] == "X" and not _tied(text, match) and _before_channel(made):
            token = token._replace(text="twitter", name=False)
        starts = _starts(text, match, token) or (starts and (token.kind == "sign" or token.text in _GREETINGS))
        made.append(token)
    return _compounds([token for token in made if token.text != "-"])


@lru_cache(maxsize=8192)
def spelled(word: str) -> str:
    """A lower-case word in the one spelling that is compared."""
    return data("words.toml")["spelling"].get(word, word)


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """The singular of an English noun, as far as its ending tells; other words come back as they are."""
    irregular = data("words.toml")["singular"].get(word)
    if irregular:
        return irregular
    if len(word) <= 3 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]


def _token(match: re.Match[str], *, joined: bool, name: bool, capital: bool) -> Token:
    kind, text = str(match.lastgroup), match[0]
    word = spelled(text.lower())
    return Token(kind, word, name and kind == "word", joined, kind == "word" and singular(word) != word, capital)


def _joined(text: str, match: re.Match[str]) -> bool:
    at = match.start()
    return at > 1 and text[at - 1] == "-" and text[at - 2].isalnum()


_GREETINGS = frozenset(
    {
        "hello",
        "hi",
        "hey",
        "dear",
        "team",
        "all",
        "there",
        "everyone",
        "folks",
        "ok",
        "okay",
        "thanks",
        "please",
        "so",
        "now",
        "and",
    }
)


def _starts(text: str, match: re.Match[str], token: Token) -> bool:
    """Whether a sentence, or what is as good as one, begins after this token."""
    dash = match[0] in "-–—" and match.start() > 0 and text[match.start() - 1].isspace()
    return token.text in _ENDS or dash


_ARTICLED = frozenset(
    {
        "on",
        "for",
        "an",
        "a",
        "the",
        "to",
        "in",
        "our",
        "your",
        "my",
        "and",
        "or",
        "via",
        "using",
        "of",
        "with",
        "at",
        "from",
        "this",
    }
)


def _before_channel(made: list[Token]) -> bool:
    """Whether an X after these tokens is the network, not a model's name ("iPhone X")."""
    return not made or made[-1].kind != "word" or made[-1].text in _ARTICLED


def _tied(text: str, match: re.Match[str]) -> bool:
    return "-" in text[max(0, match.start() - 1) : match.end() + 1]


def _shouted(text: str) -> bool:
    """Whether capitals say nothing: all upper case, or nearly every word capitalised."""
    words = re.findall(r"[^\W\d_]+", text)
    long = [word for word in words if len(word) > 3]
    counted = long if len(long) > 4 else words
    return bool(sum(word[0].isupper() for word in counted) > 0.8 * len(counted))


def _compounds(given: list[Token]) -> list[Token]:
    """A single letter and what a hyphen ties to it are one word: e-bike, t-shirt."""
    made: list[Token] = []
    for token in given:
        last = made[-1] if made else None
        if last and token.joined and token.kind == last.kind == "word" and len(last.text) == 1:
            made[-1] = token._replace(text=last.text + token.text, joined=last.joined, name=last.name)
        else:
            made.append(token)
    return made
