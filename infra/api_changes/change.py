"""One difference between two descriptions of the API, and whether it breaks clients."""

from enum import StrEnum
from typing import NamedTuple


class Side(StrEnum):
    """Who writes what a schema describes."""

    SENT = "in requests"
    ANSWERED = "in answers"


class Effect(StrEnum):
    """What a change does to the values that a schema lets through."""

    FEWER = "fewer"
    MORE = "more"
    OTHER = "other"


class Change(NamedTuple):
    """`what` happened `where`, as people read it."""

    where: str
    what: str
    breaking: bool

    def __str__(self) -> str:
        return f"`{self.where}`: {self.what}"


def breaks(side: Side, effect: Effect) -> bool:
    """Who sends must be let through as before; who is answered must be told nothing that they do not know."""
    return effect is not (Effect.MORE if side is Side.SENT else Effect.FEWER)
