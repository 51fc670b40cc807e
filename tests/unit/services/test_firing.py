"""One occurrence of a schedule is one campaign, launched once, however often it is delivered and wherever that dies."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from astromedia.domain.account import Caller, Member
from astromedia.domain.campaign import Campaign, CampaignStatus, Failure
from astromedia.domain.errors import Forbidden
from astromedia.domain.event import EventType
from astromedia.domain.review import Governance
from astromedia.domain.role import Role
from astromedia.domain.schedule import RunStatus, ScheduledRun
from astromedia.gateway.settings import ModelSettings
from astromedia.services.campaigns import CampaignService
from astromedia.services.firing import Firing
from tests.conftest import Measured
from tests.fakes import FakeSchedules
from tests.functions.api.world import World
from tests.samples import NOW, member, schedule

AT = NOW + timedelta(hours=1)
FAULT = Failure(error="NotLaunched", detail="Task timed out after 120.00 seconds")


class Town:
    """A world with one schedule in it, made by U1 of W1."""

    def __init__(self) -> None:
        self.world = World()
        self.member(member("W1", "U1"))
        self.schedule = schedule(governance=Governance.GUIDED, model_budget="2.50")
        self.world.schedules.add(self.schedule)
        self.world.scheduler.place(self.schedule, None)
        self.firing: Firing = self.world.services().schedules.firing

    def member(self, who: Member) -> None:
        self.world.accounts.members[who.workspace_id, who.user_id] = who

    def change(self, **changes: object) -> None:
        self.schedule = self.world.schedules.save(self.schedule.model_copy(update=changes))

    def fire(self) -> ScheduledRun | None:
        return self.firing.fire("W1", self.schedule.id, AT)

    def run(self) -> ScheduledRun | None:
        return self.world.schedules.run("W1", self.schedule.id, AT)

    def campaigns(self) -> list[str]:
        return [campaign.id for campaign in self.world.campaigns.page("W1", 100).items]

    def told(self) -> list[EventType]:
        return [type for type, _ in self.world.bus.events]


@pytest.fixture
def town() -> Town:
    return Town()


def test_a_schedule_that_was_made_with_a_key_launches_at_that_keys_cost(town: Town) -> None:
    town.change(created_with="K1")
    town.fire()
    assert [campaign.launched_with for campaign in town.world.campaigns.page("W1", 9).items] == ["K1"]


def test_a_firing_launches_what_the_schedule_says_as_who_made_it(town: Town) -> None:
    run = town.fire()
    assert run
    assert (run.status, run, town.told()) == (RunStatus.LAUNCHED, town.run(), [])
    campaign = town.world.campaigns.get("W1", str(run.campaign_id))
    assert (campaign.status, campaign.created_by, campaign.launched_by) == (CampaignStatus.RUNNING, "U1", "U1")
    assert (campaign.name, campaign.brief, campaign.governance) == ("Weekly", town.schedule.brief, Governance.GUIDED)
    (budget,) = town.world.budgets.read("W1", [f"campaign/{campaign.id}"])
    assert budget.cap == Decimal("2.50")


def test_five_deliveries_one_after_the_other_launch_once(town: Town) -> None:
    runs = [town.fire() for _ in range(5)]
    assert runs == [runs[0]] * 5
    assert len(town.campaigns()) == len(town.world.engine.started) == 1


def test_five_deliveries_at_once_launch_once(town: Town) -> None:
    with ThreadPoolExecutor(5) as pool:
        runs = list(pool.map(lambda _: town.fire(), range(5)))
    assert len({run.campaign_id for run in runs if run}) == 1
    assert len(town.campaigns()) == len(town.world.engine.started) == 1


def test_how_late_a_launch_is_is_measured(town: Town, measured: Measured) -> None:
    town.world.clock.now = AT + timedelta(seconds=42)
    town.fire()
    assert measured()["ScheduleLag"] == [(42, {})]


def test_two_occurrences_are_two_campaigns(town: Town) -> None:
    town.fire()
    town.firing.fire("W1", town.schedule.id, AT + timedelta(days=1))
    assert len(set(town.campaigns())) == 2


class Dying(CampaignService):
    """Is killed when it is to launch."""

    def launch(self, caller: Caller, campaign_id: str) -> Campaign:
        raise RuntimeError("killed")


class Forgetful(FakeSchedules):
    """Is killed when a run is to be written down."""

    def record(self, run: ScheduledRun) -> bool:
        raise RuntimeError("killed")


def test_a_crash_between_create_and_launch_is_completed_by_the_next_delivery(town: Town) -> None:
    whole = town.firing.campaigns
    dying = Dying(**{field.name: getattr(whole, field.name) for field in fields(whole)})
    with pytest.raises(RuntimeError):
        replace(town.firing, campaigns=dying).fire("W1", town.schedule.id, AT)
    (made,) = town.campaigns()
    assert (town.run(), town.world.campaigns.get("W1", made).status) == (None, CampaignStatus.DRAFT)
    run = town.fire()
    assert run
    assert (run.status, run.campaign_id, town.campaigns()) == (RunStatus.LAUNCHED, made, [made])
    assert len(town.world.engine.started) == 1


def test_a_crash_between_launch_and_its_record_is_completed_by_the_next_delivery(town: Town) -> None:
    forgetful = Forgetful()
    forgetful.add(town.schedule)
    with pytest.raises(RuntimeError):
        replace(town.firing, schedules=forgetful).fire("W1", town.schedule.id, AT)
    (made,) = town.campaigns()
    assert (town.run(), town.world.campaigns.get("W1", made).status) == (None, CampaignStatus.RUNNING)
    run = town.fire()
    assert run
    assert (run.status, run.campaign_id, town.campaigns()) == (RunStatus.LAUNCHED, made, [made])
    assert len(town.world.engine.started) == 1


def test_a_refusal_is_a_failed_run_that_is_told_once_and_can_be_replayed(town: Town, measured: Measured) -> None:
    town.member(Member(workspace_id="W1", user_id="U1", role=Role.VIEWER, created_at=NOW))
    runs = [town.fire() for _ in range(3)]
    assert runs == [town.run()] * 3
    assert runs[0]
    assert (runs[0].status, runs[0].failure and runs[0].failure.error) == (RunStatus.FAILED, "Forbidden")
    assert town.told() == [EventType.SCHEDULE_RUN_FAILED]
    ((_, detail),) = town.world.bus.events
    assert (detail["schedule_id"], detail["error"]) == (town.schedule.id, "Forbidden")
    assert measured()["ScheduledRuns"] == [(1, {"status": "FAILED"})]
    town.member(member("W1", "U1"))
    assert town.firing.launch(town.schedule, AT).status is RunStatus.LAUNCHED
    assert measured()["ScheduledRuns"] == [(1, {"status": "LAUNCHED"})]
    assert town.fire() == town.run()
    assert len(town.campaigns()) == 1


def test_a_launch_that_a_budget_refuses_is_a_failed_run_with_the_reason(town: Town) -> None:
    town.world.clock.now = datetime(2026, 11, 22, tzinfo=UTC)
    town.world.models = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "gpt-6-luna"})
    town.world.budgets.set_cap("W1", "workspace/2026-11", Decimal(0))
    run = town.fire()
    assert run
    assert run.failure
    assert (run.status, run.failure.error) == (RunStatus.FAILED, "BudgetExceeded")
    assert "workspace/2026-11 has $0.00 left" in run.failure.detail
    assert town.world.campaigns.get("W1", str(run.campaign_id)).status is CampaignStatus.DRAFT
    ((type, detail),) = town.world.bus.events
    assert (type, detail["error"], detail["campaign_id"]) == (
        EventType.SCHEDULE_RUN_FAILED, "BudgetExceeded", run.campaign_id
    )  # fmt: skip


def test_a_maker_who_left_launches_nothing(town: Town) -> None:
    town.world.accounts.members.clear()
    run = town.fire()
    assert run
    assert run.failure
    assert (run.failure.error, town.campaigns()) == ("Forbidden", [])
    with pytest.raises(Forbidden, match="has left the workspace"):
        town.firing.launch(town.schedule, AT)


def test_a_playbook_that_is_gone_is_told(town: Town) -> None:
    town.change(playbook="gone")
    run = town.fire()
    assert run
    assert run.failure
    assert run.failure.error == "InvalidInput"


def test_a_bus_that_is_down_delays_the_news_but_does_not_lose_it(town: Town) -> None:
    town.world.accounts.members.clear()
    town.world.bus.down = True
    with pytest.raises(ConnectionError):
        town.fire()
    assert town.run() is None
    town.world.bus.down = False
    town.fire()
    assert town.told() == [EventType.SCHEDULE_RUN_FAILED]


def test_what_is_delivered_of_a_schedule_that_is_gone_launches_nothing_and_ends_it(town: Town) -> None:
    town.world.schedules.remove("W1", town.schedule.id)
    assert town.fire() is None
    assert town.firing.give_up("W1", town.schedule.id, AT, FAULT) is None
    assert (town.campaigns(), town.world.scheduler.placed) == ([], {})


@pytest.mark.parametrize(("paused_at", "launched"), [(AT, 0), (AT + timedelta(seconds=1), 1)])
def test_a_pause_stops_what_is_due_after_it(town: Town, paused_at: object, launched: int) -> None:
    town.change(paused_at=paused_at)
    town.fire()
    assert len(town.campaigns()) == launched


def test_a_missed_run_that_is_delivered_late_is_launched(town: Town) -> None:
    of = town.schedule
    facts = {"workspace_id": "W1", "schedule_id": of.id, "scheduled_at": AT, "recorded_at": AT}
    town.world.schedules.record(ScheduledRun.model_validate(facts | {"status": "MISSED"}))
    run = town.fire()
    assert run
    assert (run.status, town.run()) == (RunStatus.LAUNCHED, run)


def test_what_was_delivered_in_vain_is_a_failed_run(town: Town) -> None:
    run = town.firing.give_up("W1", town.schedule.id, AT, FAULT)
    assert run
    assert (run.status, run.failure, run.campaign_id, town.run()) == (RunStatus.FAILED, FAULT, None, run)
    assert town.told() == [EventType.SCHEDULE_RUN_FAILED]


def test_giving_up_what_was_launched_all_the_same_says_so(town: Town) -> None:
    """The last attempt launched the campaign, and timed out before it could write that down."""
    launched = town.fire()
    without_runs = FakeSchedules()
    without_runs.add(town.schedule)
    run = replace(town.firing, schedules=without_runs).give_up("W1", town.schedule.id, AT, FAULT)
    assert launched
    assert run
    assert (run.status, run.campaign_id) == (RunStatus.LAUNCHED, launched.campaign_id)
    assert town.told() == []
