"""What runs and waits, as messages."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from astromedia.domain.queue import Slot, Ticket
from astromedia.services.concurrency import Concurrency, Overview

from .base import Answer, Question


class NewConcurrency(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"limit": 10}

    limit: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class ConcurrencyAnswer(Answer):
    """How many campaigns may run at once: `limit` of the workspace, at most `plan`, and `stage` of all workspaces."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"limit": 10, "plan": 40, "stage": 1000}

    limit: int
    plan: int
    stage: int

    @classmethod
    def of(cls, concurrency: Concurrency) -> Self:
        """The answer that tells `concurrency`."""
        return cls(**concurrency._asdict())


class PlaceAnswer(Answer):
    """One run of a campaign, and since when it runs or waits. `position` counts from 1; null for who does not wait."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "campaign_id": "01JQ2Z7Y4C8D9E0F1G2H3J4K5M",
        "run": 1,
        "since": "2026-11-29T09:30:00Z",
        "position": 1,
    }

    campaign_id: str
    run: int
    since: datetime
    position: int | None

    @classmethod
    def of(cls, ticket: Ticket, since: datetime, position: int | None = None) -> Self:
        """The answer that tells of the run of `ticket`."""
        return cls(campaign_id=ticket.campaign_id, run=ticket.run, since=since, position=position)


class QueueAnswer(Answer):
    """What of the workspace runs, waits for a slot, and waits for people with its slot `parked`.

    Of those who wait, the first 1,000.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "concurrency": ConcurrencyAnswer.EXAMPLE,
        "running": [],
        "waiting": [PlaceAnswer.EXAMPLE],
        "parked": [],
    }

    concurrency: ConcurrencyAnswer
    running: tuple[PlaceAnswer, ...]
    waiting: tuple[PlaceAnswer, ...]
    parked: tuple[PlaceAnswer, ...]

    @classmethod
    def of(cls, overview: Overview) -> Self:
        """The answer that tells `overview`."""
        return cls(
            concurrency=ConcurrencyAnswer.of(overview.concurrency),
            running=tuple(map(_slot, overview.running)),
            waiting=tuple(PlaceAnswer.of(ticket, ticket.at, i) for i, ticket in enumerate(overview.waiting, start=1)),
            parked=tuple(map(_slot, overview.parked)),
        )


def _slot(slot: Slot) -> PlaceAnswer:
    return PlaceAnswer.of(slot.ticket, slot.at)
