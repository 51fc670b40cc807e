"""Films made in the background: started once, asked for by every later run, paid for once, come what may."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from astromedia.domain.budget import HoldStatus
from astromedia.domain.errors import CampaignEnded, ProviderRefused, RenderPending
from astromedia.domain.money import ZERO
from astromedia.gateway.calls import Answer, FilmProvider, Media, Purpose, Route, VideoCall
from astromedia.gateway.filming import AGAIN_SECONDS, LONGEST, START_OVER
from astromedia.gateway.providers.openai_films import POLL_SECONDS, OpenAIFilms
from astromedia.services.reconcile import Reconciler
from tests.fakes import FakeBudgets, FakeClock, FakeFiles
from tests.fakes.providers import FakeProvider, FakeProviders
from tests.unit.gateway.providers.test_openai_films import DESIGN
from tests.unit.gateway.providers.video_server import MP4, VideoServer, video_server

from .gateways import Desk, purpose

FILM, DRAFT = Route("openai", "film"), Route("offline", "renderer-1")
COST = Decimal("0.80")


class Crash(BaseException):
    """The process ended here."""


class Fragile:
    """Hands calls on to `target`; what `steps` names is told to `step` before and after."""

    def __init__(self, target: Any, steps: tuple[str, ...], step: Callable[[str], None]) -> None:
        self._target, self._steps, self._step = target, steps, step

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name not in self._steps:
            return found

        def act(*args: Any, **named: Any) -> Any:
            self._step(f"before {name}")
            done = found(*args, **named)
            self._step(f"after {name}")
            return done

        return act


class Filmers(FakeProviders):
    """Films are made by a server; whatever else is asked is answered at once."""

    def __init__(self, films: FilmProvider, draft: FakeProvider) -> None:
        super().__init__(openai=FakeProvider(), offline=draft)
        self._films = films

    def films(self, name: str) -> FilmProvider | None:  # type: ignore[override]
        return self._films if name == "openai" else None

    def worst(self, route: Route, call: Any) -> Any:
        from astromedia.gateway.providers.film import film_of

        return film_of(call).usage if route == FILM else super().worst(route, call)


class Studio:
    """One call for a film, run again and again as the state machine would; money and files are kept between runs."""

    def __init__(self, server: VideoServer, **changes: Any) -> None:
        self.server, self.clock = server, FakeClock()
        self.budgets, self.files = FakeBudgets(), FakeFiles()
        self.draft = FakeProvider()
        self.call = VideoCall(purpose=purpose(step="video"), design=DESIGN)
        self.changes = changes
        self.budgets.set_cap("W1", f"workspace/{self.clock():%Y-%m}", Decimal(100))

    def desk(self, step: Callable[[str], None] = lambda name: None) -> Desk:
        films = OpenAIFilms(api_key="k", base_url=self.server.url, seconds=5.0)
        providers = Filmers(Fragile(films, ("start_film", "poll_film"), step), self.draft)
        budgets: Any = Fragile(self.budgets, ("hold", "note", "start", "settle", "release"), step)
        files = Fragile(self.files, ("put",), step)
        usual: dict[str, Any] = {"video_routes": (FILM, DRAFT), "files": files}
        return Desk(providers, budgets=budgets, clock=self.clock, **usual | self.changes)

    def run(self, step: Callable[[str], None] = lambda name: None) -> Answer[Media]:
        return self.desk(step).gateway.video(self.call)

    def pending(self) -> int:
        """Run while the film is made: after how many seconds to run again."""
        with pytest.raises(RenderPending) as pending:
            self.run()
        return pending.value.seconds

    def reconcile(self) -> None:
        self.clock.advance(2 * LONGEST.total_seconds())
        Reconciler(ledger=self.desk().ledger).run()

    @property
    def costs(self) -> list[tuple[Decimal, bool]]:
        return sorted((entry.cost, entry.estimated) for entry in self.budgets.entries.entries.values())

    @property
    def statuses(self) -> list[HoldStatus]:
        return [hold.status for hold in self.budgets.holds.values()]

    def conserved(self) -> bool:
        return self.desk().conserved()


@pytest.fixture
def server() -> Iterator[VideoServer]:
    with video_server() as running:
        yield running


@pytest.fixture
def studio(server: VideoServer) -> Studio:
    return Studio(server)


def test_a_film_is_started_once_and_asked_for_until_it_is_there(studio: Studio) -> None:
    assert [studio.pending() for _ in range(3)] == [POLL_SECONDS] * 3
    assert (len(studio.server.jobs), studio.statuses) == (1, [HoldStatus.STARTED])
    (hold,) = studio.budgets.holds.values()
    assert (hold.amount, hold.expires_at >= studio.clock() + LONGEST) == (COST, True)
    studio.server.become(status="completed")
    studio.clock.advance(300)
    answer = studio.run()
    assert (answer.value.data, answer.cost, answer.attempts[-1].model) == (MP4, COST, "film")
    assert (studio.costs, studio.statuses) == ([(COST, False)], [HoldStatus.SETTLED])
    (entry,) = studio.budgets.entries.entries.values()
    assert entry.latency_ms == pytest.approx(300_000, abs=5)
    assert studio.conserved()


def test_whether_a_film_is_being_made_is_looked_up_of_every_call(studio: Studio) -> None:
    assert studio.call.repeated is False
    studio.pending()
    studio.pending()
    studio.call = studio.call.model_copy(update={"repeated": True})
    studio.pending()
    assert len(studio.server.jobs) == 1


def test_a_finished_film_is_neither_asked_for_nor_paid_for_again(studio: Studio) -> None:
    studio.pending()
    studio.server.become(status="completed")
    first = studio.run()
    asked = list(studio.server.asked)
    again = studio.run()
    assert (again.value, again.cost, again.attempts[-1].source) == (first.value, ZERO, "memo")
    assert studio.server.asked == asked


def test_a_film_whose_bytes_are_gone_is_made_anew(studio: Studio) -> None:
    studio.pending()
    studio.server.become(status="completed")
    studio.run()
    studio.files.stored.clear()
    studio.pending()
    studio.server.become(status="completed")
    assert studio.run().cost == COST
    assert (len(studio.server.jobs), studio.costs) == (2, [(COST, False)] * 2)


def test_a_film_that_fails_costs_nothing_and_the_next_route_films(studio: Studio) -> None:
    studio.pending()
    studio.server.become(status="failed", error={"code": "moderation_blocked", "message": "no"})
    answer = studio.run()
    assert [attempt.provider for attempt in answer.attempts] == ["openai", "offline"]
    assert "moderation_blocked" in str(answer.attempts[0].failure)
    assert studio.costs == [(ZERO, False)]
    assert studio.conserved()


def test_a_film_that_failed_is_started_anew_when_the_phase_is_tried_again(studio: Studio) -> None:
    studio.changes["video_routes"] = (FILM,)
    studio.pending()
    studio.server.become(status="failed")
    with pytest.raises(ProviderRefused, match="could not make the film"):
        studio.run()
    studio.pending()
    assert (len(studio.server.jobs), len(studio.server.keys)) == (2, 2)


def test_a_film_that_is_gone_at_its_provider_counts_as_its_worst_case(studio: Studio) -> None:
    studio.pending()
    studio.server.jobs.clear()
    assert studio.run().attempts[-1].provider == "offline"
    assert studio.costs == [(ZERO, False), (COST, True)]
    assert studio.conserved()


@pytest.mark.parametrize("answer", [(503, {}), (429, {}), (401, {}), (200, None), (200, {"status": "odd"})])
def test_a_film_that_cannot_be_asked_for_is_asked_for_later(studio: Studio, answer: tuple[int, Any]) -> None:
    studio.pending()
    studio.server.answers = [answer]
    assert studio.pending() == AGAIN_SECONDS
    studio.server.become(status="completed")
    assert studio.run().cost == COST


def test_a_film_that_never_ends_is_given_up_at_its_worst_case(studio: Studio) -> None:
    studio.pending()
    studio.clock.advance(LONGEST.total_seconds() - 1)
    studio.pending()
    studio.clock.advance(2)
    answer = studio.run()
    assert "did not finish" in str(answer.attempts[0].failure)
    assert studio.costs == [(ZERO, False), (COST, True)]
    assert studio.conserved()


def test_a_film_that_nobody_asks_for_any_more_is_reconciled(studio: Studio) -> None:
    studio.pending()
    studio.reconcile()
    assert (studio.costs, studio.statuses) == ([(COST, True)], [HoldStatus.SETTLED])
    studio.server.become(status="completed")
    assert studio.run().value.data == MP4
    assert studio.costs == [(COST, True)]
    assert studio.conserved()


def test_an_answer_to_the_start_that_is_lost_is_paid_for_and_not_started_again(studio: Studio) -> None:
    studio.server.answers = [(200, None)]
    answer = studio.run()
    assert [attempt.provider for attempt in answer.attempts] == ["openai", "offline"]
    assert "it may film all the same" in str(answer.attempts[0].failure)
    assert (len(studio.server.jobs), studio.costs) == (1, [(ZERO, False), (COST, True)])
    assert studio.conserved()


def test_a_busy_provider_is_asked_again_under_a_new_hold(studio: Studio) -> None:
    studio.server.answers = [(503, {}), (429, {})]
    studio.pending()
    assert len(studio.server.jobs) == 1
    assert studio.statuses == [HoldStatus.RELEASED, HoldStatus.RELEASED, HoldStatus.STARTED]


def test_a_film_that_no_budget_allows_is_not_started(studio: Studio) -> None:
    studio.call = studio.call.model_copy(update={"max_cost": Decimal("0.79")})
    assert studio.run().attempts[-1].provider == "offline"
    assert studio.server.jobs == {}


def test_a_film_of_a_cancelled_campaign_is_not_started(studio: Studio) -> None:
    asked: list[Purpose] = []

    def wanted(purpose: Purpose) -> bool:
        asked.append(purpose)
        return False

    studio.changes["wanted"] = wanted
    studio.server.answers = [(503, {})]
    with pytest.raises(CampaignEnded):
        studio.run()
    assert (len(asked), studio.server.jobs) == (1, {})
    assert studio.conserved()


def test_a_film_whose_hold_is_abandoned_before_it_starts_is_not_started(studio: Studio) -> None:
    def step(name: str) -> None:
        if name == "before start":
            for hold in studio.budgets.holds.values():
                studio.budgets.release(hold, unless_started=True)

    studio.changes["wanted"] = lambda purpose: False
    with pytest.raises(CampaignEnded):
        studio.run(step)
    assert (studio.server.jobs, studio.statuses) == ({}, [HoldStatus.RELEASED])
    assert studio.conserved()


def test_of_two_runs_at_once_one_starts_the_film(studio: Studio) -> None:
    other: list[int] = []

    def step(name: str) -> None:
        if name == "before start_film" and not other:
            other.append(0)
            other[0] = studio.pending()

    with pytest.raises(RenderPending):
        studio.run(step)
    assert other[0] == START_OVER.total_seconds()
    assert (len(studio.server.jobs), studio.statuses) == (1, [HoldStatus.STARTED])

    other.clear()
    late = Studio(studio.server)

    def hold_first(name: str) -> None:
        if name == "before note" and not other:
            other.append(late.pending())

    with pytest.raises(RenderPending) as pending:
        late.run(hold_first)
    assert (pending.value.seconds, len(studio.server.jobs)) == (AGAIN_SECONDS, 2)
    assert late.statuses == [HoldStatus.RELEASED, HoldStatus.STARTED]


def test_a_start_that_was_never_sent_costs_nothing(studio: Studio) -> None:
    def step(name: str) -> None:
        if name == "before start":
            raise Crash

    with pytest.raises(Crash):
        studio.run(step)
    studio.clock.advance(START_OVER.total_seconds())
    studio.pending()
    assert (len(studio.server.jobs), studio.statuses) == (1, [HoldStatus.RELEASED, HoldStatus.STARTED])


def killed_at(studio: Studio, number: int) -> str:
    """Run until the film is there, with the process killed at its step `number`; the name of that step ("" if none)."""
    count, died = 0, ""

    def step(name: str) -> None:
        nonlocal count, died
        count += 1
        if count == number:
            died = name
            raise Crash

    for runs in range(20):
        try:
            studio.run(step)
        except RenderPending as pending:
            studio.clock.advance(pending.seconds)
            if runs:
                studio.server.become(status="completed")
        except Crash:
            studio.clock.advance(1)
        else:
            return died
    raise AssertionError("it never came to an end")


SENT = {("after start_film", 1), ("before note", 2)}
"""The film is being made, and what its provider calls it is not noted: the one moment in which nobody can know."""
MAYBE_SENT = SENT | {("after start", 1), ("before start_film", 1)}


@pytest.mark.parametrize("heeds_keys", [False, True])
def test_a_process_that_dies_anywhere_starts_no_film_twice_but_one_whose_name_got_lost(*, heeds_keys: bool) -> None:
    died: list[str] = []
    while not died or died[-1]:
        with video_server(heeds_keys=heeds_keys) as server:
            studio = Studio(server)
            died.append(killed_at(studio, len(died) + 1))
            where = died[-1], died.count(died[-1])
            assert len(server.jobs) == (2 if where in SENT and not heeds_keys else 1), where
            assert studio.costs == [(COST, False)] + ([(COST, True)] if where in MAYBE_SENT else []), where
            studio.reconcile()
            assert studio.conserved(), where
    print(f"killed at {len(died) - 1} points, {'with' if heeds_keys else 'without'} idempotency keys")  # noqa: T201
    assert len(died) - 1 == 18
