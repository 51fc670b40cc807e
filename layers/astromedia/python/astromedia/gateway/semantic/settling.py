"""What one part of a request implies or repeats, and so need not be said by another."""

from collections.abc import Sequence
from itertools import pairwise

from .data import alternatives, data
from .items import Item


def settled(said: list[Item]) -> list[Item]:
    """`said` without what another part of the request implies or repeats."""
    made = _subject(_reviewed(_counted(said)))
    present = {_key(item) for item in made if item.kind in ("deliverable", "fact") and not item.negated}
    unneeded = _unneeded(present) | (set() if _joined(made) else _outdone(present))
    return [
        item._replace(kind="gone") if not item.negated and _key(item) in unneeded and not _compound(made, at) else item
        for at, item in enumerate(made)
    ]


def _joined(said: Sequence[Item]) -> bool:
    """Whether a deliverable is added to something by "and" or "or": each is then wanted for itself."""
    spoken = [item for item in said if item.kind != "gone"]
    return any(before.value == "between" and after.kind == "deliverable" for before, after in pairwise(spoken))


def _compound(said: Sequence[Item], at: int) -> bool:
    """Whether a deliverable is the first half of another thing's name ("photo contest")."""
    after = said[at + 1] if at + 1 < len(said) else None
    if said[at].kind != "deliverable" or after is None or after.kind != "content":
        return False
    return not after.capital and not after.value.startswith("tone:")


def _key(item: Item) -> str:
    return f"deliverable:{item.value}" if item.kind == "deliverable" else item.value


def _counted(said: list[Item]) -> list[Item]:
    """One of something is the plain singular; several without a number is a fact of its own."""
    made = [
        item._replace(kind="gone") if item.value == "amount:count:1" and _heads(said, at) else item
        for at, item in enumerate(said)
    ]
    several = any(item.plural and item.kind in ("deliverable", "gone") for item in made)
    counted = any(item.value.startswith("amount:count:") and item.kind == "fact" for item in made)
    return [*made, Item("break", ""), Item("fact", "amount:several")] if several and not counted else made


def _heads(said: Sequence[Item], at: int) -> bool:
    """Whether the number at `at` counts a deliverable: one stands within the next items."""
    after = said[at + 1 : at + 5]
    return any(item.kind == "deliverable" for item in after) or any(
        item.value in ("that", "which") for item in after[:1]
    )


def _reviewed(said: list[Item]) -> list[Item]:
    """In a reply, five stars are praise and one star is a complaint; the stars between stay what they are."""
    if not any(item.kind == "deliverable" and item.value == "reply" for item in said):
        return said
    stars = {"amount:star:5": "sentiment:positive", "amount:star:1": "sentiment:negative"}
    return [item._replace(value=stars.get(item.value, item.value)) for item in said]


def _subject(said: list[Item]) -> list[Item]:
    """The subject of an email is its subject line, if nothing else is to be written."""
    if any(item.kind == "deliverable" for item in said) or not any(item.value == "channel:email" for item in said):
        return said
    return [
        item._replace(kind="deliverable", value="subject_line")
        if item.kind == "content" and item.value == "subject"
        else item
        for item in said
    ]


def _unneeded(present: set[str]) -> set[str]:
    """What the facts and deliverables that are present bring along."""
    brought = {part for key in present for part in alternatives(data("facts.toml")["implied"].get(key, ""))}
    priced = any(key == "discount" or key.startswith("amount:money") for key in present)
    return brought | ({"offer", "sale"} if priced else set())


def _outdone(present: set[str]) -> set[str]:
    """Deliverables that say nothing beside a stronger one: the ad of a headline."""
    weak = {f"deliverable:{name}" for name in alternatives(data("facts.toml")["weak"]["names"])}
    return weak if any(key.startswith("deliverable:") for key in present - weak) else set()
