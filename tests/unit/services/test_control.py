"""Pause, resume, cancel, retry, and what may change while a campaign runs."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from astromedia.domain.campaign import CampaignStatus, Failure, PhaseStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.review import ApprovalPolicy, ApprovalRule, Governance
from astromedia.ledger.scopes import scopes_of
from astromedia.services.control import Wishes
from tests.fakes import FakeBus
from tests.samples import entry

from .desk import ADA, EVE, VIEWER, Desk

FAILURE = Failure(error="OutputInvalid", detail="swot: missing")


class Deaf(FakeBus):
    def publish(self, type: EventType, detail: Mapping[str, Any]) -> None:
        raise RuntimeError("The bus is down.")


def failed() -> Desk:
    """A campaign whose second phase failed."""
    desk = Desk(status=CampaignStatus.FAILED, failure=FAILURE, max_costs={"copy": Decimal(1), "seo": Decimal(1)})
    desk.change("copy", status=PhaseStatus.FAILED, failure=FAILURE)
    desk.change("seo", status=PhaseStatus.FAILED, failure=FAILURE)
    return desk


def test_a_pause_lets_no_further_phase_begin_and_a_resume_wakes_those_that_waited_for_it() -> None:
    desk = Desk()
    desk.change("seo", status=PhaseStatus.IDLE)
    assert desk.control.pause(ADA, desk.made.id).status is CampaignStatus.PAUSED
    assert desk.control.pause(ADA, desk.made.id).version == 2
    desk.let_wait("seo", "token-seo")
    assert desk.control.resume(ADA, desk.made.id).status is CampaignStatus.RUNNING
    assert desk.engine.woken == ["token-seo"]
    assert desk.events() == [EventType.CAMPAIGN_PAUSED, EventType.CAMPAIGN_RESUMED]


def beginning(desk: Desk) -> None:
    """Let the campaign's execution begin right before the next change of the campaign is stored."""
    commit = desk.campaigns.commit

    def overtaken(change: Change) -> Change:
        desk.campaigns.commit = commit  # type: ignore[method-assign]
        begun = desk.campaign.model_copy(update={"started_run": 1})
        commit(Change("W1", desk.made.id, campaign=begun))
        return commit(change)

    desk.campaigns.commit = overtaken  # type: ignore[method-assign]


def test_a_pause_at_the_moment_when_the_execution_begins_is_one() -> None:
    desk = Desk()
    beginning(desk)
    paused = desk.control.pause(ADA, desk.made.id)
    assert (paused.status, paused.started_run) == (CampaignStatus.PAUSED, 1)
    assert desk.events() == [EventType.CAMPAIGN_PAUSED]


def test_a_change_at_that_moment_overwrites_nothing() -> None:
    desk = Desk()
    beginning(desk)
    changed = desk.control.change(ADA, desk.made.id, Wishes(name="Summer"))
    assert (changed.name, changed.started_run) == ("Summer", 1)


def test_a_resume_of_what_runs_changes_nothing() -> None:
    desk = Desk()
    assert desk.control.resume(ADA, desk.made.id) == desk.made
    assert desk.events() == []


def test_a_retry_runs_the_same_playbook_again_and_keeps_what_is_completed() -> None:
    desk = failed()
    again = desk.control.retry(ADA, desk.made.id)
    assert (again.status, again.run, again.failure, again.ended_at) == (CampaignStatus.RUNNING, 2, None, None)
    (ticket,) = desk.campaigns.tickets
    assert (ticket.run, ticket.campaign_id) == (2, desk.made.id)
    assert desk.dispatched == ["W1"]
    assert desk.phase("research").status is PhaseStatus.COMPLETED
    assert desk.events() == [EventType.CAMPAIGN_RETRIED]
    assert desk.told() == [{"run": 2, "kept": 1}]


def test_whose_key_pays_for_a_retry() -> None:
    key = ADA.model_copy(update={"api_key_id": "K1"})
    mine, programs = failed(), failed()
    assert mine.control.retry(ADA, mine.made.id).launched_with is None
    assert programs.control.retry(key, programs.made.id).launched_with == "K1"


def test_each_phase_that_is_left_may_cost_its_quote_once_more() -> None:
    desk = failed()
    desk.budgets.entries.add(entry(desk.made, phase="copy", cost="0.75"))
    again = desk.control.retry(ADA, desk.made.id)
    assert again.max_costs["copy"] >= Decimal("0.75")
    assert again.max_costs["seo"] == 0


def test_a_failed_campaign_can_be_resumed_as_well() -> None:
    desk = failed()
    assert desk.control.resume(ADA, desk.made.id).run == 2
    assert desk.events() == [EventType.CAMPAIGN_RESUMED]


def test_a_double_click_on_retry_runs_once() -> None:
    desk = failed()

    def retried(_: int) -> bool:
        try:
            desk.control.retry(ADA, desk.made.id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(retried, range(6))) == 1
    assert desk.campaign.run == 2


def test_a_cancel_stops_the_execution_skips_what_is_left_and_frees_slot_and_holds() -> None:
    desk = Desk()
    unbegun, begun = (
        desk.ledger.hold(entry(desk.made, phase="seo", cost=cost), scopes_of(desk.made.id, desk.clock()), 60)
        for cost in ("0.10", "0.20")
    )
    desk.ledger.start(begun)
    cancelled = desk.control.cancel(ADA, desk.made.id)
    assert (cancelled.status, cancelled.ended_at) == (CampaignStatus.CANCELLED, desk.clock())
    assert desk.engine.stopped == {f"{desk.made.id}-1": "cancelled"}
    statuses = {phase.name: phase.status for phase in desk.campaigns.phases("W1", desk.made.id)}
    wanted = {"research": PhaseStatus.COMPLETED, "copy": PhaseStatus.SKIPPED, "seo": PhaseStatus.SKIPPED}
    assert statuses == wanted
    assert desk.queue.slots("W1") == []
    assert list(desk.gates.of_campaign("W1", desk.made.id)) == []
    (budget,) = desk.budgets.read("W1", [f"campaign/{desk.made.id}"])
    assert budget.held == begun.amount
    assert desk.budgets.holds["W1", unbegun.id].status == "RELEASED"
    assert desk.events() == [EventType.PHASE_SKIPPED, EventType.PHASE_SKIPPED, EventType.CAMPAIGN_CANCELLED]
    assert [type for type, _ in desk.bus.events] == [EventType.CAMPAIGN_CANCELLED]


def test_a_cancel_again_only_completes_what_the_first_left_undone() -> None:
    desk = Desk()
    first = desk.control.cancel(ADA, desk.made.id)
    desk.change("seo", status=PhaseStatus.RUNNING)
    desk.let_wait("seo", "token-seo")
    assert desk.control.cancel(ADA, desk.made.id) == first
    assert desk.phase("seo").status is PhaseStatus.SKIPPED
    assert desk.events().count(EventType.CAMPAIGN_CANCELLED) == 1


def test_others_hear_of_a_cancel_though_the_bus_was_down_at_first() -> None:
    desk = Desk()
    desk.control = replace(desk.control, bus=Deaf())
    with pytest.raises(RuntimeError):
        desk.control.cancel(ADA, desk.made.id)
    desk.control = replace(desk.control, bus=desk.bus)
    desk.control.cancel(ADA, desk.made.id)
    assert [type for type, _ in desk.bus.events] == [EventType.CAMPAIGN_CANCELLED]


def test_a_phase_that_ends_during_the_cancel_keeps_its_end() -> None:
    desk = Desk()
    commit = desk.campaigns.commit

    def overtaken(change: Change) -> Change:
        if change.phases and desk.phase("seo").status is PhaseStatus.RUNNING:
            done = desk.phase("seo").model_copy(update={"status": PhaseStatus.COMPLETED})
            commit(Change("W1", desk.made.id, phases=[done]))
        return commit(change)

    desk.campaigns.commit = overtaken  # type: ignore[method-assign]
    desk.control.cancel(ADA, desk.made.id)
    assert desk.phase("seo").status is PhaseStatus.COMPLETED
    assert desk.phase("copy").status is PhaseStatus.SKIPPED


def test_a_cancel_that_does_not_fit_into_one_change_cancels_the_campaign_first() -> None:
    desk = Desk()
    for i in range(120):
        desk.budgets.entries.add(entry(desk.made, phase="seo", cost="0.01", at=desk.clock(), agent=f"a{i}"))
    desk.control.cancel(ADA, desk.made.id)
    events = desk.events()
    assert events[0] is EventType.CAMPAIGN_CANCELLED
    assert events.count(EventType.PHASE_SKIPPED) == 2
    assert events.count(EventType.COST_SETTLED) == 120


def test_a_draft_can_be_cancelled() -> None:
    desk = Desk(status=CampaignStatus.DRAFT, run=0)
    assert desk.control.cancel(ADA, desk.made.id).status is CampaignStatus.CANCELLED


REFUSED = {
    "pause": (CampaignStatus.DRAFT, CampaignStatus.FAILED, CampaignStatus.COMPLETED, CampaignStatus.CANCELLED),
    "resume": (CampaignStatus.DRAFT, CampaignStatus.COMPLETED, CampaignStatus.CANCELLED),
    "retry": tuple(status for status in CampaignStatus if status is not CampaignStatus.FAILED),
    "cancel": (CampaignStatus.COMPLETED, CampaignStatus.FAILED),
}


@pytest.mark.parametrize(("action", "status"), [(action, status) for action in REFUSED for status in REFUSED[action]])
def test_what_makes_no_sense_is_a_conflict_and_changes_nothing(action: str, status: CampaignStatus) -> None:
    desk = Desk(status=status)
    with pytest.raises(Conflict, match=f"is {status}"):
        getattr(desk.control, action)(ADA, desk.made.id)
    assert desk.campaign == desk.made
    assert (desk.events(), desk.campaigns.tickets, desk.engine.stopped) == ([], [], {})


@pytest.mark.parametrize("action", REFUSED)
def test_viewers_and_strangers_control_nothing(action: str) -> None:
    desk = Desk()
    with pytest.raises(Forbidden):
        getattr(desk.control, action)(VIEWER, desk.made.id)
    with pytest.raises(NotFound):
        getattr(desk.control, action)(EVE, desk.made.id)


def test_governance_and_budget_change_while_it_runs() -> None:
    desk = Desk()
    policy = ApprovalPolicy(remind_after=60, expire_after=120, on_expiry="approve")
    wishes = Wishes(
        name="New",
        governance=Governance.GUIDED,
        phase_rules={"seo": ApprovalRule.NEVER},
        approval_policy=policy,
        model_budget=Decimal("2.50"),
    )
    changed = desk.control.change(ADA, desk.made.id, wishes)
    assert (changed.name, changed.governance, changed.approval_policy) == ("New", Governance.GUIDED, policy)
    (budget,) = desk.budgets.read("W1", [f"campaign/{desk.made.id}"])
    assert budget.cap == Decimal("2.50")
    assert desk.events() == [EventType.CAMPAIGN_CHANGED]
    assert desk.told()[0]["model_budget"] == "2.50"


def test_a_change_of_nothing_tells_nothing() -> None:
    desk = Desk()
    assert desk.control.change(ADA, desk.made.id, Wishes()) == desk.made
    assert desk.events() == []


def test_what_cannot_change_any_more_is_named() -> None:
    desk = Desk()
    with pytest.raises(InvalidInput) as refused:
        desk.control.change(ADA, desk.made.id, Wishes(brief=desk.made.brief))
    assert [error.field for error in refused.value.errors] == ["brief"]
    with pytest.raises(InvalidInput) as refused:
        desk.control.change(ADA, desk.made.id, Wishes(phase_rules={"tea": ApprovalRule.NEVER}))
    assert [error.field for error in refused.value.errors] == ["phase_rules.tea"]
    ended = Desk(status=CampaignStatus.COMPLETED)
    with pytest.raises(Conflict, match="only its name"):
        ended.control.change(ADA, ended.made.id, Wishes(governance=Governance.AUTO))
    assert ended.control.change(ADA, ended.made.id, Wishes(name="Better")).name == "Better"
