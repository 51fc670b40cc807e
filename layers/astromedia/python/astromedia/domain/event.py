"""The timeline of a campaign: what happened, in order, without gaps."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from .model import Model


class EventType(StrEnum):
    CAMPAIGN_CREATED = "campaign.created"
    CAMPAIGN_CHANGED = "campaign.changed"
    CAMPAIGN_LAUNCHED = "campaign.launched"
    CAMPAIGN_STARTED = "campaign.started"
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_RESUMED = "campaign.resumed"
    CAMPAIGN_RETRIED = "campaign.retried"
    CAMPAIGN_COMPLETED = "campaign.completed"
    CAMPAIGN_FAILED = "campaign.failed"
    CAMPAIGN_CANCELLED = "campaign.cancelled"
    PHASE_STARTED = "phase.started"
    PHASE_RETRIED = "phase.retried"
    PHASE_AWAITING_APPROVAL = "phase.awaiting_approval"
    PHASE_REASSIGNED = "phase.reassigned"
    PHASE_REMINDED = "phase.reminded"
    PHASE_EXPIRED = "phase.expired"
    PHASE_APPROVED = "phase.approved"
    PHASE_REJECTED = "phase.rejected"
    PHASE_COMPLETED = "phase.completed"
    PHASE_FAILED = "phase.failed"
    PHASE_SKIPPED = "phase.skipped"
    ASSET_CREATED = "asset.created"
    COST_SETTLED = "cost.settled"
    SCHEDULE_RUN_FAILED = "schedule.run_failed"
    SCHEDULE_RUN_MISSED = "schedule.run_missed"
    BUDGET_THRESHOLD_REACHED = "budget.threshold_reached"
    BUDGET_EXCEEDED = "budget.exceeded"


class Event(Model):
    """`sequence` counts from 1 without gaps within a campaign, and is given when the event is stored (0 before that); a
    client resumes from the last one it saw."""

    workspace_id: str
    campaign_id: str
    sequence: int = 0
    type: EventType
    at: datetime
    request_id: str
    phase: str | None = None
    data: Mapping[str, Any] = {}
