"""Erasure of all that is kept of a workspace or of a user: asked for once, done in steps that may all be repeated."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple, Protocol

from pydantic import StringConstraints

from .account import User, Workspace
from .model import Model

Exactly = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
"""A whole ULID: rows are looked for by what their keys begin with, and less than an id would match others' rows."""


class Subject(StrEnum):
    """Of what."""

    WORKSPACE = "workspace"
    USER = "user"


class Stage(StrEnum):
    """How far it is."""

    STOP = "STOP"
    """What goes on there is ended, so that nothing new begins."""
    WAIT = "WAIT"
    """What had begun before that comes to its end, and may still write."""
    ERASE = "ERASE"
    CHECK = "CHECK"
    """Everything is looked through once more. The erasure is over when that finds nothing."""


class Erasure(Model):
    """Whose data goes, and how far that is: the `step` of the stage that is next (none: its first), the `position`
    within it, and what this stage has `found` so far. `since` is when the stage began.

    `email` is the address that a user had (lower-case): known until all that names it is gone.
    """

    subject: Subject
    id: Exactly
    email: str | None = None
    requested_by: str
    requested_at: datetime
    stage: Stage = Stage.STOP
    since: datetime
    step: str | None = None
    position: str | None = None
    found: int = 0
    version: int = 1

    def at(self, stage: Stage, now: datetime) -> "Erasure":
        """At the beginning of a stage."""
        beginning = {"step": None, "position": None, "found": 0}
        return self.model_copy(update={"stage": stage, "since": now} | beginning)

    def after(self, cleared: "Cleared", step: str, next_step: str | None) -> "Erasure":
        """After some of `step` was done: in the middle of it, or with the next step to come."""
        within = cleared.position is not None
        place = {"step": step if within else next_step, "position": cleared.position}
        return self.model_copy(update=place | {"found": self.found + cleared.found})


class Cleared(NamedTuple):
    """What one turn of a step did: how much it found to erase, and where to go on (None: the step is over)."""

    found: int = 0
    position: str | None = None


Task = Callable[[Erasure], Cleared]
"""A step, a turn of which takes seconds."""


class Erasures(Protocol):
    """The erasures that are asked for and not over; and of what is gone, that it is gone, and who asked for that."""

    def begin(self, erasure: Erasure, of: Workspace | User) -> bool:
        """Take the workspace, or the user and their email address, away, and keep the erasure: all or nothing.

        False if it is not there any more.
        """

    def open(self, limit: int) -> Sequence[Erasure]:
        """Those that are not over (consistent)."""

    def save(self, erasure: Erasure) -> Erasure | None:
        """Store it in place of the version that was read: as it is stored. None, and no change, if that is not there
        any more."""

    def end(self, erasure: Erasure, at: datetime) -> None:
        """It is over: what stays of it are ids and times, for a while."""


class Traces(Protocol):
    """What a table holds of somebody."""

    def clear(self, erasure: Erasure) -> Cleared:
        """Look at some more rows, and erase those that have to go."""
