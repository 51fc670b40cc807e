"""What a stored change says to operators."""

from datetime import timedelta
from typing import Any

import pytest

from astromedia.domain import transitions
from astromedia.domain.campaign import Campaign, CampaignStatus, Failure, Phase, PhaseStatus
from astromedia.domain.change import Change, event_of
from astromedia.domain.event import EventType
from astromedia.domain.ledger import Entries
from astromedia.domain.review import ApprovalPolicy, Review, requested
from astromedia.services.measuring import measurements
from tests.samples import NOW, asset, campaign, phase

LATER = NOW + timedelta(seconds=90)
BEGUN: dict[str, Any] = {"status": PhaseStatus.RUNNING, "started_at": NOW}


def measured(change: Change) -> list[tuple[str, float, dict[str, str]]]:
    return [(metric.name, value, dict(dimensions)) for metric, value, dimensions in measurements(change)]


def told(of: Campaign, type: EventType) -> Change:
    return Change(of.workspace_id, of.id, campaign=of, events=[event_of(of, type, "R1", LATER, {})])


def waiting(decided_by: str | None, **changes: Any) -> tuple[Phase, Review]:
    review = requested(ApprovalPolicy(), NOW)
    asked = phase(campaign(), status=PhaseStatus.AWAITING_APPROVAL, started_at=NOW, review=review, **changes)
    return asked, review.model_copy(update={"decision": "approved", "decided_at": LATER, "decided_by": decided_by})


def test_a_launch_is_counted() -> None:
    assert measured(told(campaign(), EventType.CAMPAIGN_LAUNCHED)) == [("CampaignsLaunched", 1, {})]


@pytest.mark.parametrize(
    ("status", "type"),
    [
        (CampaignStatus.COMPLETED, EventType.CAMPAIGN_COMPLETED),
        (CampaignStatus.FAILED, EventType.CAMPAIGN_FAILED),
        (CampaignStatus.CANCELLED, EventType.CAMPAIGN_CANCELLED),
    ],
)
def test_an_end_is_counted_with_its_time_since_the_launch(status: CampaignStatus, type: EventType) -> None:
    how = {"status": status.value}
    ended = campaign(status=status, launched_at=NOW)
    assert measured(told(ended, type)) == [("CampaignsEnded", 1, how), ("CampaignDuration", 90, how)]


def test_a_phase_that_ends_is_counted_by_its_agent_with_what_it_stored() -> None:
    of = campaign()
    done = transitions.completed(phase(of, **BEGUN), [asset(of), asset(of)], Entries(), "R1", LATER)
    assert measured(done) == [
        ("AssetsStored", 1, {}),
        ("AssetsStored", 1, {}),
        ("PhasesEnded", 1, {"agent": "analyst", "status": "COMPLETED"}),
        ("PhaseDuration", 90, {"agent": "analyst"}),
    ]


def test_agents_of_workspaces_own_are_counted_as_one() -> None:
    own = phase(campaign(), agent="haiku_poet", agent_version="v1", **BEGUN)
    failed = transitions.failed(own, Failure(error="ModelRefused", detail="No."), Entries(), "R1", LATER)
    assert [dimensions["agent"] for _, _, dimensions in measured(failed)] == ["own", "own"]


def test_a_second_try_is_counted() -> None:
    again = transitions.started(phase(campaign(), **BEGUN | {"status": PhaseStatus.FAILED}), "R1", LATER)
    assert measured(again) == [("PhaseRetries", 1, {"agent": "analyst"})]


def test_an_approval_is_counted_when_asked_for_and_when_decided() -> None:
    asked, review = waiting("U1")
    assert measured(transitions.asked_again(asked, campaign(), "R1", NOW)) == [("ApprovalsAsked", 1, {})]
    approved = measured(transitions.approved(asked, review, "R1", LATER))
    assert approved[:2] == [("Decisions", 1, {"decision": "approved"}), ("DecisionTime", 90, {})]
    rejected = measured(transitions.rejected(asked, review, "R1", LATER))
    assert rejected == [("Decisions", 1, {"decision": "rejected"}), ("DecisionTime", 90, {})]


def test_what_is_approved_because_it_expired_is_no_decision_of_a_person() -> None:
    asked, review = waiting(None)
    names = [name for name, _, _ in measured(transitions.approved(asked, review, "R1", LATER))]
    assert names == ["PhasesEnded", "PhaseDuration"]
    expired = transitions.reviewed(asked, review, EventType.PHASE_EXPIRED, "R1", LATER)
    assert measured(expired)[0] == ("Decisions", 1, {"decision": "expired"})


def test_a_reminder_and_a_pause_are_not_measured() -> None:
    asked, review = waiting("U1")
    assert measured(transitions.reviewed(asked, review, EventType.PHASE_REMINDED, "R1", LATER)) == []
    assert measured(told(campaign(), EventType.CAMPAIGN_PAUSED)) == []
