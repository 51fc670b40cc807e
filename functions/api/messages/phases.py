"""Phases and events as messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import computed_field

from astromedia.domain.campaign import PhaseStatus
from astromedia.domain.event import EventType
from astromedia.domain.ledger import Source
from astromedia.domain.money import Money
from astromedia.domain.review import ApprovalRule, Decision, Expiry
from astromedia.services.models import Verdict

from .base import Answer, Question
from .campaigns import FailureAnswer


class AttemptAnswer(Answer):
    """One try at a model call, with the reason if it did not do.

    `source` says where the answer came from: the provider, a cache, or the memo of a call that was paid for before.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "provider": "openai",
        "model": "gpt-6-luna",
        "source": "provider",
        "saved": "0.00",
        "failure": None,
    }

    provider: str
    model: str
    source: Source
    saved: Money
    failure: FailureAnswer | None


class ReviewAnswer(Answer):
    """The decision on a revision: asked for, and made once. `reason` says why when governance alone would not ask.

    `feedback` is what a rejection wants better, or a comment on an approval. Nobody `decided_by` means that it expired.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "requested_at": "2026-03-02T09:31:08.250000Z",
        "remind_at": "2026-03-03T09:31:08.250000Z",
        "expires_at": "2026-03-09T09:31:08.250000Z",
        "on_expiry": "fail",
        "reason": None,
        "assignee": None,
        "reminded_at": None,
        "decision": "approved",
        "decided_at": "2026-03-02T10:02:00Z",
        "decided_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "feedback": None,
    }

    requested_at: datetime
    remind_at: datetime
    expires_at: datetime
    on_expiry: Expiry
    reason: str | None
    assignee: str | None
    reminded_at: datetime | None
    decision: Decision | None
    decided_at: datetime | None
    decided_by: str | None
    feedback: str | None


class PhaseAnswer(Answer):
    """One step of a campaign. `provider` and `model` wrote its `output`, whose schema is its agent's in /v1/agents.

    An agent of the workspace's own has an `agent_version`. `inputs` are outputs it reads besides those it always does.

    `content_hash` is of exactly that output: an approval names it. Of a revision that follows a rejection, `feedback`
    is what it has to do better and `response` what its agent says it did about that. `review` is the decision on it.
    `cost` is that of all the revision's model calls, `saved` what the cache spared them. `source` says where the output
    came from: provider, cache, semantic (cache) or memo (paid before).
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "research",
        "title": None,
        "agent": "analyst",
        "agent_version": None,
        "position": 0,
        "needs": [],
        "inputs": [],
        "produces": "research",
        "group": None,
        "approval": "optional",
        "status": "COMPLETED",
        "revision": 1,
        "started_at": "2026-03-02T09:31:00Z",
        "ended_at": "2026-03-02T09:31:08.250000Z",
        "seconds": 8.25,
        "cost": "0.00375",
        "saved": "0.00",
        "currency": "USD",
        "provider": "openai",
        "model": "gpt-6-luna",
        "source": "provider",
        "attempts": [AttemptAnswer.EXAMPLE],
        "failure": None,
        "output": {"summary": "Small factories plan on paper."},
        "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "feedback": None,
        "response": None,
        "review": ReviewAnswer.EXAMPLE,
    }

    name: str
    title: str | None
    agent: str
    agent_version: str | None
    position: int
    needs: tuple[str, ...]
    inputs: tuple[str, ...]
    produces: str
    group: str | None
    approval: ApprovalRule
    status: PhaseStatus
    revision: int
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    cost: Money
    saved: Money
    currency: Literal["USD"] = "USD"
    attempts: tuple[AttemptAnswer, ...]
    failure: FailureAnswer | None
    output: Mapping[str, Any] | None
    content_hash: str | None
    feedback: str | None
    response: str | None
    review: ReviewAnswer | None

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

    @computed_field  # type: ignore[prop-decorator]
    @property
    def source(self) -> Source | None:
        """Where the output came from."""
        return self._author.source if self._author else None

    @property
    def _author(self) -> AttemptAnswer | None:
        return next((attempt for attempt in self.attempts if attempt.failure is None), None)


class Rating(Question):
    """What people think of a phase's output as it is: good, good once edited, or not good."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"verdict": "approve"}

    verdict: Verdict


class RatingAnswer(Answer):
    """The verdict that now counts for this revision of the phase."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"phase": "research", "revision": 1, "verdict": "approve"}

    phase: str
    revision: int
    verdict: Verdict


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
