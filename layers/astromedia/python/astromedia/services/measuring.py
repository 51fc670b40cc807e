"""What a stored change of a campaign says to those who operate the product. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from astromedia.domain.campaign import Campaign, Phase
from astromedia.domain.change import Change
from astromedia.domain.event import Event, EventType
from astromedia.kit import metrics
from astromedia.kit.metrics import Metric

OWN = "own"
"""Agents that workspaces defined themselves are told of as one: there may be any number."""
ENDS = {EventType.CAMPAIGN_COMPLETED, EventType.CAMPAIGN_FAILED, EventType.CAMPAIGN_CANCELLED}
PHASE_ENDS = {EventType.PHASE_COMPLETED, EventType.PHASE_FAILED, EventType.PHASE_SKIPPED}
DECIDED = {
    EventType.PHASE_APPROVED: "approved",
    EventType.PHASE_REJECTED: "rejected",
    EventType.PHASE_EXPIRED: "expired",
}
COUNTED = {
    EventType.CAMPAIGN_LAUNCHED: metrics.LAUNCHED,
    EventType.ASSET_CREATED: metrics.ASSETS,
    EventType.PHASE_AWAITING_APPROVAL: metrics.APPROVALS_ASKED,
}


class Measurement(NamedTuple):
    metric: Metric
    value: float
    dimensions: Mapping[str, str]


def measurements(change: Change) -> Iterator[Measurement]:
    """What is to be measured of a change, once it is stored."""
    phases = {phase.name: phase for phase in (*change.phases, *change.closed)}
    for event in change.events:
        if event.type in COUNTED:
            yield Measurement(COUNTED[event.type], 1, {})
        elif event.type in ENDS and change.campaign:
            yield from _ended(change.campaign, event)
        elif event.phase in phases:
            yield from _of_phase(phases[event.phase], event)


def agent_label(phase: Phase) -> str:
    """The agent's name, if it is one of few."""
    return phase.agent if phase.agent_version is None else OWN


def _ended(campaign: Campaign, event: Event) -> Iterator[Measurement]:
    status = {"status": campaign.status.value}
    yield Measurement(metrics.ENDED, 1, status)
    if campaign.launched_at:
        yield Measurement(metrics.DURATION, _seconds(campaign.launched_at, event.at), status)


def _of_phase(phase: Phase, event: Event) -> Iterator[Measurement]:
    agent = {"agent": agent_label(phase)}
    if event.type in PHASE_ENDS:
        yield Measurement(metrics.PHASES_ENDED, 1, agent | {"status": phase.status.value})
        if phase.started_at:
            yield Measurement(metrics.PHASE_DURATION, _seconds(phase.started_at, event.at), agent)
    elif event.type is EventType.PHASE_RETRIED:
        yield Measurement(metrics.PHASE_RETRIES, 1, agent)
    elif event.type in DECIDED and not _by_default(phase, event):
        yield Measurement(metrics.DECISIONS, 1, {"decision": DECIDED[event.type]})
        if phase.review:
            yield Measurement(metrics.DECISION_TIME, _seconds(phase.review.requested_at, event.at), {})


def _by_default(phase: Phase, event: Event) -> bool:
    """Whether an approval follows from one that expired, which is told besides."""
    return event.type is EventType.PHASE_APPROVED and phase.review is not None and phase.review.decided_by is None


def _seconds(since: datetime, until: datetime) -> float:
    return round((until - since).total_seconds(), 3)
