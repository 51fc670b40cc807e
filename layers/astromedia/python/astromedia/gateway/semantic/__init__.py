"""Finds earlier requests that ask for the same in other words. Structure is compared exactly; doubt is a miss."""

from .embedding import similarity
from .matching import score
from .reading import read

THRESHOLD = 0.95
"""The score from which on two requests are the same by the evidence shipped (learning.seed)."""


def same_request(a: str, b: str) -> float:
    """How sure it is that two requests ask for the same, 0.0 to 1.0; a hit is `THRESHOLD` or more.

    0.0 if a number, date, polarity, language, channel, deliverable or name differs, or one says more than the other.
    """
    return score(read(a), read(b), similarity())
