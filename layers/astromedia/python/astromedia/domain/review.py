"""Governance: which phases people approve, and what they decide of one revision."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .model import Model


class Governance(StrEnum):
    """How much people decide: every phase, those that are marked, or only those that must be."""

    GUIDED = "GUIDED"
    SEMI_AUTO = "SEMI_AUTO"
    AUTO = "AUTO"


class ApprovalRule(StrEnum):
    """When a phase needs an approval: under GUIDED; also under SEMI_AUTO; always; never."""

    OPTIONAL = "optional"
    MARKED = "marked"
    REQUIRED = "required"
    NEVER = "never"


_NEEDED = {
    Governance.GUIDED: {ApprovalRule.OPTIONAL, ApprovalRule.MARKED, ApprovalRule.REQUIRED},
    Governance.SEMI_AUTO: {ApprovalRule.MARKED, ApprovalRule.REQUIRED},
    Governance.AUTO: {ApprovalRule.REQUIRED},
}


def needs_approval(governance: Governance, rule: ApprovalRule) -> bool:
    """Whether a phase of this rule waits for a person."""
    return rule in _NEEDED[governance]


Seconds = Annotated[int, Field(ge=1, le=90 * 86_400)]
Expiry = Literal["approve", "fail"]


class ApprovalPolicy(Model):
    """What becomes of an approval that nobody gives: a reminder after `remind_after` seconds, the default `on_expiry`
    after `expire_after`: the revision is approved, or the campaign fails and can be retried."""

    remind_after: Seconds = 86_400
    expire_after: Seconds = 7 * 86_400
    on_expiry: Expiry = "fail"

    @model_validator(mode="after")
    def _reminds_first(self) -> Self:
        if self.remind_after > self.expire_after:
            raise ValueError("remind_after: is after expire_after; remind before the approval expires")
        return self


Decision = Literal["approved", "edited", "rejected", "expired"]


class Review(Model):
    """The decision on one revision of a phase: asked for, and made once.

    `reason` says why it is asked for when governance alone would not (a compliance finding). `feedback` is what a
    rejection wants better, or a comment on an approval. `decided_by` is a user's id; nobody's when it expired.
    """

    requested_at: datetime
    remind_at: datetime
    expires_at: datetime
    on_expiry: Expiry = "fail"
    reason: str | None = None
    assignee: str | None = None
    reminded_at: datetime | None = None
    decision: Decision | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    feedback: str | None = None

    @property
    def due(self) -> datetime:
        """When something is to be done about it if nobody decides: remind, then expire."""
        return self.expires_at if self.reminded_at else min(self.remind_at, self.expires_at)

    def lapsed(self, now: datetime) -> bool:
        """Whether it would fail its phase as soon as somebody looks."""
        return self.decision is None and self.on_expiry == "fail" and self.expires_at <= now


def requested(policy: ApprovalPolicy, now: datetime, reason: str | None = None, assignee: str | None = None) -> Review:
    """A review that is asked for at `now`."""
    return Review(
        requested_at=now,
        remind_at=now + timedelta(seconds=policy.remind_after),
        expires_at=now + timedelta(seconds=policy.expire_after),
        on_expiry=policy.on_expiry,
        reason=reason,
        assignee=assignee,
    )
