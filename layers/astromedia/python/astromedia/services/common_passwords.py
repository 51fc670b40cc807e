"""Passwords that are guessed first: those that leaked most often, of all that are long enough to be chosen here.

Kept are the first 4 bytes of each one's SHA-256, in order: so one in 38,000 others is taken for common by mistake. They
are from SecLists (MIT), the million most common of 10 million that leaked; infra/common_passwords.py made the file.
"""

import hashlib
import unicodedata
from bisect import bisect_left
from functools import cache
from pathlib import Path

FILTER = Path(__file__).with_name("common_passwords.bin")
SHORTEST = 10
"""Characters that a password has at least."""
BYTES = 4


def is_common(password: str) -> bool:
    """Whether it is one of those, however it is capitalised or composed of characters (NFKC)."""
    known, wanted = _known(), digest(password)
    place = bisect_left(range(len(known) // BYTES), wanted, key=lambda at: known[at * BYTES : (at + 1) * BYTES])
    return known[place * BYTES : (place + 1) * BYTES] == wanted


def plain(text: str) -> str:
    """What different ways to write the same have in common."""
    return unicodedata.normalize("NFKC", text).casefold()


def digest(password: str) -> bytes:
    """What is kept of a password."""
    return hashlib.sha256(plain(password).encode()).digest()[:BYTES]


@cache
def _known() -> bytes:
    return FILTER.read_bytes()
