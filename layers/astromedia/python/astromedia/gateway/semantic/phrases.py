"""The phrases the semantic cache knows (lexicon.toml, facts.toml), and how tokens are looked up in them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from .data import alternatives, data
from .words import Token, spelled, tokens

Meanings = Mapping[str, str]
"""What a phrase may be: kind -> value ("marker" -> "about")."""


class Match(NamedTuple):
    """A known phrase at the start of a run: what it may mean, and how many tokens it takes."""

    meanings: Meanings
    length: int


class Phrases:
    """Phrases and what they may mean. The longest match wins; brackets and slashes within a phrase do not count."""

    def __init__(self) -> None:
        self._meanings: dict[tuple[str, ...], dict[str, str]] = {}
        self._prefixes: set[tuple[str, ...]] = set()

    def add(self, phrase: str, kind: str, value: str) -> None:
        key = tuple(token.text for token in tokens(phrase))
        self._meanings.setdefault(key, {})[kind] = value
        self._prefixes.update(key[:size] for size in range(1, len(key) + 1))

    def match(self, run: Sequence[Token], at: int) -> Match | None:
        """The longest phrase that starts at token `at`."""
        if (run[at].text,) not in self._prefixes:
            return None
        best: Match | None = None
        key: tuple[str, ...] = ()
        for end in range(at, min(len(run), at + 12)):
            text = run[end].text
            if key and text in "(/)":
                if text == ")" and best and best.length == end - at and "(" in _texts(run, at, end):
                    best = Match(best.meanings, end - at + 1)
                continue
            key = (*key, text)
            if key not in self._prefixes:
                break
            if key in self._meanings:
                best = Match(self._meanings[key], end - at + 1)
        return best


def _texts(run: Sequence[Token], start: int, end: int) -> str:
    return "".join(token.text for token in run[start:end])


def table(file: str, section: str) -> Iterator[tuple[str, str]]:
    """Each phrase of a section and the entry it belongs to."""
    return ((phrase, name) for name, text in data(file)[section].items() for phrase in alternatives(text))


@cache
def phrases(file: str, *sections: str) -> Phrases:
    """The phrases of some sections; the kind of a meaning is its section's name."""
    made = Phrases()
    for section in sections:
        for phrase, name in table(file, section):
            made.add(phrase, section, name)
    return made


@cache
def vocabulary() -> Phrases:
    """Every phrase a request may be made of, but numbers, dates and languages."""
    made = Phrases()
    for file, sections in (
        (
            "lexicon.toml",
            (
                "drop",
                "verb",
                "letter",
                "aim",
                "placed",
                "label",
                "noise",
                "quality",
                "span",
                "marker",
                "operator",
                "negator",
                "same",
                "audience",
            ),
        ),
        ("facts.toml", ("channel", "deliverable", "sentiment", "tone")),
    ):
        for section in sections:
            for phrase, name in table(file, section):
                made.add(phrase, section, name)
    for verb in data("lexicon.toml")["action"]["verbs"].split():
        for form in (*_forms(verb), *_NOUNS.get(verb, ())):
            made.add(form, "action", verb)
    return made


_NOUNS = {
    "translate": ("translation",),
    "celebrate": ("celebration",),
    "compare": ("comparison",),
    "invite": ("invitation",),
}


def _forms(verb: str) -> tuple[str, ...]:
    """The forms of a regular verb, and of those that double their last letter."""
    stem = verb.removesuffix("e") if verb.endswith("e") else verb
    doubled = verb + verb[-1] if verb.endswith(("win", "cancel")) else stem
    third = verb + ("es" if verb.endswith(("ch", "sh", "ss")) else "s")
    return verb, third, f"{stem}ing", f"{stem}ed", f"{doubled}ing", f"{doubled}ed"


@cache
def words(file: str, section: str) -> Mapping[str, str]:
    """The single words of a section and their entries."""
    return {spelled(phrase): name for phrase, name in table(file, section)}
