"""What a revision says it did, point by point, and what it could not do."""

from collections.abc import Sequence

from astromedia.gateway.providers.offline.compose import words as wording
from astromedia.gateway.providers.offline.compose.fragments import cut, joined, quoted

from . import vocabulary
from .rules import Done
from .wishes import Kind

_LONGEST_QUOTE = 160
_NAMED = frozenset({Kind.REPLACE, Kind.AVOID, Kind.INCLUDE})


def response(done: Sequence[Done], unread: Sequence[str], language: str, longest: int) -> str:
    """The sentences for all wishes in at most `longest` characters; what was not understood comes last but is kept."""
    said = " ".join(_of_wish(each, language) for each in done)
    last = _unread(unread, language) if unread else ""
    return " ".join(filter(None, [cut(said, longest - len(last) - 1), last]))[:longest]


def _line(name: str, language: str) -> str:
    return str(vocabulary.phrases()["said"][name][language])


def _of_wish(done: Done, language: str) -> str:
    wish, words = done.wish, _words(done, language)
    count = _line("text", language) if done.texts == 1 else _line("texts", language).format(done.texts)
    said = []
    if done.texts:
        line = _line(str(wish.kind), language)
        said.append(line.format(words=words, instead=quoted(cut(wish.instead, _LONGEST_QUOTE), language), count=count))
    if wish.kind is Kind.AVOID and done.kept:
        where = _line("text", language) if done.kept == 1 else _line("texts", language).format(done.kept)
        said.append(_line("kept", language).format(words=words, count=where))
    return " ".join(said) or _line(_undone(done), language).format(words=words)


def _undone(done: Done) -> str:
    if done.wish.kind in (Kind.AVOID, Kind.REPLACE):
        return "absent"
    if done.wish.kind is Kind.INCLUDE:
        return "already" if done.already else "no_room" if done.kept else "no_place"
    return "no_signs" if done.wish.kind is Kind.STRIP else "nothing"


def _words(done: Done, language: str) -> str:
    wish = done.wish
    if wish.kind in _NAMED:
        return quoted(cut(wish.words, _LONGEST_QUOTE), language)
    if wish.kind is Kind.TONE:
        return str(vocabulary.phrases()["tone"][wish.words]["name"][language])
    if wish.kind is Kind.STRIP:
        return _line(wish.words, language)
    return _line(f"{wish.kind}_asked", language) if wish.kind in (Kind.SHORTER, Kind.LONGER) else ""


def _unread(unread: Sequence[str], language: str) -> str:
    shown = [quoted(cut(each, _LONGEST_QUOTE), language) for each in unread[:3]]
    return _line("unread", language).format(words=joined(shown, wording.word("and", language)))
