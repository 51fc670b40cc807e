"""Phases wait at gates until what they wait for has come; nobody is forgotten."""

from dataclasses import replace
from datetime import datetime

import pytest

from astromedia.domain.campaign import CampaignStatus, PhaseStatus
from astromedia.domain.event import EventType
from astromedia.domain.gate import Gate
from astromedia.domain.queue import Limits, SlotStatus
from astromedia.domain.review import ApprovalPolicy
from astromedia.domain.task import GateTask
from astromedia.services.gates import CHECK, only_waits, waits
from tests.conftest import Measured
from tests.fakes import FakeGates, FakeQueue

from .desk import Desk

HOUR = 3600


def hold(desk: Desk, name: str, token: str) -> bool:
    """As the state machine calls it: the execution waits with `token` by then."""
    desk.engine.waiting.add(token)
    ids = {"workspace_id": "W1", "campaign_id": desk.made.id, "request_id": "R1", "run": 1}
    return desk.keeper.hold(GateTask(**ids, phase=name, token=token))


def slot(desk: Desk) -> SlotStatus:
    (kept,) = desk.queue.slots("W1")
    return kept.status


def pause(desk: Desk) -> None:
    desk.campaigns.set(desk.campaign.model_copy(update={"status": CampaignStatus.PAUSED}))


def test_a_phase_that_awaits_approval_waits_and_its_token_is_kept() -> None:
    desk = Desk()
    assert hold(desk, "copy", "token-2")
    assert [gate.token for gate in desk.gates.of_campaign("W1", desk.made.id)] == ["token-2"]
    assert desk.engine.woken == []


def test_what_was_decided_before_the_phase_came_to_wait_wakes_it_at_once() -> None:
    desk = Desk()
    desk.change("copy", status=PhaseStatus.COMPLETED)
    assert not hold(desk, "copy", "token-2")
    assert desk.engine.woken == ["token-2"]
    assert list(desk.gates.of_campaign("W1", desk.made.id)) == []


def test_a_phase_that_may_not_begin_waits_for_the_campaign_to_be_resumed() -> None:
    desk = Desk()
    desk.change("seo", status=PhaseStatus.IDLE)
    pause(desk)
    assert hold(desk, "seo", "token-seo")
    assert desk.keeper.open("W1", desk.made.id) == 0
    desk.campaigns.set(desk.campaign.model_copy(update={"status": CampaignStatus.RUNNING}))
    assert desk.keeper.open("W1", desk.made.id) == 1
    assert desk.engine.woken == ["token-seo"]


@pytest.mark.parametrize("status", [CampaignStatus.CANCELLED, CampaignStatus.FAILED, CampaignStatus.COMPLETED])
def test_nobody_waits_in_a_campaign_that_has_ended(status: CampaignStatus) -> None:
    desk = Desk()
    desk.campaigns.set(desk.campaign.model_copy(update={"status": status}))
    assert not waits(desk.campaigns.state("W1", desk.made.id), "copy")
    assert not hold(desk, "copy", "token-2")


def test_a_campaign_that_only_waits_lends_its_slot_to_others_and_takes_it_back_when_it_goes_on() -> None:
    desk = Desk()
    hold(desk, "copy", "token-2")
    assert slot(desk) is SlotStatus.STARTING
    desk.change("seo", status=PhaseStatus.COMPLETED)
    assert only_waits(desk.campaigns.state("W1", desk.made.id))
    assert desk.dispatched == []
    hold(desk, "copy", "token-3")
    assert slot(desk) is SlotStatus.PARKED
    assert desk.dispatched == ["W1"]
    desk.change("copy", status=PhaseStatus.COMPLETED)
    desk.keeper.open("W1", desk.made.id)
    assert slot(desk) is SlotStatus.RUNNING


def test_a_run_that_has_not_begun_lends_no_slot_as_nobody_would_begin_it_then() -> None:
    desk = Desk(run=2, started_run=2)
    desk.change("seo", status=PhaseStatus.COMPLETED)
    desk.clock.advance(CHECK.total_seconds())
    desk.keeper.look_after()
    assert slot(desk) is SlotStatus.STARTING


def test_a_campaign_that_waits_again_after_one_of_several_decisions_lends_its_slot_again() -> None:
    desk = Desk(started_run=1)
    desk.change("seo", status=PhaseStatus.AWAITING_APPROVAL, review=desk.phase("copy").review)
    hold(desk, "seo", "token-seo")
    assert slot(desk) is SlotStatus.PARKED
    desk.change("seo", status=PhaseStatus.COMPLETED)
    desk.keeper.open("W1", desk.made.id)
    assert (slot(desk), desk.engine.woken) == (SlotStatus.RUNNING, ["token-seo"])
    desk.clock.advance(CHECK.total_seconds())
    desk.keeper.look_after()
    assert slot(desk) is SlotStatus.PARKED
    assert desk.dispatched == ["W1", "W1"]
    desk.clock.advance(CHECK.total_seconds())
    desk.keeper.look_after()
    assert desk.dispatched == ["W1", "W1"]


class Overtaken(FakeQueue):
    """A queue at which somebody decides just before a slot is lent."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        (slot,) = desk.queue.slots("W1")
        self.enqueue(slot.ticket)
        self.admit(slot.ticket, Limits(1, 1))

    def park(self, workspace_id: str, campaign_id: str, run: int) -> bool:
        self._desk.change("copy", status=PhaseStatus.IDLE)
        replace(self._desk.keeper, queue=self).open(workspace_id, campaign_id)
        return super().park(workspace_id, campaign_id, run)


def test_a_slot_that_is_lent_while_a_gate_opens_is_taken_back() -> None:
    desk = Desk()
    desk.change("seo", status=PhaseStatus.COMPLETED)
    queue = Overtaken(desk)
    task = GateTask(workspace_id="W1", campaign_id=desk.made.id, request_id="R1", phase="copy", token="token-3")
    replace(desk.keeper, queue=queue).hold(task)
    assert [slot.status for slot in queue.slots("W1")] == [SlotStatus.RUNNING]
    assert desk.dispatched == []


def test_a_campaign_of_which_a_phase_is_about_to_begin_keeps_its_slot() -> None:
    desk = Desk()
    desk.change("seo", status=PhaseStatus.IDLE)
    assert not only_waits(desk.campaigns.state("W1", desk.made.id))
    pause(desk)
    assert only_waits(desk.campaigns.state("W1", desk.made.id))


def test_how_old_a_waiting_approval_is_is_measured_when_it_is_looked_after(measured: Measured) -> None:
    desk = Desk(ApprovalPolicy(remind_after=HOUR, expire_after=2 * HOUR))
    desk.clock.advance(HOUR)
    desk.keeper.look_after()
    assert measured()["ApprovalAge"] == [(HOUR, {})]


def test_a_decision_is_reminded_of_once_and_others_are_told() -> None:
    desk = Desk(ApprovalPolicy(remind_after=HOUR, expire_after=2 * HOUR))
    for _ in range(3):
        desk.clock.advance(HOUR / 2 + CHECK.total_seconds() / 2)
        desk.keeper.look_after()
    assert desk.events() == [EventType.PHASE_REMINDED]
    ((type, detail),) = desk.bus.events
    assert (type, detail["phase"], detail["campaign_id"]) == (EventType.PHASE_REMINDED, "copy", desk.made.id)
    assert desk.phase().status is PhaseStatus.AWAITING_APPROVAL
    assert desk.engine.woken == []


def test_an_approval_that_expires_fails_by_default_and_wakes_the_phase_to_say_so() -> None:
    desk = Desk(ApprovalPolicy(remind_after=HOUR, expire_after=2 * HOUR))
    desk.clock.advance(2 * HOUR)
    desk.keeper.look_after()
    review = desk.phase().review
    assert review is not None
    assert (review.decision, review.decided_by, review.decided_at) == ("expired", None, desk.clock())
    assert desk.events() == [EventType.PHASE_EXPIRED]
    assert desk.engine.woken == ["token-copy"]


def test_an_approval_may_be_given_when_it_expires() -> None:
    desk = Desk(ApprovalPolicy(remind_after=HOUR, expire_after=HOUR, on_expiry="approve"))
    desk.clock.advance(HOUR)
    desk.keeper.look_after()
    assert desk.phase().status is PhaseStatus.COMPLETED
    assert desk.events() == [EventType.PHASE_EXPIRED, EventType.PHASE_APPROVED, EventType.PHASE_COMPLETED]
    assert desk.engine.woken == ["token-copy"]


def test_who_was_forgotten_is_woken() -> None:
    desk = Desk()
    desk.change("copy", status=PhaseStatus.COMPLETED)
    assert desk.keeper.look_after() == 0
    desk.clock.advance(CHECK.total_seconds())
    assert desk.keeper.look_after() == 1
    assert desk.engine.woken == ["token-copy"]
    assert desk.keeper.look_after() == 0


def test_who_still_waits_is_looked_after_again() -> None:
    desk = Desk()
    for _ in range(3):
        desk.clock.advance(CHECK.total_seconds())
        assert desk.keeper.look_after() == 1
    assert desk.engine.woken == []


def test_a_gate_of_a_campaign_that_is_gone_is_removed_and_one_that_fails_keeps_no_other_waiting() -> None:
    desk = Desk()
    desk.gates.put(Gate("W9", desk.made.id, "copy", "t", "R1", desk.clock()))
    desk.change("copy", status=PhaseStatus.COMPLETED)
    desk.clock.advance(CHECK.total_seconds())
    desk.keeper.look_after()
    assert list(desk.gates.due(desk.clock(), 9)) == []
    assert desk.engine.woken == ["token-copy"]


class Quick(FakeGates):
    """Gates at which a phase comes to wait anew just before its earlier one is put off."""

    def postpone(self, gate: Gate, due: datetime) -> None:
        self.put(gate._replace(token="token-2"))
        super().postpone(gate, due)


def test_a_phase_that_waits_anew_while_its_earlier_gate_is_looked_after_keeps_its_token() -> None:
    desk, gates = Desk(), Quick()
    gates.put(Gate("W1", desk.made.id, "copy", "token-1", "R1", desk.clock()))
    replace(desk.keeper, gates=gates).look_after()
    assert [gate.token for gate in gates.of_campaign("W1", desk.made.id)] == ["token-2"]
