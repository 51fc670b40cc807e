"""A gateway for tests: scripted providers, a ledger in memory, a clock that sleeping moves."""

from collections.abc import Mapping, Sequence
from typing import Any

from astromedia.domain.ledger import LedgerEntry
from astromedia.gateway.calls import OutputRejected, Providers, Purpose, Route, TextCall
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.ledger.ledger import Ledger
from tests.fakes.ledger import FakeLedgerEntries
from tests.fakes.providers import FakeProvider as FakeProvider
from tests.fakes.providers import FakeProviders, Scripted
from tests.samples import NOW, id_at

OPENAI, ANTHROPIC, OFFLINE = Route("openai", "m"), Route("anthropic", "m"), Route("offline", "composer-1")
PRICES = {f"{name}/m": OwnPrice(input="1", output="2") for name in ("openai", "anthropic")}
CAMPAIGN = id_at()
SCHEMA = {"type": "object", "properties": {"title": {"type": "string", "maxLength": 20}}, "required": ["title"]}


class Desk:
    """A gateway and what can be seen of it. `sleeps` are the waits it asked for; waiting and trying take time."""

    def __init__(
        self, providers: Providers, routes: Sequence[Route] = (OPENAI,), seconds_per_look: float = 0.0
    ) -> None:
        self.entries = FakeLedgerEntries()
        self.sleeps: list[float] = []
        self.lines: list[tuple[str, dict[str, object]]] = []
        self._now = 0.0
        self._step = seconds_per_look
        self.gateway = Gateway(
            text_routes=routes,
            media_routes=(Route("offline", "renderer-1"),),
            providers=providers,
            prices=price_book(PRICES),
            ledger=Ledger(self.entries),
            clock=lambda: NOW,
            log=lambda message, /, **facts: self.lines.append((message, facts)),
            monotonic=self._monotonic,
            sleep=self._sleep,
            random=lambda: 0.5,
        )

    def _monotonic(self) -> float:
        self._now += self._step
        return self._now

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self._now += seconds

    @property
    def settled(self) -> list[LedgerEntry]:
        """The ledger, in no order that means anything."""
        return list(self.entries.entries.values())


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
