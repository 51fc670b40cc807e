"""Which language a fragment of the brief is written in, told by its small words."""

import re
from collections import Counter

from .lexicon import words as listed

_LANGUAGES = ("en", "fr", "de", "es", "it", "nl")
_OTHER = "other"


def tongue(text: str, default: str) -> str:
    """ "en", "fr" or "other"; `default` when the text gives no sign (a name, a single word)."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c < "\u0250" for c in letters) < len(letters) / 2:
        return _OTHER
    words = re.findall(r"[^\W\d_]+", text.casefold())
    hits = Counter({language: sum(word in listed("tongue", language) for word in words) for language in _LANGUAGES})
    if set("éèêàùçœ") & set(text.casefold()):
        hits["fr"] += 1
    best, most = max(hits.items(), key=lambda hit: (hit[1], hit[0] == default))
    if most == 0:
        return default
    return best if best in ("en", "fr") else _OTHER
