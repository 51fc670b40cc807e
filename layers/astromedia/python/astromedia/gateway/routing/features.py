"""What a policy sees of a call: a few numbers of the order of one, none of which needs the text."""

import math

from ..contracts import RouteFacts

USUAL_CHARACTERS = 4_000
WIDTH = 6
"""How many numbers that are. Another meaning of them needs another key in the store (sums do not mix)."""


def features(facts: RouteFacts) -> tuple[float, ...]:
    """1, then the size of the inputs (0 at the usual, 1 per 20-fold), its square, and what kind of call it is.

    Agents are kept apart by the store, so they need no feature here.
    """
    size = math.log(max(1, facts.input_characters) / USUAL_CHARACTERS) / 3
    size = min(2.0, max(-2.0, size))
    english = 1.0 if facts.language.lower().startswith("en") else 0.0
    revised = min(3, max(0, facts.revision - 1)) / 3
    return (1.0, size, size * size, english, revised, float(facts.repair))
