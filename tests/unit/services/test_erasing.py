"""Erasures: cut off anywhere, they end the same; and nobody writes behind their back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.erasure import Cleared, Erasure, Stage, Subject
from astromedia.domain.queue import Limits, Ticket
from astromedia.services.erasing import Eraser, Work
from astromedia.services.halting import Halt
from astromedia.services.playbooks import machine_of
from tests import fakes
from tests.fakes.mortal import Killed, Life, Mortal
from tests.samples import NOW, campaign, event, id_at, member, phase, schedule, user, workspace

HERE, ELSEWHERE = id_at(), id_at()
WAIT = timedelta(minutes=15)
ROWS = 5


class FakeTraces:
    """Implements erasure.Traces: two rows at a turn."""

    def __init__(self) -> None:
        self.rows: dict[str, set[str]] = {HERE: {f"row {n}" for n in range(ROWS)}, ELSEWHERE: {"theirs"}}

    def clear(self, erasure: Erasure) -> Cleared:
        mine = self.rows.get(erasure.id, set())
        some = sorted(mine)[:2]
        mine.difference_update(some)
        return Cleared(len(some), "more" if mine else None)


@dataclass
class World:
    """A workspace at work, another one, and an erasure of the first that was asked for."""

    accounts: fakes.FakeAccounts = field(default_factory=fakes.FakeAccounts)
    campaigns: fakes.FakeCampaigns = field(default_factory=fakes.FakeCampaigns)
    schedules: fakes.FakeSchedules = field(default_factory=fakes.FakeSchedules)
    scheduler: fakes.FakeScheduler = field(default_factory=fakes.FakeScheduler)
    editions: fakes.FakeEditions = field(default_factory=fakes.FakeEditions)
    engine: fakes.FakeEngine = field(default_factory=fakes.FakeEngine)
    clock: fakes.FakeClock = field(default_factory=fakes.FakeClock)
    accounts_rows: FakeTraces = field(default_factory=FakeTraces)
    other_rows: FakeTraces = field(default_factory=FakeTraces)

    def __post_init__(self) -> None:
        self.queue = fakes.FakeQueue(self.clock)
        self.erasures = fakes.FakeErasures(self.accounts)
        self.memberships = fakes.FakeMemberships(self.accounts, fakes.FakeAuditLog())
        for home in (HERE, ELSEWHERE):
            owner = user(workspace_id=home)
            self.accounts.add(owner, workspace(id=home), member(home, owner.id))
            self.at_work(home)
        asked = Erasure(
            subject=Subject.WORKSPACE, id=HERE, requested_by=id_at(), requested_at=self.clock(), since=self.clock()
        )
        assert self.erasures.begin(asked, self.accounts.workspaces[HERE])

    def at_work(self, home: str) -> None:
        """One campaign of each kind, a ticket, a slot, a schedule and a playbook with its machine."""
        playbook = Edition(
            workspace_id=home,
            kind=Kind.PLAYBOOK,
            name="own",
            number=1,
            version="v1",
            content={},
            created_by="U1",
            created_at=NOW,
        )
        self.editions.add(playbook)
        self.engine.define(machine_of(playbook), {})
        for status in CampaignStatus:
            made = campaign(workspace_id=home, status=status, run=1, playbook="own", playbook_version="v1")
            self.campaigns.add(made, [phase(made)], {}, event(made))
            if status in (CampaignStatus.RUNNING, CampaignStatus.PAUSED):
                self.engine.start(made.machine, made.execution, {})
            for run in (1, 2):
                ticket = Ticket(workspace_id=home, campaign_id=made.id, run=run, request_id="R1", at=NOW)
                self.queue.enqueue(ticket)
                assert run == 2 or self.queue.admit(ticket, Limits(100, 100))
        timed = schedule(workspace_id=home)
        self.schedules.add(timed)
        self.scheduler.place(timed, None)

    def eraser(self, life: Life | None = None) -> Eraser:
        """What erases, as part of a life that may end."""

        def mortal(of: Any) -> Any:
            return Mortal(of, life) if life else of

        halt = Halt(
            memberships=mortal(self.memberships),
            campaigns=mortal(self.campaigns),
            queue=mortal(self.queue),
            schedules=mortal(self.schedules),
            editions=mortal(self.editions),
            engine=mortal(self.engine),
            forget=mortal(self.scheduler).remove,
            clock=self.clock,
        )
        erases = {"accounts": mortal(self.accounts_rows).clear, "other": mortal(self.other_rows).clear}
        stops = {name: getattr(halt, name) for name in ("members", "runs", "slots", "times", "machines")}
        work = {Subject.WORKSPACE: Work(stops, erases), Subject.USER: Work({}, {"accounts": erases["accounts"]})}
        return Eraser(erasures=mortal(self.erasures), work=work, wait=WAIT, clock=self.clock)

    def seen(self) -> dict[str, Any]:
        """All that is at work, and all rows."""
        homes = {}
        for home in (HERE, ELSEWHERE):
            campaigns = self.campaigns.page(home, 100).items
            homes[home] = {
                "members": len(self.memberships.page(home, 100).items),
                "live": sum(self.engine.runs(each.machine, each.execution) for each in campaigns),
                "statuses": sorted(each.status for each in campaigns),
                "queue": (len(self.queue.tickets(home, 100)), len(self.queue.slots(home))),
                "timed": [each.id in self.scheduler.placed for each in self.schedules.page(home, 100).items],
                "machines": sum(machine.workspace_id == home for machine in self.engine.defined),
                "rows": [sorted(traces.rows[home]) for traces in (self.accounts_rows, self.other_rows)],
            }
        return homes


class _Behind(FakeTraces):
    """Somebody writes once more to another table, which was gone through."""

    def __init__(self, other: FakeTraces) -> None:
        super().__init__()
        self._other = other

    def clear(self, erasure: Erasure) -> Cleared:
        if erasure.stage is Stage.ERASE:
            self._other.rows[HERE].add("written behind")
        return super().clear(erasure)


class _Broken(FakeTraces):
    """A table that is down, for one of them."""

    def clear(self, erasure: Erasure) -> Cleared:
        if erasure.id == HERE:
            raise OSError("the table is down")
        return Cleared()


@pytest.fixture
def world() -> World:
    return World()


def to_the_end(world: World, eraser: Callable[[], Eraser]) -> None:
    """Runs, an hour apart, until nothing is left to erase."""
    for _ in range(10):
        eraser().run(60)
        world.clock.advance(3600)
    assert not world.erasures.stored


def test_what_goes_on_is_stopped_at_once_and_rows_go_when_nobody_can_write_any_more(world: World) -> None:
    before = world.seen()
    assert world.eraser().run(60) == 0
    stopped = world.seen()
    assert stopped[ELSEWHERE] == before[ELSEWHERE]
    here = stopped[HERE]
    assert (here["members"], here["live"], here["queue"], here["timed"], here["machines"]) == (0, 0, (0, 0), [False], 0)
    assert here["statuses"] == sorted(["DRAFT", "COMPLETED", "FAILED", *["CANCELLED"] * 3])
    assert here["rows"] == before[HERE]["rows"]
    world.clock.advance(WAIT.total_seconds() - 1)
    world.eraser().run(0.5)
    assert world.seen() == stopped
    world.clock.advance(1)
    assert world.eraser().run(60) == 1
    assert world.seen()[HERE]["rows"] == [[], []]
    assert world.seen()[ELSEWHERE] == before[ELSEWHERE]
    assert (list(world.erasures.ended), world.erasures.stored) == ([HERE], {})


def test_killed_at_any_step_it_ends_the_same() -> None:
    whole = World()
    untouched = whole.seen()[ELSEWHERE]
    life = Life()
    to_the_end(whole, lambda: whole.eraser(life))
    for step in range(1, life.step + 1):
        world, mortal = World(), Life()
        mortal.dies_at = step
        with pytest.raises(Killed):
            to_the_end(world, lambda world=world, life=mortal: world.eraser(life))  # type: ignore[misc]
        to_the_end(world, world.eraser)
        seen = world.seen()
        assert (seen[HERE], seen[ELSEWHERE]) == (whole.seen()[HERE], untouched), f"killed at step {step}"
    assert life.step > 100


def test_what_late_ones_write_goes_as_well(world: World) -> None:
    world.eraser().run(60)
    world.accounts_rows.rows[HERE].add("written while it waits")
    late = campaign(workspace_id=HERE, status=CampaignStatus.RUNNING, run=1)
    world.campaigns.add(late, [phase(late)], {}, event(late))
    world.engine.start(late.machine, late.execution, {})
    world.clock.advance(WAIT.total_seconds())
    world.other_rows = _Behind(world.accounts_rows)
    assert world.eraser().run(60) == 1
    assert world.seen()[HERE]["rows"] == [[], []]
    assert not world.engine.runs(late.machine, late.execution)


def test_a_run_ends_in_time_and_the_next_goes_on(world: World) -> None:
    world.eraser().run(60)
    world.clock.advance(WAIT.total_seconds())
    turns = 0
    while world.erasures.stored and turns < 1000:
        world.eraser(_Ticking(world.clock)).run(4)
        turns += 1
    assert turns > 10
    assert world.seen()[HERE]["rows"] == [[], []]


class _Late(fakes.FakeErasures):
    """What somebody reads who was interrupted since."""

    def __init__(self, seen: Erasure) -> None:
        super().__init__(fakes.FakeAccounts())
        self._seen = seen

    def open(self, limit: int) -> list[Erasure]:
        return [self._seen]


class _Ticking(Life):
    """A life in which each step takes a second."""

    def __init__(self, clock: fakes.FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def pass_by(self) -> None:
        self._clock.advance(0.5)
        super().pass_by()


def test_one_that_fails_is_in_nobodys_way_and_tried_again(world: World, caplog: pytest.LogCaptureFixture) -> None:
    person = user()
    world.accounts.users[person.id] = person
    asked = Erasure(
        subject=Subject.USER, id=person.id, requested_by=person.id, requested_at=world.clock(), since=world.clock()
    )
    assert world.erasures.begin(asked, person)
    world.eraser().run(60)
    world.clock.advance(WAIT.total_seconds())
    whole, world.accounts_rows = world.accounts_rows, _Broken()
    assert world.eraser().run(60) == 1
    assert list(world.erasures.stored) == [HERE]
    assert "erasure is put off" in caplog.text
    world.accounts_rows = whole
    to_the_end(world, world.eraser)


def test_of_two_at_once_one_goes_on(world: World) -> None:
    seen = world.erasures.stored[HERE]
    world.eraser().run(60)
    late = _Late(seen)
    late.stored = world.erasures.stored
    world.erasures = late
    assert world.eraser().run(60) == 0
    assert world.erasures.stored[HERE].stage is Stage.WAIT


def test_a_step_that_this_version_does_not_know_begins_its_stage_anew(world: World) -> None:
    world.erasures.stored[HERE] = world.erasures.stored[HERE].model_copy(update={"step": "of yesterday"})
    to_the_end(world, world.eraser)
