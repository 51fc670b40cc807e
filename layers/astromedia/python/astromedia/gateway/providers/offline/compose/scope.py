"""Where in the document the composer is: what the surrounding items are about."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .facts import Facts, Stage


@dataclass(frozen=True, kw_only=True)
class Scope:
    """`turn` numbers the item within its list of `count`; `bound` holds what the item's fields must say, by field name.

    `published` says that the audience will read it; `intent` is what the items of the list say; `own` says
    that `bound` is meant for this very object, not for the one around.
    """

    language: str
    path: tuple[str, ...] = ()
    turn: int = 0
    count: int = 1
    channel: str | None = None
    variant: str | None = None
    goal: int | None = None
    stage: Stage | None = None
    bound: Mapping[str, Any] = field(default_factory=dict)
    refs: tuple[str, ...] = ()
    intent: str | None = None
    published: bool = False
    own: bool = False

    def at(self, **changes: Any) -> "Scope":
        """The same place with some things changed."""
        return replace(self, **changes)

    def inherited(self) -> Mapping[str, Any]:
        """What an inner object or list keeps of `bound`: slots and tags, no fields."""
        return {key: value for key, value in self.bound.items() if key.startswith("{") or key == "tag"}

    @property
    def position(self) -> str:
        """Where in its list the item stands: "only", "first", "middle" or "last"."""
        if self.stage:
            return self.stage.position
        return position_of(self.turn, self.count)


def position_of(index: int, count: int) -> str:
    """ "only", "first", "middle" or "last"."""
    if count <= 1:
        return "only"
    return "first" if index == 0 else "last" if index == count - 1 else "middle"


def stages(facts: Facts, roadmap: list[Mapping[str, Any]], most: int | None) -> list[Stage]:
    """The roadmap's stages if they lie inside the campaign, else three even stretches of its days (fewer if short)."""
    found = [
        Stage(
            str(each.get("name") or "") or None,
            int(each["from_day"]),
            int(each["to_day"]),
            position_of(i, len(roadmap)),
            i,
        )
        for i, each in enumerate(roadmap)
        if _inside(each, facts.days)
    ]
    if found and len(found) == len(roadmap) and len(found) <= (most or len(found)):
        return found
    count = min(3, facts.days, most or 3)
    edges = [facts.days * i // count for i in range(count + 1)]
    return [Stage(None, edges[i] + 1, edges[i + 1], position_of(i, count), i) for i in range(count)]


def _inside(stage: Mapping[str, Any], days: int) -> bool:
    start, end = stage.get("from_day"), stage.get("to_day")
    return isinstance(start, int) and isinstance(end, int) and 1 <= start <= end <= days
