"""The edits: each takes a place and gives the text that fulfils a wish there, or None if it cannot."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from astromedia.gateway.providers.offline.compose.fragments import capital_first, cut

from . import sentences, vocabulary
from .places import Place

_LEAST = 0.75
_MORE = 1.35
_CLAUSE = re.compile(r"\s*(?:[:;–—]|, (?:and|but|so|et|mais|donc))\s")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b50-\u2b55\u2934\u2935\u231a\u231b\u23e9-\u23f3\ufe0f\u200d\u20e3]+"
)
_LINK = re.compile(r"\s*(?:https?://|www\.)\S+")


class Mention(NamedTuple):
    """Words to say, ready for a language, and the templates of a sentence around them."""

    words: str
    short: str
    templates: Sequence[str]


def mention(place: Place, words: Mention, turn: int, keep: Callable[[str], bool]) -> str | None:
    """The text with the words in it: as a sentence, other sentences giving way if there is no room for it."""
    if sentences.found(words.words, place.text):
        return None
    lines = [
        _sentence(words.words, words.templates, turn),
        capital_first(f"{words.words}."),
        capital_first(f"{words.short}."),
    ]
    if place.role in ("headline", "tagline", "call_to_action"):
        return _in_line(place, words)
    for line in lines:
        for text in _versions(place.text, keep):
            said = sentences.inserted(text, line)
            if place.takes(said):
                return said
    return next((line for line in lines if place.takes(line)), None)


def _in_line(place: Place, words: Mention) -> str | None:
    colon = "\u00a0: " if place.language == "fr" else ": "
    tries = [f"{place.text.rstrip('.')}{colon}{words.words}", capital_first(words.words), capital_first(words.short)]
    return next(
        (text for text in tries if place.takes(text) and (":" not in place.text or ":" not in text[len(place.text) :])),
        None,
    )


def _sentence(words: str, templates: Sequence[str], turn: int) -> str:
    if vocabulary.shapes("sentence")[0].match(words):
        return capital_first(f"{words}.")
    return templates[turn % len(templates)].format(words)


def _versions(text: str, keep: Callable[[str], bool]) -> Sequence[str]:
    """The text, and again and again without its longest sentence that may go."""
    versions = [text]
    while (shorter := sentences.shorter_by_one(versions[-1], keep)) != versions[-1]:
        versions.append(shorter)
    return versions


def shortened(place: Place, others: Sequence[str], keep: Callable[[str], bool]) -> str | None:
    """About two thirds of the text: without sentences, up to a clause, or said in another, shorter way."""
    wanted = _LEAST * len(place.text)
    fitting = [text for text in _versions(place.text, keep)[1:] if place.takes(text)]
    short_enough = next((text for text in fitting if len(text) <= wanted), None)
    if short_enough or (fitting and len(fitting[-1]) < 0.9 * len(place.text)):
        return short_enough or fitting[-1]
    if keep(place.text):
        return None
    said = sorted((text for text in others if place.takes(text) and len(text) <= wanted), key=len)
    heads = [place.text[: link.start()] for link in _CLAUSE.finditer(place.text)]
    heads = [head + "." * (place.text[-1] == ".") for head in heads if 24 <= len(head) <= wanted and place.takes(head)]
    return next((text for text in [*said[-1:], *heads[-1:]]), None)


def lengthened(place: Place, others: Sequence[str]) -> str | None:
    """A third more: sentences that other drafts have in this place."""
    text = place.text
    opening = {sentence[:18] for part in sentences.paragraphs(text) for sentence in sentences.sentences(part)}
    for other in others:
        parts = sentences.paragraphs(other)
        start, end = sentences.body_of(parts)
        for sentence in (each for part in parts[start:end] for each in sentences.sentences(part)):
            longer = sentences.inserted(text, sentence)
            if len(text) >= _MORE * len(place.text) or sentence[:18] in opening or not place.takes(longer):
                continue
            opening.add(sentence[:18])
            text = longer
    return text if text != place.text else None


def toned(place: Place, text: str, opening: str, closing: str, keep: Callable[[str], bool]) -> str | None:
    """`text` between an opening and a closing line, or with one of them; a sentence gives way if need be."""
    for version in _versions(text, keep)[:2]:
        ended = sentences.closed(version, closing)
        for said in (sentences.opened(ended, opening), ended, sentences.opened(version, opening)):
            if place.takes(said):
                return said
    return text if text != place.text and place.takes(text) else None


def without(place: Place, unwanted: re.Pattern[str], others: Sequence[str], keep: Callable[[str], bool]) -> str | None:
    """The text without the words: without their sentences, said in another way, or with the words taken out.

    None if a text to `keep` would not be one any more.
    """
    taken_out = sentences.tidy(_with_article(unwanted).sub("", place.text))
    rest = sentences.without_sentences(place.text, lambda each: unwanted.search(each) is not None and not keep(each))
    if keep(place.text):
        kept = [text for text in (rest, taken_out) if text and not unwanted.search(text)]
        return next((text for text in kept if keep(text) and place.takes(text)), None)
    if rest and place.takes(rest) and len(rest) >= 0.4 * len(place.text):
        return rest
    said = next((text for text in others if place.takes(text) and not unwanted.search(text)), None)
    if said:
        return said
    return taken_out if place.takes(taken_out) else None


def _with_article(words: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)(?:the|an?|les?|la|une?|l['’])\s?)?{words.pattern}", re.IGNORECASE)


def replaced(place: Place, old: re.Pattern[str], new: str) -> str | None:
    """The text with `new` for the words, with a capital letter where they had one."""

    def put(found: re.Match[str]) -> str:
        return capital_first(new) if found[0][:1].isupper() else new

    text = old.sub(put, place.text)
    fitting = text if place.takes(text) else cut(text, place.longest)
    return fitting if place.takes(fitting) and sentences.found(new, fitting) else None


def stripped(place: Place, sign: str) -> str | None:
    """The text without a kind of sign."""
    rules: dict[str, Callable[[str], str]] = {
        "emojis": lambda text: _EMOJI.sub("", text),
        "hashtags": lambda text: re.sub(r"#(?=\w)", "", text),
        "exclamations": lambda text: re.sub(r"[\s\u00a0\u202f]*!+", ".", text).replace("?.", "?"),
        "links": lambda text: _LINK.sub("", text),
        "questions": lambda text: sentences.without_sentences(text, lambda each: "?" in each),
    }
    text = rules[sign](place.text)
    if text == place.text:
        return None
    tidy = sentences.joined(
        [sentences.tidy(part) + part[-1:] * (part[-1:] in ",:") for part in sentences.paragraphs(text)], text
    )
    return tidy if place.takes(tidy) else None
