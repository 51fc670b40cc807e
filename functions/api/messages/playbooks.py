"""Playbooks as messages."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from astromedia.playbooks.model import Name, PlaybookPhase, Title
from astromedia.services.playbooks import KnownPlaybook

from .base import Answer, Question

RESEARCH: dict[str, Any] = {
    "name": "research",
    "agent": "analyst",
    "title": None,
    "group": None,
    "needs": [],
    "inputs": [],
    "validation": None,
    "approval": "optional",
    "timeout_seconds": 330,
    "retries": 3,
}
NAMING = RESEARCH | {
    "name": "naming",
    "agent": "namer",
    "title": "Product names",
    "group": "Ideas",
    "needs": ["research"],
    "validation": {"must_include": ["Northwind"], "must_not_include": [], "longest_words": 400, "compliance": []},
    "approval": "marked",
}
Phases = Annotated[tuple[PlaybookPhase, ...], Field(description="Each starts when all that it needs are completed.")]


class NewPlaybook(Question):
    """A directed acyclic graph of 1 to 40 phases."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "naming", "title": "Product naming", "phases": [RESEARCH, NAMING]}

    name: Name
    title: Title
    phases: Phases


class PlaybookChange(Question):
    """What the playbook is from now on. Its name stays; if it is sent, it is the one in the address."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "naming", "title": "Product naming", "phases": [RESEARCH, NAMING]}

    name: Name | None = None
    title: Title
    phases: Phases


class PlaybookAnswer(Answer):
    """A playbook as it is now. `version` names exactly this content, `edition` counts how often it was saved.

    Nobody created a built-in one.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "naming",
        "title": "Product naming",
        "built_in": False,
        "version": "9f86d081884c7d65",
        "edition": 2,
        "created_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "created_at": "2026-03-02T09:30:00Z",
        "phases": [RESEARCH, NAMING],
    }

    name: str
    title: str
    built_in: bool
    version: str
    edition: int
    created_by: str | None
    created_at: datetime | None
    phases: tuple[PlaybookPhase, ...]

    @classmethod
    def of(cls, known: KnownPlaybook) -> Self:
        """The answer that tells `known`."""
        playbook, edition = known.playbook, known.edition
        return cls(
            name=playbook.name,
            title=playbook.title,
            built_in=edition is None,
            version=known.version,
            edition=playbook.edition,
            created_by=edition.created_by if edition else None,
            created_at=edition.created_at if edition else None,
            phases=playbook.phases,
        )
