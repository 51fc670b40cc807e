"""Campaigns as messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from astromedia.domain.brief import Brief, written
from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.money import Money
from astromedia.domain.review import ApprovalPolicy, ApprovalRule, Governance

from .base import Answer, Question
from .budgets import Cap

CampaignName = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(written)]

BRIEF: dict[str, Any] = {
    "company": {
        "name": "Northwind Labs",
        "industry": "software",
        "description": "We make planning software for small factories.",
        "offer": "a production planner that fits on one screen",
        "differentiators": ["set up in a day"],
        "website": "https://example.com",
        "competitors": [],
        "colors": ["#0b5fff"],
    },
    "goals": ["200 trial sign-ups"],
    "audience": {
        "description": "owners of small factories",
        "location": "Ohio",
        "pains": ["late orders"],
        "desires": ["calm weeks"],
    },
    "budget": {"amount": "2500.00", "currency": "USD"},
    "start": "2027-03-01",
    "end": "2027-03-28",
    "time_zone": "America/New_York",
    "tone": "plain and confident",
    "channels": ["linkedin", "email"],
    "languages": ["en"],
    "notes": None,
}


PhaseRules = Annotated[
    Mapping[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")], ApprovalRule], Field(max_length=40)
]
POLICY = {"remind_after": 86_400, "expire_after": 604_800, "on_expiry": "fail"}


class NewCampaign(Question):
    """What is wanted. Without a `name` the campaign is called after the company and its offer.

    `model_budget` (US dollars) caps what its models may cost together; without it, the plan does. `governance` says
    which phases people approve: GUIDED all of them, SEMI_AUTO those that the playbook marks, AUTO only those that it
    requires; `phase_rules` replace the playbook's rules by phase. `approval_policy` says, in seconds, when a decision
    that nobody makes is reminded of and when it expires, and whether the phase is approved then or the campaign fails.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "Spring launch",
        "playbook": "campaign",
        "model_budget": "2.50",
        "governance": "SEMI_AUTO",
        "phase_rules": {"copy": "required"},
        "approval_policy": POLICY,
        "brief": BRIEF,
    }

    name: CampaignName | None = None
    playbook: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = "campaign"
    model_budget: Cap | None = None
    governance: Governance = Governance.AUTO
    phase_rules: PhaseRules = Field(default={})
    approval_policy: ApprovalPolicy = ApprovalPolicy()
    brief: Brief


class CampaignChange(Question):
    """What is to change; what is left out stays as it is. The brief can only change while the campaign is a DRAFT."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "Spring launch",
        "model_budget": "5.00",
        "governance": "AUTO",
        "phase_rules": {"copy": "required"},
        "approval_policy": POLICY,
        "brief": BRIEF,
    }

    name: CampaignName | None = None
    model_budget: Cap | None = None
    governance: Governance | None = None
    phase_rules: PhaseRules | None = None
    approval_policy: ApprovalPolicy | None = None
    brief: Brief | None = None


class FailureAnswer(Answer):
    """Why something failed: the error's name, and a sentence for people."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "error": "ProviderUnavailable",
        "detail": "Every provider of the chain was busy.",
    }

    error: str
    detail: str


class CampaignAnswer(Answer):
    """One brief carried through one playbook. `version` counts its changes.

    `max_costs` are the most that each phase may cost (US dollars), as quoted at the launch. It keeps to the
    `playbook_version` that it was made with. `run` counts its executions: while `started_run` is another, it waits for
    a slot in the queue.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "name": "Spring launch",
        "playbook": "campaign",
        "playbook_version": "6f9619ff8b86d011",
        "governance": "SEMI_AUTO",
        "phase_rules": {"copy": "required"},
        "approval_policy": POLICY,
        "run": 1,
        "started_run": 1,
        "status": "RUNNING",
        "brief": BRIEF,
        "created_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "created_at": "2026-03-02T09:30:00Z",
        "launched_at": "2026-03-02T09:31:00Z",
        "launched_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "launched_with": None,
        "ended_at": None,
        "failure": None,
        "max_costs": {"research": "0.0445435"},
        "version": 3,
    }

    id: str
    name: str
    playbook: str
    playbook_version: str
    governance: Governance
    phase_rules: Mapping[str, ApprovalRule]
    approval_policy: ApprovalPolicy
    run: int
    started_run: int
    status: CampaignStatus
    brief: Brief
    created_by: str
    created_at: datetime
    launched_at: datetime | None
    launched_by: str | None
    launched_with: str | None
    ended_at: datetime | None
    failure: FailureAnswer | None
    max_costs: Mapping[str, Money]
    version: int
