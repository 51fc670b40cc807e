"""A campaign (one brief carried through one playbook) and its phases."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, StringConstraints

from .brief import Brief
from .ledger import Source
from .model import Model
from .money import ZERO, Money
from .review import ApprovalPolicy, ApprovalRule, Governance, Review
from .rules import ValidationRule


class CampaignStatus(StrEnum):
    DRAFT = "DRAFT"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class PhaseStatus(StrEnum):
    IDLE = "IDLE"
    RUNNING = "RUNNING"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


LONGEST_DETAIL = 1_000
MOST_ATTEMPTS = 40
"""Of a phase, those that are kept. All of it is one item of the table, which holds 400 kB: an output of half of that,
and these with what each failed of."""


class Failure(Model):
    """Why something failed: the error's class name (the ASL contract) and what people are told, cut if it is long."""

    error: Annotated[str, StringConstraints(max_length=200)]
    detail: Annotated[str, AfterValidator(lambda detail: detail[:LONGEST_DETAIL])]


class Campaign(Model):
    """`version` counts changes: a write names the version it read, so that two cannot overwrite each other.

    `max_costs` are the quote's maxima by phase (US dollars), fixed at the launch: no phase may cost more.
    `playbook_version` is that of the playbook when the campaign was made: it keeps to that one. `phase_rules` replace
    the playbook's approval rules by phase. `run` counts the executions that were asked for (0 before the launch); the
    one that began last is `started_run`: while it is another, the campaign waits for a slot. `launched_with` is
    the API key that launched it or had it run again last: its models are paid from that key's budget, too.
    """

    id: str
    workspace_id: str
    created_by: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    playbook: str
    playbook_version: str = ""
    governance: Governance = Governance.AUTO
    phase_rules: Mapping[str, ApprovalRule] = {}
    approval_policy: ApprovalPolicy = ApprovalPolicy()
    brief: Brief
    status: CampaignStatus = CampaignStatus.DRAFT
    created_at: datetime
    launched_at: datetime | None = None
    launched_by: str | None = None
    launched_with: str | None = None
    ended_at: datetime | None = None
    failure: Failure | None = None
    max_costs: Mapping[str, Money] = {}
    run: int = 0
    started_run: int = 0
    version: int = 1

    @property
    def machine(self) -> "Machine":
        """What carries it out."""
        return Machine(self.workspace_id, self.playbook, self.playbook_version)

    @property
    def execution(self) -> str:
        """The name of its present execution."""
        return f"{self.id}-{self.run}"


class Machine(NamedTuple):
    """The state machine of one version of a workspace's playbook (a built-in one is the same for all workspaces)."""

    workspace_id: str
    playbook: str
    version: str


class Attempt(Model):
    """One try at a model call: who was asked, and the error's name and detail when it did not do.

    `source` says where its answer came from; `saved` is what it would have cost (US dollars) when that was a cache.
    """

    provider: str
    model: str
    source: Source = "provider"
    saved: Money = ZERO
    failure: Failure | None = None


class Phase(Model):
    """One step of a campaign's playbook. `output` is what the agent's schema says, `content_hash` its exact content.

    What the playbook says of it is kept with it: its `title`, its `agent` (of an own one the `agent_version`), what its
    output is called (`produces`), further outputs it reads (`inputs`), when it needs an `approval`.
    `revision` counts from 1: whoever rejects one says by `feedback` what the next has to do better, and `response` is
    what the agent says it did about it; `review` is the decision on this revision. `told` are the ledger entries that
    the timeline knows. `rendering` says that it was left while a film of it is made. `attempts` are the latest model
    calls of this revision in order: a failed one followed by another provider's is a fallback, and the report says so.
    `drafts` counts those drafts of it that no model could mend. `version` counts changes, as a campaign's does.
    """

    campaign_id: str
    workspace_id: str
    name: str
    agent: str
    position: int
    needs: tuple[str, ...]
    title: str | None = None
    produces: str = ""
    inputs: tuple[str, ...] = ()
    group: str | None = None
    approval: ApprovalRule = ApprovalRule.OPTIONAL
    validation: ValidationRule | None = None
    agent_version: str | None = None
    status: PhaseStatus = PhaseStatus.IDLE
    revision: int = 1
    started_at: datetime | None = None
    ended_at: datetime | None = None
    output: Mapping[str, Any] | None = None
    content_hash: str | None = None
    cost: Money = ZERO
    saved: Money = ZERO
    attempts: tuple[Attempt, ...] = ()
    drafts: int = 0
    failure: Failure | None = None
    feedback: str | None = None
    response: str | None = None
    review: Review | None = None
    told: tuple[str, ...] = ()
    rendering: bool = False
    version: int = 1

    def tried(self, attempts: Sequence[Attempt]) -> Self:
        """The phase after these attempts too; of many, the latest are kept."""
        return self.model_copy(update={"attempts": (*self.attempts, *attempts)[-MOST_ATTEMPTS:]})

    @property
    def seconds(self) -> Decimal | None:
        """How long the phase took, or None while it has not ended."""
        if self.started_at is None or self.ended_at is None:
            return None
        return Decimal(str(round((self.ended_at - self.started_at).total_seconds(), 3)))
