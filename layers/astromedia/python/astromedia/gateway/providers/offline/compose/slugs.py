"""Words spelt for addresses and hashtags."""

import re
import unicodedata

_SMALL = frozenset(
    "a an the and or of to for with in on at by from le la les un une des de du et ou à au aux pour avec en sur par dans l d".split()
)
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
    for word in [word for word in words if word not in _SMALL] or words:
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
    """A hashtag in CamelCase, accents kept, whole words up to `longest`, small ones only if `whole`; "" if nothing is left."""
    words = [word for word in _words(text) if whole or word.casefold() not in _SMALL]
    kept = ""
    for word in words:
        if len(kept) + len(word) > longest:
            break
        kept += word[0].upper() + word[1:]
    return f"#{kept}" if len(kept) >= 2 and not kept.isdigit() else ""
