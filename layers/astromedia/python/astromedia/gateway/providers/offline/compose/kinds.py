"""What kind of brief this is: tags that decide which phrases suit it, told by the words of the brief."""

from collections.abc import Sequence

from .lexicon import patterns


def sectors(text: str) -> frozenset[str]:
    """Tags of the organisation described by `text`; "market" when it neither asks for help nor serves the public."""
    tags = {tag for tag, pattern in patterns("sectors") if pattern.search(text)}
    if tags & {"cause", "public"}:
        return frozenset(tags - {"b2b"})
    return frozenset(tags | {"market"})


def action(goals: Sequence[str], offer: str) -> str:
    """What people are asked to do: what the first goal that names an action says, else the offer."""
    return next((found for text in (*goals, offer) if (found := _first("actions", text))), "learn")


def result(goal: str) -> str:
    """What a goal counts: "sales", "signups", ...; "awareness" when its words do not say."""
    return _first("results", goal) or "awareness"


def _first(table: str, text: str) -> str | None:
    return next((tag for tag, pattern in patterns(table) if pattern.search(text)), None)
