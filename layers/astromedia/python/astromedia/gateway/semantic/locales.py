"""Languages and where they are spoken: "Canadian French", "French (Canada)", "fr-CA" are one; "French" is another."""

from collections.abc import Sequence

from .data import data
from .phrases import phrases, words
from .words import Token

_LINKS = (("(",), ("for",), ("from",), ("in",), ("as", "spoken", "in"), ("spoken", "in"), ("of",), (",",))
_VOICE = frozenset({"voice", "over", "voiceover", "narration", "language"})
_EUROPEAN = {"pt": "PT", "es": "ES", "fr": "FR"}


def with_locales(given: Sequence[Token]) -> list[Token]:
    """`given` with each language or locale as one token of kind "language": "fr-CA", "fr"."""
    made: list[Token] = []
    at = 0
    while at < len(given):
        locale, used = _locale(given, at)
        if locale:
            made.append(Token("language", locale))
            while at + used < len(given) and given[at + used].text in _VOICE:
                used += 1
        else:
            made.append(given[at])
        at += used
    return made


def _locale(run: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The locale that starts at `at` and how many tokens name it."""
    if run[at].kind == "code":
        return _code(run[at].text), 1
    country = _country(run, at)
    if country and (language := _language(run, at + country[1])):
        return _pair(language, country[0]), country[1] + 1
    language = _language(run, at)
    if not language:
        return None, 1
    place, used = _place(run, at + 1)
    return _pair(language, place or _homes().get(language)), 1 + used


def _code(text: str) -> str | None:
    language, country = text.replace("_", "-").split("-")
    return f"{language}-{country.upper()}" if language in data("facts.toml")["language"] else None


def _place(run: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The country that a language's name is followed by: "(Canada)", "for Canada"."""
    for link in _LINKS:
        if tuple(token.text for token in run[at : at + len(link)]) != link:
            continue
        country = _country(run, at + len(link))
        if country:
            used = len(link) + country[1]
            return country[0], used + (
                link == ("(",) and run[at + used : at + used + 1] != [] and run[at + used].text == ")"
            )
    return None, 0


def _country(run: Sequence[Token], at: int) -> tuple[str, int] | None:
    match = phrases("facts.toml", "country").match(run, at) if at < len(run) else None
    return (match.meanings["country"], match.length) if match else None


def _language(run: Sequence[Token], at: int) -> str | None:
    return words("facts.toml", "language").get(run[at].text) if at < len(run) else None


def _homes() -> dict[str, str]:
    return dict(data("facts.toml")["home"])


def _pair(language: str, country: str | None) -> str:
    if country == "EU":
        country = _EUROPEAN.get(language)
    return f"{language}-{country}" if country else language
