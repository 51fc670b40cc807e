"""Fits a text into a box: wraps, shrinks, breaks long words, and only then shortens with an ellipsis."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from astromedia.gateway.providers.offline.render.fonts import Face, width

_SHRINK = 0.95
_COMFORTABLE = 0.62  # a headline shrinks to this share of its largest size before a word is broken
_SAFETY = 1.01  # the renderer and the measurer may differ by a hair
_SHORTEST_PIECE = 3
_ELLIPSIS = "…"


class Block(NamedTuple):
    """Lines of one size that fit; width and height in pixels."""

    lines: tuple[str, ...]
    face: Face
    size: float
    width: float
    height: float


class Room(NamedTuple):
    """What a text may take: pixels across and down, sizes from largest to smallest, lines at most."""

    width: float
    height: float
    largest: float
    smallest: float
    lines: int = 9


def fit(text: str, face: Face, room: Room) -> Block | None:
    """The text at the largest size that fits the room; None when the text or the room is empty."""
    if not text or room.height < room.smallest * face.leading or room.width < room.smallest:
        return None
    whole = (
        _set(text, face, size, room) for size in _sizes(room.largest, max(room.smallest, room.largest * _COMFORTABLE))
    )
    broken = (
        _set(text, face, size, room, breaking=True) for size in _sizes(room.largest * _COMFORTABLE, room.smallest)
    )
    return next(filter(None, whole), None) or next(filter(None, broken), None) or _shortened(text, face, room)


def _sizes(largest: float, smallest: float) -> Iterator[float]:
    size = largest
    while size > smallest:
        yield size
        size *= _SHRINK
    yield smallest


def _set(text: str, face: Face, size: float, room: Room, *, breaking: bool = False) -> Block | None:
    across = room.width / size / _SAFETY
    lines = wrap(text, face, across, breaking=breaking)
    most = min(room.lines, int(room.height / (size * face.leading)))
    if not lines or len(lines) > most:
        return None
    return _block(_balanced(text, face, across, lines), face, size)


def _block(lines: list[str], face: Face, size: float) -> Block:
    widest = max(width(line, face) for line in lines) * size * _SAFETY
    return Block(tuple(lines), face, size, widest, len(lines) * size * face.leading)


def wrap(text: str, face: Face, across: float, *, breaking: bool = False) -> list[str]:
    """Greedy lines of at most `across` em; empty when a word is wider and may not be broken."""
    words = [piece for word in text.split(" ") for piece in (_pieces(word, face, across) if breaking else [word])]
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, face) <= across:
            lines[-1] = joined
        elif width(word, face) <= across:
            lines.append(word)
        else:
            return []
    return lines


def _balanced(text: str, face: Face, across: float, lines: list[str]) -> list[str]:
    """The same number of lines, as even as they can be: no lonely last word."""
    low, high = across / 2, across
    for _ in range(7):
        middle = (low + high) / 2
        tried = wrap(text, face, middle)
        if tried and len(tried) == len(lines):
            lines, high = tried, middle
        else:
            low = middle
    return lines


def _pieces(word: str, face: Face, across: float) -> list[str]:
    pieces: list[str] = []
    while width(word, face) > across:
        cut = _cut(word, face, across)
        pieces.append(word[:cut] + ("" if word[cut - 1] == "-" else "-"))
        word = word[cut:]
    return [*pieces, word]


def _cut(word: str, face: Face, across: float) -> int:
    fitting = [i for i in range(1, len(word)) if _breakable(word[i]) and width(word[:i] + "-", face) <= across]
    tidy = [i for i in fitting if _SHORTEST_PIECE <= i <= len(word) - _SHORTEST_PIECE]
    return (tidy or fitting or [1])[-1]


def _breakable(following: str) -> bool:
    """Whether a word may be cut before this character: never inside an accented letter or an emoji."""
    return not unicodedata.combining(following) and unicodedata.category(following) not in {"Mn", "Mc", "Cf", "Sk"}


def _shortened(text: str, face: Face, room: Room) -> Block:
    """At the smallest size, cut at a word (or inside the only one) with an ellipsis."""
    across = room.width / room.smallest / _SAFETY
    most = max(1, min(room.lines, int(room.height / (room.smallest * face.leading))))
    for end in range(len(text) - 1, 0, -1):
        lines = wrap(text[:end].rstrip(" ,;:.-") + _ELLIPSIS, face, across, breaking=True)
        if len(lines) <= most and (text[end] == " " or " " not in text[:end]):
            return _block(lines, face, room.smallest)
    return _block([_ELLIPSIS], face, room.smallest)
