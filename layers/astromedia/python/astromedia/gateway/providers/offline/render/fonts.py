"""Typefaces: where their files are, which characters they draw, and how wide a text is.

Every face is an OFL font from the lock. A character that the chosen family lacks comes from the Noto fonts
(Cyrillic, Greek, Arabic, Hebrew, Indic scripts, Thai, monochrome emoji ...). One that none of them has is
dropped by `printable`, Han and Kana above all (a CJK font alone weighs 16 MB): there are never empty boxes.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

from astromedia.gateway.providers.offline.render.cmap import characters

_EM = 1000
_WIDEST = "Manrope"
_IGNORABLE = frozenset("\u200c\u200d\ufe0e\ufe0f")  # joiners and emoji selectors draw nothing themselves
_WEIGHT = -1


class _Family(NamedTuple):
    package: str
    file: str
    axes: tuple[int, ...] = (_WEIGHT,)  # pinned, in the order of the file
    settings: str = ""  # the same for the renderer, which would else pick an optical size per font size


_BRANDED = {
    "Manrope": _Family("fontpkg_manrope", "files/Manrope[wght].ttf"),
    "Bricolage Grotesque": _Family(
        "fontpkg_bricolage_grotesque", "files/BricolageGrotesque[opsz,wdth,wght].ttf", (48, _WEIGHT, 100), "'opsz' 48"
    ),
    "Fraunces": _Family(
        "fontpkg_fraunces", "files/Fraunces[SOFT,WONK,opsz,wght].ttf", (72, _WEIGHT, 0, 0), "'opsz' 72, 'WONK' 0"
    ),
}
_SCRIPTS = (
    *("", "Arabic", "Hebrew", "Devanagari", "Thai", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi", "Kannada"),
    *("Malayalam", "Sinhala", "Armenian", "Georgian", "Ethiopic", "Khmer", "Lao", "Myanmar", "Oriya", "Symbols"),
)
_FALLBACKS = {
    **{f"Noto Sans {script}".rstrip(): _Family("manimgx_fonts", f"NotoSans{script}[wght].ttf") for script in _SCRIPTS},
    "Noto Emoji": _Family("manimgx_fonts", "NotoEmoji[wght].ttf"),
}
_FAMILIES = _BRANDED | _FALLBACKS
_RIGHT_TO_LEFT = frozenset({"Noto Sans Arabic", "Noto Sans Hebrew"})
_STRONG = frozenset({"L", "R", "AL"})


class Face(NamedTuple):
    """A family at a weight; tracking is extra space per character, leading the line height, both in em."""

    family: str
    weight: int
    tracking: float = 0.0
    leading: float = 1.35


@cache
def font_file(family: str) -> Path:
    """The font's file on disk."""
    chosen = _FAMILIES[family]
    return Path(str(files(chosen.package).joinpath(chosen.file)))


@cache
def _coverage(family: str) -> frozenset[int]:
    return characters(font_file(family))


@lru_cache(maxsize=64)
def _measured_font(family: str, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(font_file(family)), _EM)
    font.set_variation_by_axes([weight if axis == _WEIGHT else axis for axis in _FAMILIES[family].axes])
    return font


@lru_cache(maxsize=4096)
def family_of(character: str, family: str) -> str | None:
    """The family that draws this character when the text is set in `family`; None if none can."""
    chain = (family, *_FALLBACKS)
    return next((name for name in chain if ord(character) in _coverage(name)), None)


def printable(text: str, language: str = "en") -> str:
    """The text as it can be drawn: undrawable and invisible characters dropped, white space collapsed.

    In French, the space before high punctuation becomes unbreakable, so that no line starts with it.
    """
    composed = unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))
    kept = "".join(c for c in composed if c in _IGNORABLE or (c.isprintable() and family_of(c, _WIDEST)))
    bare = re.sub(r" +", " ", kept).strip(" ".join(_IGNORABLE))
    if not language.lower().startswith("fr"):
        return bare
    return re.sub(r" ([!?:;»%€])", "\u00a0\\1", bare.replace("« ", "«\u00a0"))


def runs(text: str, family: str) -> list[tuple[str, str]]:
    """The text cut where the font must change, as (family, piece) pairs in reading order.

    Spaces, digits and marks inside Hebrew or Arabic stay with it, so that a phrase is shaped as a whole; a joiner
    or selector stays with what it joins, if that font knows it.
    """
    pieces: list[tuple[str, str]] = []
    for character in text:
        current = pieces[-1][0] if pieces else None
        name = _font_after(current, character, family)
        if name is None:
            continue
        if name == current:
            pieces[-1] = (name, pieces[-1][1] + character)
        else:
            pieces.append((name, character))
    return pieces


def _font_after(current: str | None, character: str, family: str) -> str | None:
    if current and ord(character) in _coverage(current):
        follows = current in _RIGHT_TO_LEFT and unicodedata.bidirectional(character) not in _STRONG
        if follows or character in _IGNORABLE:
            return current
    return None if character in _IGNORABLE else family_of(character, family)


def files_for(texts: Iterable[tuple[str, str]]) -> list[str]:
    """The font files that (text, family) pairs need."""
    needed = {name for text, family in texts for name, _ in runs(text, family)}
    return [str(font_file(name)) for name in _FAMILIES if name in needed]


@lru_cache(maxsize=4096)
def width(text: str, face: Face) -> float:
    """The advance width of one line, in em: multiply it by the font size to get pixels."""
    advances = sum(_measured_font(name, face.weight).getlength(piece) for name, piece in runs(text, face.family))
    return advances / _EM + face.tracking * len(text)


def css(family: str) -> str:
    """The family as SVG attributes."""
    settings = _FAMILIES[family].settings
    return f'font-family="{family}"' + (f' style="font-variation-settings:{settings}"' if settings else "")


def reads_right_to_left(text: str) -> bool:
    """Whether the first strongly directed character is Hebrew, Arabic or the like."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in kinds if kind in _STRONG), "L") != "L"
