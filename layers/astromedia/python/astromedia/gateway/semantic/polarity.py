"""What is wanted and what is not: "without emojis", "leave emojis out" and "no emojis" negate one thing."""

from collections.abc import Sequence

from .items import Item

_SAID = frozenset({"content", "fact", "deliverable", "operator"})


def with_polarity(items: Sequence[Item]) -> list[Item]:
    """`items` with what is negated marked so. Two negations in one breath are marked as such, not resolved."""
    made: list[Item] = []
    active = captured = False
    for at, item in enumerate(items):
        last = at + 1 == len(items) or items[at + 1].kind == "break"
        if item.kind == "no" and not (last and made):
            if active and not captured:
                made.append(Item("content", "not_not"))
            active, captured = True, False
        elif item.kind in ("no", "none"):
            made = _backwards(made)
            active = False
        elif active and item.kind in _SAID:
            captured = True
            made.append(item._replace(negated=True))
            continue
        elif active and _ends(items, at, captured=captured):
            active = False
        made.append(item)
    return made


def _ends(items: Sequence[Item], at: int, *, captured: bool) -> bool:
    """Whether a negation stops at this item: at a clause's end, a new verb, or once its object is complete."""
    item = items[at]
    after = items[at + 1].kind if at + 1 < len(items) else "break"
    if item.kind == "break":
        return True
    if item.kind == "comma":
        return not (captured and _lists(items[at + 1 :]))
    if item.kind == "marker" and item.value == "between":
        return captured and after not in _SAID | {"gone"}
    return captured and item.kind in ("marker", "end")


def _lists(rest: Sequence[Item]) -> bool:
    """Whether `rest` goes on as a list that ends in "or" or "and": "no emojis, hashtags or links"."""
    for at, item in enumerate(rest):
        if item.kind == "marker":
            return at > 0 and item.value == "between" and len(rest) > at + 1 and rest[at + 1].kind in _SAID
        if item.kind not in ("content", "comma"):
            return False
    return False


def _backwards(made: list[Item]) -> list[Item]:
    """The last thing said, negated: "emojis are not allowed"."""
    stop = len(made)
    while stop and made[stop - 1].kind not in _SAID:
        stop -= 1
    start = stop
    while start and made[start - 1].kind in _SAID:
        start -= 1
    return [*made[:start], *(item._replace(negated=True) for item in made[start:stop]), *made[stop:]]
