"""A Lambda killed anywhere and run again: the same output, one asset each, nothing paid twice."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from astromedia.agents.definition import Agent, Context, Rendering
from astromedia.agents.runtime import Runtime
from astromedia.domain.brief import Language
from astromedia.domain.budget import HoldStatus
from astromedia.domain.campaign import MOST_ATTEMPTS, PhaseStatus
from astromedia.domain.errors import BudgetExceeded, OutputInvalid
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.task import PhaseTask
from astromedia.gateway.calls import Completion, Route, TextCall
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.ledger.ledger import Ledger
from astromedia.services.reconcile import Reconciler
from tests.fakes import FakeAssets, FakeBudgets, FakeBus, FakeCampaigns, FakeClock, FakeFiles
from tests.fakes.cache import FakeCache
from tests.fakes.mortal import Killed, Life, Mortal
from tests.fakes.providers import FakeProvider, FakeProviders
from tests.samples import campaign, phase

WRONG, GOOD = '{"name": "x"}', '{"title": "Hello"}'


class Titled(BaseModel):
    title: str


def two_pictures(output: Titled, context: Context) -> list[Rendering]:
    return [Rendering(f"image/{name}", "image", f"{name}.png", {"title": output.title}) for name in "AB"]


AGENT = Agent(
    name="designer",
    produces="visuals",
    inputs=(),
    output=Titled,
    instructions={Language.EN: "Draw.", Language.FR: "Dessine."},
    renderings=two_pictures,
)


class Consistent(FakeProvider):
    """Gives every draft the same fault, and repairs it."""

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        self.answers.append(GOOD if call.faulty_answer else WRONG)
        return super().complete(call, model, seconds)


class Hopeless(FakeProvider):
    """Never gets it right."""

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        self.answers.append(WRONG)
        return super().complete(call, model, seconds)


class Scene:
    """One phase that asks for text (a draft and its repair) and two pictures, over fakes that can be cut off.

    With a `first` provider, that is asked before the usual one.
    """

    def __init__(self, first: FakeProvider | None = None, usual: FakeProvider | None = None, **changes: Any) -> None:
        self.life, self.seconds, self.clock = Life(), 0.0, (clock := FakeClock())
        store = FakeCache(lambda: self.seconds)
        self.campaign = campaign(**changes)
        self.campaigns, self.budgets = FakeCampaigns(), FakeBudgets()
        self.assets, self.files = FakeAssets(), FakeFiles()
        self.campaigns.add(self.campaign, [phase(self.campaign, name="visuals", agent="designer")])
        self.provider, self.first = usual or Consistent(), first or FakeProvider()
        given = {name: of for name, of in vars(self).items() if name not in ("life", "campaign", "seconds", "clock")}
        given["renderer"] = FakeProvider()
        mortal: dict[str, Any] = {name: Mortal(of, self.life) for name, of in given.items()}
        ledger = Ledger(budgets=mortal["budgets"], entries=self.budgets.entries, clock=clock, alert=FakeBus().publish)
        gateway = Gateway(
            text_routes=[*([Route("anthropic", "m")] if first else []), Route("openai", "m")],
            image_routes=[Route("offline", "renderer-1")],
            video_routes=[Route("offline", "renderer-1")],
            providers=FakeProviders(openai=mortal["provider"], anthropic=mortal["first"], offline=mortal["renderer"]),
            prices=price_book({f"{name}/m": OwnPrice(input="1", output="2") for name in ("openai", "anthropic")}),
            ledger=ledger,
            files=mortal["files"],
            store=Mortal(store, self.life),
            clock=clock,
            log=lambda message, /, **facts: None,
        )
        self.runtime = Runtime(
            campaigns=mortal["campaigns"],
            entries=self.budgets.entries,
            assets=mortal["assets"],
            files=mortal["files"],
            models=gateway,
            clock=clock,
        )
        self.task = PhaseTask(workspace_id="W1", campaign_id=self.campaign.id, request_id="R1", phase="visuals")

    def run(self, dies_at: int = -1) -> None:
        self.life.step, self.life.dies_at, self.life.dead = 0, dies_at, False
        self.runtime.run(lambda phase: AGENT, self.task)

    def run_with_a_death_at(self, step: int) -> None:
        with pytest.raises(Killed):
            self.run(step)
        self.seconds += 600  # leases of the dead run out
        self.run()

    def left_started(self) -> list[LedgerEntry]:
        """The worst cases of tries that were cut off in the middle: the reconciler's."""
        return [hold.worst for hold in self.budgets.holds.values() if hold.status is HoldStatus.STARTED]

    def reconcile(self) -> None:
        """What is left of the dead is settled, when it has expired."""
        entries = self.budgets.entries
        self.clock.advance(3600)
        Reconciler(
            ledger=Ledger(budgets=self.budgets, entries=entries, clock=self.clock, alert=FakeBus().publish)
        ).run()

    def cost(self) -> Decimal:
        return self.campaigns.phase("W1", self.campaign.id, "visuals").cost

    def outcome(self) -> Mapping[str, Any]:
        done = self.campaigns.phase("W1", self.campaign.id, "visuals")
        assets = self.assets.of_campaign("W1", self.campaign.id)
        return {"status": done.status, "output": done.output, "assets": [asset.sha256 for asset in assets]}

    def paid(self) -> list[Decimal]:
        return sorted(entry.cost for entry in self.budgets.entries.entries.values())


def whole_run(first: FakeProvider | None = None) -> Scene:
    scene = Scene(first)
    scene.run()
    return scene


WHOLE = whole_run()
STEPS = range(1, WHOLE.life.step + 1)


def test_there_are_steps_to_die_at() -> None:
    assert len(STEPS) > 60
    assert WHOLE.outcome()["status"] is PhaseStatus.COMPLETED
    assert len(WHOLE.outcome()["assets"]) == 2


@pytest.mark.parametrize("step", STEPS)
def test_a_death_changes_nothing_but_time(step: int) -> None:
    scene = Scene()
    scene.run_with_a_death_at(step)
    assert scene.outcome() == WHOLE.outcome()
    cut_off = scene.left_started()
    assert len(cut_off) <= 1
    assert scene.paid() == WHOLE.paid()
    asked = len(scene.provider.calls)
    assert asked == 2 or (asked == 3 and len(cut_off) == 1)
    scene.reconcile()
    assert len(scene.paid()) == len(WHOLE.paid()) + len(cut_off)
    assert scene.cost() == sum(scene.paid())


TO_THE_SECOND = whole_run(Hopeless())


@pytest.mark.parametrize("step", range(1, TO_THE_SECOND.life.step + 1))
def test_a_death_on_the_way_to_the_second_provider_pays_for_nothing_twice(step: int) -> None:
    scene = Scene(Hopeless())
    scene.run_with_a_death_at(step)
    assert scene.outcome() == TO_THE_SECOND.outcome()
    assert scene.paid() == TO_THE_SECOND.paid()
    cut_off = scene.left_started()
    assert len(scene.provider.calls) + len(scene.first.calls) <= 4 + len(cut_off)
    scene.reconcile()
    assert scene.cost() == sum(scene.paid())


DRAFT, WORST = WHOLE.paid()[-1], Decimal("0.004")


@pytest.mark.parametrize("step", STEPS)
def test_a_phase_never_costs_more_than_its_quote_whoever_dies(step: int) -> None:
    most = WORST + DRAFT
    scene = Scene(max_costs={"visuals": most})
    with suppress(BudgetExceeded):
        scene.run_with_a_death_at(step)
    scene.reconcile()
    assert scene.cost() == sum(scene.paid()) <= most


def test_however_often_it_is_tried_in_vain_each_try_gets_a_draft_of_its_own_and_the_row_stays_small() -> None:
    scene = Scene(usual=Hopeless())
    for _ in range(2 * MOST_ATTEMPTS):
        with pytest.raises(OutputInvalid):
            scene.run()
    failed = scene.campaigns.phase("W1", scene.campaign.id, "visuals")
    assert len(failed.attempts) == MOST_ATTEMPTS
    steps = [call.purpose.step for call in scene.provider.calls if isinstance(call, TextCall)]
    assert len(set(steps)) == len(steps) == 4 * MOST_ATTEMPTS
