"""Phases and events as messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import computed_field

from astromedia.domain.campaign import PhaseStatus
from astromedia.domain.event import EventType
from astromedia.domain.money import Money

from .base import Answer
from .campaigns import FailureAnswer


class AttemptAnswer(Answer):
    """One try at a model call, with the reason if it did not do."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"provider": "openai", "model": "gpt-5-mini", "failure": None}

    provider: str
    model: str
    failure: FailureAnswer | None


class PhaseAnswer(Answer):
    """One step of a campaign. `provider` and `model` wrote its `output`, whose schema is its agent's in /v1/agents.

    `content_hash` is of exactly that output; `cost` is that of all the phase's model calls.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "research",
        "agent": "analyst",
        "position": 0,
        "needs": [],
        "status": "COMPLETED",
        "revision": 1,
        "started_at": "2026-03-02T09:31:00Z",
        "ended_at": "2026-03-02T09:31:08.250000Z",
        "seconds": 8.25,
        "cost": "0.00375",
        "currency": "USD",
        "provider": "openai",
        "model": "gpt-5-mini",
        "attempts": [AttemptAnswer.EXAMPLE],
        "failure": None,
        "output": {"summary": "Small factories plan on paper."},
        "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }

    name: str
    agent: str
    position: int
    needs: tuple[str, ...]
    status: PhaseStatus
    revision: int
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    cost: Money
    currency: Literal["USD"] = "USD"
    attempts: tuple[AttemptAnswer, ...]
    failure: FailureAnswer | None
    output: Mapping[str, Any] | None
    content_hash: str | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def provider(self) -> str | None:
        """Who wrote the output."""
        return self._author.provider if self._author else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def model(self) -> str | None:
        """What wrote the output."""
        return self._author.model if self._author else None

    @property
    def _author(self) -> AttemptAnswer | None:
        return next((attempt for attempt in self.attempts if attempt.failure is None), None)


class EventAnswer(Answer):
    """Something that happened; `sequence` counts from 1 without gaps within a campaign."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "sequence": 3,
        "type": "phase.started",
        "at": "2026-03-02T09:31:00Z",
        "request_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "phase": "research",
        "data": {"agent": "analyst"},
    }

    sequence: int
    type: EventType
    at: datetime
    request_id: str
    phase: str | None
    data: Mapping[str, Any]
