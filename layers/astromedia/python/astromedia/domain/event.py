"""The timeline of a campaign: what happened, in order, without gaps."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from .model import Model


class EventType(StrEnum):
    CAMPAIGN_CREATED = "campaign.created"
    CAMPAIGN_LAUNCHED = "campaign.launched"
    CAMPAIGN_COMPLETED = "campaign.completed"
    CAMPAIGN_FAILED = "campaign.failed"
    PHASE_STARTED = "phase.started"
    PHASE_COMPLETED = "phase.completed"
    PHASE_FAILED = "phase.failed"
    ASSET_CREATED = "asset.created"
    BUDGET_THRESHOLD_REACHED = "budget.threshold_reached"
    BUDGET_EXCEEDED = "budget.exceeded"


class Event(Model):
    """`sequence` counts from 1 without gaps within a campaign; a client resumes from the last one it saw."""

    workspace_id: str
    campaign_id: str
    sequence: int
    type: EventType
    at: datetime
    request_id: str
    phase: str | None = None
    data: Mapping[str, Any] = {}
