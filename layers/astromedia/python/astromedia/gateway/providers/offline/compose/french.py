"""French small grammar: the article of a noun the brief names, elision, contraction, the preposition of a place."""

import re
import unicodedata

from .lexicon import words

_FEMININE_ENDINGS = re.compile(
    r"(?:tion|sion|té|ure|ence|ance|ette|erie|ise|ude|ade|ée|ière|euse|trice|logie|graphie)$"
)
_MASCULINE_ENDINGS = re.compile(r"(?:ment|age|eau|isme|oir|ier|eur|teur|al|ing|phone|scope)$")
_ASPIRATED = re.compile(
    r"^(?:haricot|handi|hall|hamburger|hanche|harnais|hasard|haut|héros|hockey|homard|huit|hublot|hub|hackathon)"
)
_COUNTRIES = (("place_en", "en"), ("place_au", "au"), ("place_aux", "aux"))
_CONTRACTED = (
    ("de ", "le ", "du "),
    ("de ", "les ", "des "),
    ("de ", "des ", "de "),
    ("de ", "du ", "du "),
    ("à ", "le ", "au "),
    ("à ", "les ", "aux "),
)
_ELIDED = re.compile(r"(?:^|(?<=[\s(«\u00a0]))([Dd]e|[Qq]ue|[Jj]usque|[Ll]orsque|[Pp]uisque|parce que) $")


def starts_with_vowel(text: str) -> bool:
    """Whether a word before it elides: a vowel or a mute h."""
    first = unicodedata.normalize("NFD", text[:1]).casefold()[:1]
    if first == "h":
        return text[:1].islower() and not _ASPIRATED.match(text)
    return first in set("aeiouœæ") and not re.match(r"(?:onz|oui|ya|ye|yo|un\b(?! ))", text.casefold())


def has_determiner(text: str) -> bool:
    """Whether it starts with an article, a possessive or a number."""
    first = text.split(" ", 1)[0].casefold()
    return first in words("fr", "determiners") or first[:1].isdigit() or first.startswith(("l'", "l’", "d'", "d’"))


def _gender(word: str) -> str | None:
    if word in words("fr", "masculine") or word in words("fr", "feminine"):
        return "le " if word in words("fr", "masculine") else "la "
    if _FEMININE_ENDINGS.search(word):
        return "la "
    return "le " if _MASCULINE_ENDINGS.search(word) else None


def definite(noun_phrase: str) -> str | None:
    """ "abonnement pain" -> "l'abonnement pain", "cours" -> "le cours"; None if its gender is not known."""
    if has_determiner(noun_phrase):
        return noun_phrase
    word = noun_phrase.split(" ", 1)[0].casefold().rstrip(",")
    if word[-1:] in "sx" and len(word) > 3 and word not in words("fr", "singular_in_s"):
        return f"les {noun_phrase}" if word.isalpha() or "-" in word else None
    article = _gender(word)
    if article and starts_with_vowel(noun_phrase):
        return f"l'{noun_phrase}"
    return article and article + noun_phrase


def _contracted(before: str, value: str) -> tuple[str, str] | None:
    for preposition, article, together in _CONTRACTED:
        if re.search(rf"(?:^|\W){preposition}$", before, re.IGNORECASE) and value.startswith(
            (article, article.capitalize())
        ):
            together = together.capitalize() if before[-len(preposition) :][0].isupper() else together
            return before[: -len(preposition)], together + value[len(article) :]
    return None


def attach(before: str, value: str) -> str:
    """`before` and `value` as one text: "de " + "le pain" -> "du pain", "de " + "Airtable" -> "d'Airtable"."""
    contracted = _contracted(before, value)
    if contracted:
        return "".join(contracted)
    if _ELIDED.search(before) and starts_with_vowel(value):
        return f"{before[:-2]}'{value}"
    return before + value


def place(location: str) -> str:
    """Where: "Lyon" -> "à Lyon", "France" -> "en France", "la métropole de Lille" -> "dans la métropole de Lille"."""
    first = location.split(",", 1)[0].strip()
    known = next((preposition for name, preposition in _COUNTRIES if first.casefold() in words("fr", name)), None)
    if known:
        return f"{known} {first}"
    if has_determiner(first) and first[0].islower():
        return f"dans {first}"
    if first[:1].isupper() and not any(c.isdigit() for c in first) and len(first) <= 40:
        return attach("à ", first)
    return f"({location})"
