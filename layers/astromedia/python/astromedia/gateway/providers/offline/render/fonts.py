"""Typefaces: where their files are, which characters they draw, and how wide a text is.

Every face is an OFL font from the lock. A character that the chosen family lacks comes from the Noto fonts
(Cyrillic, Greek, Arabic, Hebrew, Indic, Thai, monochrome emoji ...); one that none has, Han and Kana above
all (a CJK font alone weighs 16 MB), is dropped by `printable`: there are never empty boxes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

from astromedia.gateway.providers.offline.render.cmap import characters

_EM = 1000
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
_NO_BREAK_SPACE = "\u00a0"


class _Family(NamedTuple):
    package: str
    file: str
    axes: tuple[int, ...] | None = None  # the order in the file; None marks the weight
    settings: str = ""  # the same pinned axes, for the renderer


_WEIGHT_ONLY = (0,)
_BRANDED = {
    "Manrope": _Family("fontpkg_manrope", "files/Manrope[wght].ttf"),
    "Bricolage Grotesque": _Family(
        "fontpkg_bricolage_grotesque", "files/BricolageGrotesque[opsz,wdth,wght].ttf", (96, 0, 100), "'opsz' 96"
    ),
    "Fraunces": _Family(
        "fontpkg_fraunces", "files/Fraunces[SOFT,WONK,opsz,wght].ttf", (72, 0, 0, 0), "'opsz' 72, 'WONK' 0"
    ),
}
