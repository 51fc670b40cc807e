"""The whole product but its outside, over fakes: a campaign from its launch to its end, and its death at any step."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from astromedia.agents.catalog import Catalog
from astromedia.agents.registry import AGENTS
from astromedia.agents.runtime import Runtime
from astromedia.domain.account import Caller
from astromedia.domain.campaign import CampaignStatus, Failure
from astromedia.domain.change import Change
from astromedia.domain.event import EventType
from astromedia.domain.role import Role
from astromedia.domain.task import CampaignTask, PhaseTask
from astromedia.gateway.calls import Completion, Route, TextCall
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.gateway.settings import ModelSettings
from astromedia.ledger.ledger import Ledger
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.names import pascal
from astromedia.services.audit import Audit
from astromedia.services.budgets import BudgetService
from astromedia.services.campaigns import CampaignService
from astromedia.services.control import ControlService
from astromedia.services.failures import failure_from_states
from astromedia.services.gates import GateService
from astromedia.services.lost import LostRuns
from astromedia.services.paging import Cursors
from astromedia.services.progress import Progress
from astromedia.services.queue import Dispatcher
from astromedia.services.quotes import QuoteService, first_route
from astromedia.services.reconcile import Reconciler
from astromedia.services.runs import Runs
from tests import fakes
from tests.fakes.cache import FakeCache
from tests.fakes.mortal import Killed, Life, Mortal
from tests.fakes.providers import USED, FakeProvider, FakeProviders
from tests.unit.agents.samples import ANSWERS
from tests.unit.domain.briefs import brief

from .walker import Failed, Walker

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
ID = "01KJPY44E0CGSBHRRNH1AV3MK6"
AUTUMN = datetime(2026, 11, 22, 9, tzinfo=UTC)
PAID = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "gpt-6-luna"})
DEFINITION = json.loads((Path(__file__).parents[2] / "statemachines/campaign.asl.json").read_text(encoding="utf-8"))
PATIENCE = 20
"""More rounds than this take no campaign to its end: something is stuck."""
Done = TypeVar("Done")
EFFECTS = {
    "campaigns": {"add", "commit"},
    "budgets": {"hold", "start", "settle", "release", "set_cap", "alerted", "refused"},
    "entries": {"add"},
    "files": {"put"},
    "assets": {"save"},
    "store": {"put", "lead", "done", "count", "add_row"},
    "writer": {"complete"},
    "renderer": {"image", "video"},
    "engine": {"start"},
    "queue": {"admit", "started", "release", "quiet"},
    "bus": {"publish"},
}
"""What changes the world outside a Lambda, by collaborator."""


class Writer(FakeProvider):
    """Gives every agent its answer."""

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        self.calls.append(call)
        return Completion(text=json.dumps(ANSWERS[call.purpose.agent]), finish_reason="stop", usage=USED)


class Launched(fakes.FakeCampaigns):
    """Campaigns whose tickets go to the queue, as the launch's transaction has it."""

    def __init__(self, queue: fakes.FakeQueue) -> None:
        super().__init__()
        self._queue = queue

    def commit(self, change: Change) -> Change:
        done = super().commit(change)
        if change.ticket:
            self._queue.enqueue(change.ticket)
        return done


class World:
    """One campaign of the default playbook. Step `dies_at` of its life kills whatever process takes it.

    An execution that is cut off between two states is gone on with: from its start, as the local host does it
    (`replays`), or by a retry, once EventBridge has told that it was aborted.
    """

    def __init__(self, dies_at: int = -1, *, replays: bool = True) -> None:
        self.replays = replays
        self.life, self.seconds, self.clock = Life(), 0.0, fakes.FakeClock(AUTUMN)
        self.life.dies_at = dies_at
        self.queue = fakes.FakeQueue(self.clock)
        self.campaigns, self.budgets = Launched(self.queue), fakes.FakeBudgets()
        self.files, self.assets, self.engine, self.bus = (
            fakes.FakeFiles(),
            fakes.FakeAssets(),
            fakes.FakeEngine(),
            fakes.FakeBus(),
        )
        self.store = FakeCache(lambda: self.seconds)
        self.writer, self.renderer = Writer(), FakeProvider()
        self.published: set[tuple[str, str]] = set()
        self._over: set[str] = set()
        of = {name: getattr(self, name, None) or self.budgets.entries for name in EFFECTS}
        self._mortal: dict[str, Any] = {name: Mortal(of[name], self.life, EFFECTS[name]) for name in EFFECTS}
        self._compose()

    def _compose(self) -> None:
        mortal, clock = self._mortal, self.clock
        ledger = Ledger(budgets=mortal["budgets"], entries=mortal["entries"], clock=clock, alert=mortal["bus"].publish)
        self.runtime = Runtime(
            campaigns=mortal["campaigns"],
            entries=self.budgets.entries,
            assets=mortal["assets"],
            files=mortal["files"],
            models=self._gateway(ledger),
            clock=clock,
        )
        self.progress = Progress(campaigns=mortal["campaigns"], entries=self.budgets.entries, clock=clock)
        runs = Runs(campaigns=mortal["campaigns"], engine=mortal["engine"], clock=clock)
        self.dispatcher = Dispatcher(
            queue=mortal["queue"],
            budgets=mortal["budgets"],
            campaigns=mortal["campaigns"],
            stage_limit=5,
            start=runs.start,
            settle=LostRuns(runs=runs, progress=self.progress, publish=mortal["bus"].publish).settle,
            clock=clock,
        )
        cursors = Cursors(b"key")
        budgets = BudgetService(
            budgets=mortal["budgets"],
            accounts=fakes.FakeAccounts(),
            api_keys=fakes.FakeApiKeys(),
            campaigns=mortal["campaigns"],
            audit=Audit(log=fakes.FakeAuditLog(), clock=clock),
            cursors=cursors,
            clock=clock,
        )
        catalog = Catalog(fakes.FakeEditions())
        quotes = QuoteService(
            campaigns=mortal["campaigns"], agents=catalog, models=lambda: PAID, expect=first_route, clock=clock
        )
        shared = {"campaigns": mortal["campaigns"], "quotes": quotes, "budgets": budgets, "clock": clock}
        self.service = CampaignService(
            **shared,
            playbooks=lambda workspace_id, name: (CAMPAIGN, AGENTS),
            dispatch=self.dispatcher.nudge,
            cursors=cursors,
        )
        self.control = ControlService(
            **shared,
            entries=self.budgets.entries,
            gates=fakes.FakeGates(),
            keeper=GateService(
                campaigns=mortal["campaigns"],
                gates=fakes.FakeGates(),
                engine=mortal["engine"],
                queue=mortal["queue"],
                publish=mortal["bus"].publish,
                dispatch=self.dispatcher.run,
                clock=clock,
            ),
            runs=runs,
            queue=mortal["queue"],
            bus=mortal["bus"],
            abandon=ledger.abandon,
            dispatch=self.dispatcher.nudge,
        )

    def _gateway(self, ledger: Ledger) -> Gateway:
        mortal = self._mortal
        return Gateway(
            text_routes=[Route("openai", "m")],
            image_routes=[Route("offline", "renderer-1")],
            video_routes=[Route("offline", "renderer-1")],
            providers=FakeProviders(openai=mortal["writer"], offline=mortal["renderer"]),
            prices=price_book({"openai/m": OwnPrice(input="1", output="2")}),
            ledger=ledger,
            files=mortal["files"],
            store=mortal["store"],
            clock=self.clock,
            log=lambda message, /, **facts: None,
        )

    def carry_out(self) -> None:
        """From a brief to the end of its campaign, whoever dies on the way, and until the books are closed."""
        self._surviving(lambda: self.service.create(ADA, brief(), campaign_id=ID))
        self._surviving(self._launch)
        for _ in range(PATIENCE):
            if self.campaigns.get("W1", ID).status is CampaignStatus.COMPLETED and not self.queue.slots("W1"):
                break
            self._go_on()
        else:
            raise AssertionError(f"stuck: {self.campaigns.get('W1', ID).status}")
        self.clock.advance(3600)
        ledger = Ledger(
            budgets=self.budgets, entries=self.budgets.entries, clock=self.clock, alert=fakes.FakeBus().publish
        )
        Reconciler(ledger=ledger).run()

    def _launch(self) -> None:
        if self.campaigns.get("W1", ID).status is CampaignStatus.DRAFT:
            self.service.launch(ADA, ID)

    def _go_on(self) -> None:
        """Carry out an execution that was started; if there is none, a minute passes and the sweeper comes."""
        waiting = [name for name in self.engine.started if name not in self._over]
        if not waiting:
            self.clock.advance(120)
            self._surviving(self.dispatcher.sweep)
            return
        payload = dict(self.engine.started[waiting[0]][1])
        try:
            self._walker().run(DEFINITION, payload)
        except Killed:
            self._revive()
            if self.replays:
                return
            aborted = Failure(error="Execution.ABORTED", detail="")
            self._surviving(lambda: self.progress.cut_off(_task(payload), aborted, self._publish))
        except Failed:
            pass
        self._over.add(waiting[0])
        self._surviving(lambda: self.dispatcher.ended("W1", ID, int(payload["run"])))
        self._surviving(self._retry)

    def _retry(self) -> None:
        if self.campaigns.get("W1", ID).status is CampaignStatus.FAILED:
            self.control.retry(ADA, ID)

    def _walker(self) -> Walker:
        functions: dict[str, Callable[[dict[str, Any]], Any]] = {
            pascal(name): partial(self._work, agent) for name, agent in AGENTS.items()
        }
        functions["CloseCampaign"] = lambda payload: self.progress.close(_task(payload))
        functions["FailCampaign"] = lambda payload: self.progress.fail(
            _task(payload), failure_from_states(payload["error"], payload["cause"])
        )
        return Walker(functions, self._publish, self.life.pass_by, self._revive)

    def _work(self, agent: Any, payload: dict[str, Any]) -> dict[str, Any]:
        return self.runtime.run(lambda phase: agent, PhaseTask.model_validate(payload))._asdict()

    def _publish(self, event: str, detail: Mapping[str, Any]) -> None:
        self.published.add((event, detail["campaign_id"]))

    def _surviving(self, act: Callable[[], Done]) -> Done:
        """What `act` gives once it is lived through: whoever asked for it asks again."""
        while True:
            try:
                return act()
            except Killed:
                self._revive()

    def _revive(self) -> None:
        """Another process takes over, after the leases of the dead have run out."""
        self.life.dead = False
        self.seconds += 600

    def outcome(self) -> dict[str, Any]:
        """All that must not depend on who died: campaign, phases and assets, what was paid, what was told once."""
        phases = self.campaigns.phases("W1", ID)
        events = self.campaigns.timeline.since("W1", ID, 0, 10_000)
        once = [
            EventType.CAMPAIGN_COMPLETED,
            EventType.PHASE_COMPLETED,
            EventType.ASSET_CREATED,
            EventType.COST_SETTLED,
        ]
        return {
            "status": self.campaigns.get("W1", ID).status,
            "phases": [(phase.name, phase.status, phase.content_hash, phase.revision) for phase in phases],
            "assets": [(asset.id, asset.sha256, asset.key) for asset in self.assets.of_campaign("W1", ID)],
            "files": sorted(self.files.stored),
            "paid": sorted((entry.phase, entry.kind, entry.cost) for entry in self.entries() if not entry.estimated),
            "told": sorted(f"{event.type} {event.phase}" for event in events if event.type in once),
            "published": (EventType.CAMPAIGN_COMPLETED, ID) in self.published,
            "numbers": [event.sequence for event in events] == list(range(1, len(events) + 1)),
        }

    def entries(self) -> Any:
        return self.budgets.entries.of_campaign("W1", ID)


def _task(payload: dict[str, Any]) -> CampaignTask:
    return CampaignTask.model_validate(payload)
