"""What the API answers. Lenient: a newer server's extra fields are kept, its new words are plain strings."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Immutable, and open to fields this version does not know."""

    model_config = ConfigDict(frozen=True, extra="allow")


class User(Answer):
    """`verified_at` is when they proved that mail to `email` reaches them, if they did."""

    id: str
    email: str
    name: str = ""
    verified_at: datetime | None = None


class Mailed(Answer):
    """A token was mailed; it is good for `expires_in` seconds."""

    expires_in: int


class Workspace(Answer):
    """The tenant: everything a user makes belongs to one."""

    id: str
    name: str = ""


class Account(Answer):
    """What registering gives."""

    user: User
    workspace: Workspace


class Profile(Account):
    """Whom a token stands for, and what they may do."""

    role: str = ""


class Grant(Answer):
    """An access token, which expires `expires_in` seconds after it was given, and what gets the next one.

    The refresh token counts once, within `refresh_expires_in` seconds.
    """

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    refresh_token: str | None = None
    refresh_expires_in: int | None = None


class Login(Grant, Account):
    """Tokens and whom they stand for."""


class Erasure(Answer):
    """What is being erased: a workspace or a user. It is of no use any more."""

    subject: str
    id: str
    requested_at: datetime


class Failure(Answer):
    """Why something failed: the error's name and a sentence for people."""

    error: str
    detail: str = ""


class Campaign(Answer):
    """One brief carried through one playbook. `status` is DRAFT, RUNNING, PAUSED, COMPLETED, FAILED or CANCELLED.

    `governance` (GUIDED, SEMI_AUTO, AUTO), `phase_rules` and `approval_policy` say what people approve. `run` counts
    its executions; the one that began last is `started_run`.
    """

    id: str
    name: str
    status: str
    playbook: str = ""
    governance: str = ""
    phase_rules: Mapping[str, str] = {}
    approval_policy: Mapping[str, Any] = {}
    run: int = 0
    started_run: int = 0
    brief: Mapping[str, Any] = {}
    created_at: datetime
    launched_at: datetime | None = None
    ended_at: datetime | None = None
    failure: Failure | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen unless someone asks for it."""
        return self.status in {"COMPLETED", "FAILED", "CANCELLED"}

    @property
    def waits_for_slot(self) -> bool:
        """Whether its run was asked for and has not begun."""
        return self.status == "RUNNING" and self.run != self.started_run


class Review(Answer):
    """The decision on one revision of a phase: asked for, and made once (approved, edited, rejected, expired).

    `reason` says why it is asked for when governance alone would not. Nobody `decided_by` means that it expired.
    """

    requested_at: datetime
    expires_at: datetime
    on_expiry: str = "fail"
    reason: str | None = None
    assignee: str | None = None
    decision: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    feedback: str | None = None


class Attempt(Answer):
    """One try at a model call, with the reason if it did not do. `source` says where its answer came from."""

    provider: str
    model: str
    source: str = "provider"
    failure: Failure | None = None


class Phase(Answer):
    """One step of a campaign, done by `agent`. `provider` and `model` wrote its output; `cost` is in US dollars.

    `source` says where the output came from (provider, cache, semantic, memo), `saved` what the cache spared it.
    `review` is the decision on this `revision`; `feedback` is what it has to do better than the one before, `response`
    what its agent says it did about that.
    """

    name: str
    agent: str
    position: int = 0
    status: str
    revision: int = 1
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cost: Decimal = Decimal(0)
    saved: Decimal = Decimal(0)
    provider: str | None = None
    model: str | None = None
    source: str | None = None
    attempts: tuple[Attempt, ...] = ()
    failure: Failure | None = None
    feedback: str | None = None
    response: str | None = None
    review: Review | None = None

    @property
    def awaits_approval(self) -> bool:
        """Whether someone has to decide on it."""
        return self.status == "AWAITING_APPROVAL"

    @property
    def worked_until(self) -> datetime | None:
        """When its agent was done: what comes after that is the wait for a person. None while it works."""
        asked = self.review.requested_at if self.review else None
        return asked if asked and self.started_at and asked >= self.started_at else self.ended_at

    @property
    def author(self) -> str:
        """provider/model that wrote the output; empty before there is one."""
        return f"{self.provider}/{self.model}" if self.provider else ""

    @property
    def failed_providers(self) -> tuple[str, ...]:
        """The providers that were asked before `provider` and did not do, each once."""
        failed = (attempt.provider for attempt in self.attempts if attempt.failure)
        return tuple(dict.fromkeys(name for name in failed if name != self.provider))


class PhaseDetail(Phase):
    """A phase with what its agent wrote."""

    output: Mapping[str, Any] | None = None
    content_hash: str | None = None


class Event(Answer):
    """Something that happened to a campaign; `sequence` counts from 1 without gaps."""

    sequence: int
    type: str
    at: datetime
    phase: str | None = None
    data: Mapping[str, Any] = {}

    @property
    def ends_campaign(self) -> bool:
        """Whether this is the last thing a campaign does, unless it is retried."""
        return self.type in {"campaign.completed", "campaign.failed", "campaign.cancelled"}

    @property
    def begins_campaign(self) -> bool:
        """Whether it is at work from here on, also if it had ended."""
        return self.type in {"campaign.launched", "campaign.retried", "campaign.resumed", "campaign.started"}


class Asset(Answer):
    """A file that a campaign produced, or that `uploaded_by` brought; `size` (bytes) and `sha256` (hex) are of exactly
    its bytes."""

    id: str
    campaign_id: str | None = None
    phase: str | None = None
    uploaded_by: str | None = None
    name: str
    kind: str
    mime_type: str
    size: int
    sha256: str
    variant: str | None = None
    tags: tuple[str, ...] = ()
    status: str = ""
    offline_draft: bool = False


class Upload(Answer):
    """Where to post a file, until `expires_at`: `fields` first. Whoever has them can put that file there."""

    id: str
    url: str
    fields: Mapping[str, str]
    expires_at: datetime
    complete_by: datetime


class LedgerEntry(Answer):
    """One model call. `cost` is in `currency`; one that a cache answered cost nothing, and `saved` what it had cost.

    `estimated` means that the worst case was charged.
    """

    id: str
    phase: str
    agent: str = ""
    provider: str
    model: str
    kind: str
    usage: Mapping[str, int | float | str] = {}
    source: str = "provider"
    cost: Decimal
    saved: Decimal = Decimal(0)
    estimated: bool = False
    currency: str = "USD"
    at: datetime


class PhaseCost(Answer):
    """What one phase has cost so far, and what the cache spared it."""

    phase: str
    cost: Decimal
    saved: Decimal = Decimal(0)
    calls: int = 0


class Costs(Answer):
    """What a campaign has cost: its ledger entries, and their sums; a cache answered `cached` of its `calls`."""

    items: tuple[LedgerEntry, ...]
    total: Decimal
    saved: Decimal = Decimal(0)
    calls: int = 0
    cached: int = 0
    currency: str = "USD"
    by_phase: tuple[PhaseCost, ...] = ()
    next_cursor: str | None = None


class Health(Answer):
    """Whether the API can do its work, and the state of each thing it needs."""

    status: str
    checks: Mapping[str, str] = {}
