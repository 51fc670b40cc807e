"""A gateway for tests: scripted providers, money and cache in memory, a clock that sleeping moves."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from astromedia.domain.budget import HoldStatus
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.money import ZERO
from astromedia.domain.ports import Clock
from astromedia.gateway.absent import NoCache
from astromedia.gateway.calls import OutputRejected, Providers, Purpose, Route, TextCall
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.kit.metrics import Metric
from astromedia.ledger.ledger import Ledger
from tests.fakes import FakeBudgets, FakeBus, FakeFiles
from tests.fakes.providers import FakeProvider as FakeProvider
from tests.fakes.providers import FakeProviders, Scripted
from tests.samples import NOW, id_at

OPENAI, ANTHROPIC, OFFLINE = Route("openai", "m"), Route("anthropic", "m"), Route("offline", "composer-1")
PRICES = {f"{name}/m": OwnPrice(input="1", output="2") for name in ("openai", "anthropic")} | {
    "openai/film": OwnPrice(video_second={"720p": "0.10"})
}
CAMPAIGN = id_at()
SCHEMA = {"type": "object", "properties": {"title": {"type": "string", "maxLength": 20}}, "required": ["title"]}
WORKSPACE_BUDGET = f"workspace/{NOW:%Y-%m}"


class Desk:
    """A gateway and what can be seen of it. `sleeps` are the waits it asked for; waiting and trying take time.

    `parts` of the gateway may be given; `budgets` is the money of several desks that share it.
    """

    def __init__(
        self,
        providers: Providers,
        routes: Sequence[Route] = (OPENAI,),
        seconds_per_look: float = 0.0,
        budgets: FakeBudgets | None = None,
        clock: Clock = lambda: NOW,
        **parts: Any,
    ) -> None:
        self.budgets = budgets or FakeBudgets()
        self.entries = self.budgets.entries
        self.bus, self.files = FakeBus(), FakeFiles()
        self.sleeps: list[float] = []
        self.lines: list[tuple[str, dict[str, object]]] = []
        self.metrics: list[tuple[str, float, Mapping[str, str]]] = []
        self._now = 0.0
        self._step = seconds_per_look
        self.ledger = Ledger(budgets=self.budgets, entries=self.entries, clock=clock, alert=self.bus.publish)
        usual: dict[str, Any] = {
            "text_routes": routes,
            "image_routes": (Route("offline", "renderer-1"),),
            "video_routes": (Route("offline", "renderer-1"),),
            "files": self.files,
            "store": NoCache(),
            "monotonic": self._monotonic,
            "sleep": self._sleep,
        }
        self.gateway = Gateway(
            **usual | parts,
            providers=providers,
            prices=price_book(PRICES),
            ledger=self.ledger,
            clock=clock,
            log=lambda message, /, **facts: self.lines.append((message, facts)),
            meter=self._meter,
            random=lambda: 0.5,
        )

    def _meter(self, metric: Metric, value: float = 1, /, **dimensions: str) -> None:
        self.metrics.append((metric.name, value, dimensions))

    def _monotonic(self) -> float:
        self._now += self._step
        return self._now

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self._now += seconds

    @property
    def settled(self) -> list[LedgerEntry]:
        """The ledger, in the order of its ids: that of time, by the millisecond."""
        return list(self.entries.entries.values())

    def conserved(self) -> bool:
        """Whether every hold has ended, every scope adds up, and its entries sum to what is settled."""
        ended = {HoldStatus.SETTLED, HoldStatus.RELEASED}
        workspaces = {workspace for workspace, _ in self.budgets.holds}
        budgets = [b for w in workspaces for b in self.budgets.page(w, 100).items]
        spent = sum((b.settled for b in budgets if b.scope.startswith("workspace")), ZERO)
        return (
            {hold.status for hold in self.budgets.holds.values()} <= ended
            and all(b.free + b.settled == b.cap and b.held == 0 for b in budgets)
            and spent == sum((entry.cost for entry in self.settled), ZERO)
        )

    def cap(self, dollars: str) -> None:
        """Cap the workspace's month."""
        self.budgets.set_cap("W1", WORKSPACE_BUDGET, Decimal(dollars))


def desk(routes: Sequence[Route] = (OPENAI,), **scripts: Sequence[Scripted]) -> tuple[Desk, dict[str, FakeProvider]]:
    """A desk over scripted providers, and these."""
    fakes = {name: FakeProvider(script) for name, script in scripts.items()}
    return Desk(FakeProviders(**fakes), routes), fakes


def purpose(**changes: Any) -> Purpose:
    facts = {"workspace_id": "W1", "campaign_id": CAMPAIGN, "phase": "copy", "revision": 1, "request_id": "R1"}
    return Purpose(**facts | {"agent": "copywriter", "step": "draft"} | changes)


def text_call(**changes: Any) -> TextCall:
    facts = {"purpose": purpose(), "language": "en", "instructions": "Write.", "inputs": {"brief": {"name": "Ada"}}}
    return TextCall(**facts | {"json_schema": SCHEMA} | changes)


def titled(data: Mapping[str, Any]) -> str:
    """A check: the answer's title, which must be there and short."""
    if not isinstance(data.get("title"), str) or len(data["title"]) > 20:
        raise OutputRejected(["title: must be a text of at most 20 characters; write one"])
    return str(data["title"])
