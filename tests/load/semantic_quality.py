"""How good the semantic cache is on pairs that were kept apart from its making."""

from collections.abc import Iterator

from astromedia.gateway.semantic.budget import bounds

from .figures import Figure
from .semantic import HELD_OUT, exact, pairs, rate


def figures() -> Iterator[Figure]:
    """Recall and false hits with their 95 % bounds (Clopper-Pearson), as shares; `runs` is the number of pairs."""
    given = pairs(HELD_OUT)
    recall, false = (rate(pair for pair in given if pair.same is same) for same in (True, False))
    for name, found, least, most in (("recall", recall, 0.6, None), ("false_hits", false, None, 0.01)):
        low, high = bounds(found.hits, found.total)
        yield Figure(f"semantic_{name}", found.share, "share", found.total, at_least=least, at_most=most)
        yield Figure(f"semantic_{name}_95_low", low, "share", found.total)
        yield Figure(f"semantic_{name}_95_high", high, "share", found.total)
    never = rate(exact(given))
    yield Figure("semantic_false_hits_on_exact_facts", never.hits, "hits", never.total, at_most=0)
