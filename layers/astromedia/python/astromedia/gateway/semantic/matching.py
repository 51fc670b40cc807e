"""Whether two texts ask for the same."""

from collections import Counter
from collections.abc import Callable
from itertools import combinations

from .reading import Reading

Similarity = Callable[[str, str], float]
"""The cosine of two phrases' embeddings, -1 to 1."""

CERTAIN = 0.95
_PLURAL = 0.85
_NEAR = 0.8


def score(a: Reading, b: Reading, similarity: Similarity | None = None) -> float:
    """How sure it is that two texts ask for the same, 0 to 1.

    0.95 to 1: the same facts and content words; more for more of the same wording. Up to 0.85: only a plural differs,
    or words that `similarity` finds close. 0: a fact differs, one text says more, or the parts are swapped.
    """
    if a.facts != b.facts or a.ties != b.ties or _swapped(a, b):
        return 0.0
    if not (a.facts or a.content or b.content):
        return float(a.words == b.words)
    if a.content == b.content:
        shared = len(a.words & b.words) / len(a.words | b.words) if a.words | b.words else 1.0
        return CERTAIN + (1 - CERTAIN) * shared if a.plurals == b.plurals else _PLURAL
    return _near(a, b, similarity) if similarity else 0.0


def _near(a: Reading, b: Reading, similarity: Similarity) -> float:
    """The likeness of what only one text says. Names, and words without counterpart, are never alike."""
    only_a = list((Counter(a.content) - Counter(b.content)).elements())
    only_b = list((Counter(b.content) - Counter(a.content)).elements())
    names = a.names | b.names
    if not only_a or not only_b or names.intersection(only_a) or names.intersection(only_b):
        return 0.0
    if any(word.startswith("not:") for word in (*only_a, *only_b)):
        return 0.0
    return _NEAR * max(0.0, similarity(" ".join(only_a), " ".join(only_b)))


def _swapped(a: Reading, b: Reading) -> bool:
    """Whether the same words play each other's parts: dog food for cat owners, cat food for dog owners."""
    only_b = b.pairs - a.pairs
    if any((after, before) in only_b for before, after in a.pairs - b.pairs if {before, after} <= a.names | b.names):
        return True
    both = frozenset(a.content).intersection(b.content)
    for head in a.modifiers:
        ours, theirs = a.modifiers[head] & both, b.modifiers.get(head, frozenset()) & both
        if (ours - theirs and theirs - ours) or any(head in b.modifiers.get(word, ()) for word in ours - theirs):
            return True
    return _exchanged(a, b) or _reordered(a, b) or _crossed(a, b)


def _exchanged(a: Reading, b: Reading) -> bool:
    """Whether words change their markers for each other's: "for kids about parents", "for parents about kids"."""
    names = a.names | b.names
    changes = {
        (role, b.roles[word])
        for word, role in a.roles.items()
        if b.roles.get(word, role) != role and (word in names or (role and b.roles[word]))
    }
    return any((new, old) in changes for old, new in changes) or bool(changes & _OPPOSITE)


def _reordered(a: Reading, b: Reading) -> bool:
    """Whether phrases under one marker change places: "for teachers about apps for kids"."""
    words = [word for word in a.order if word in b.order]
    return any(
        a.roles[x] == a.roles[y]
        and b.roles[x] == b.roles[y]
        and (a.order[x] - a.order[y]) * (b.order[x] - b.order[y]) < 0
        for x, y in combinations(words, 2)
    )


def _crossed(a: Reading, b: Reading) -> bool:
    """Whether two words change their neighbours for each other's: "short headline, long caption"."""
    return any(
        a.beside[x][side] == b.beside[y][side] != a.beside[y][side] == b.beside[x][side]
        and a.beside[x][side]
        and a.beside[y][side]
        for x, y in combinations([word for word in a.beside if word in b.beside], 2)
        for side in (0, 1)
    )


_OPPOSITE = {("to", "by"), ("by", "to")}
