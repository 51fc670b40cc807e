"""What a person may want of a revision, as far as it can be done without a model."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What is to be done; in the order in which it is done."""

    ANGLE = "angle"
    REPLACE = "replace"
    AVOID = "avoid"
    SHORTER = "shorter"
    LONGER = "longer"
    TONE = "tone"
    INCLUDE = "include"
    STRIP = "strip"


class Wish(NamedTuple):
    """One thing wanted.

    `words` are those to say (`instead` says the same in short), to leave out or to replace (by `instead`), or the name
    of a tone or sign. `parts` name the headlines, channels, variants ... it is meant for; all if empty. `exact` says
    that the words are the whole text.
    """

    kind: Kind
    words: str = ""
    instead: str = ""
    parts: frozenset[str] = frozenset()
    exact: bool = False


class Reading(NamedTuple):
    """Feedback as it was understood; `unread` are the clauses that were not."""

    wishes: tuple[Wish, ...]
    unread: tuple[str, ...]
