"""Words spelt for addresses and hashtags."""

import re
import unicodedata

from .lexicon import words as listed

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)


def ascii_text(text: str) -> str:
    """Latin letters without accents; other scripts are dropped."""
    return unicodedata.normalize("NFKD", text.translate(_LIGATURES)).encode("ascii", "ignore").decode()


def slug(text: str, longest: int) -> str:
    """Lower-case words with hyphens, whole words up to `longest`; "campaign" if no letter is left."""
    words = re.findall(r"[a-z0-9]+", ascii_text(text).lower())
    kept = ""
    for word in [word for word in words if word not in listed("both", "small")] or words:
        longer = f"{kept}-{word}" if kept else word[:longest]
        if len(longer) > longest:
            break
        kept = longer
    return kept or "campaign"


def _words(text: str) -> list[str]:
    """Runs of letters and decimal digits: what every dialect of regular expressions takes for word characters."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c if unicodedata.category(c)[0] == "L" or c.isdecimal() else " " for c in composed).split()


def tag(text: str, longest: int = 28, *, whole: bool = False) -> str:
    """A hashtag in CamelCase: whole words up to `longest`, small ones only if `whole`; "" if none is left."""
    words = [word for word in _words(text) if whole or word.casefold() not in listed("both", "small")]
    kept = ""
    for word in words:
        if len(kept) + len(word) > longest:
            break
        kept += word[0].upper() + word[1:]
    return f"#{kept}" if len(kept) >= 2 and not kept.isdigit() else ""
