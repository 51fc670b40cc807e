"""Times calls of our gateway: the whole way of a call that no cache answers.

Arguments: base URL of the model server, number of calls, and the URL of Valkey if the stores are to be real ones (with
DynamoDB where the environment says); without it they are in memory.
"""

import json
import random
import sys
from collections.abc import Sequence
from typing import Any

from astromedia.domain.ids import derived_id
from astromedia.gateway.calls import Purpose, Route, TextCall
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.routing.router import BanditRouter
from astromedia.gateway.semantic.index import SemanticCache
from astromedia.gateway.settings import ModelSettings
from astromedia.kit.clock import utc_now
from astromedia.kit.observability import LOG, meter
from astromedia.ledger.ledger import Ledger
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.learning import DynamoLearning
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.valkey import ValkeyCache
from tests.cloud import LEDGER, make_table
from tests.fakes.budgets import FakeBudgets
from tests.fakes.bus import FakeBus
from tests.fakes.cache import FakeCache
from tests.fakes.files import FakeFiles
from tests.fakes.learning import FakeLearningStore
from tests.load.requests import mark
from tests.load.timing import WARM, Apart, tell, timed
from tests.load.watched import Watched
from tests.samples import id_at
from tests.unit.domain.briefs import brief_data

MODELS = ("gpt-4o-mini", "gpt-4.1-mini")
CONTENT = json.dumps({"headline": "Fresh bread, every morning", "body": "Baked at dawn. " * 40, "call": "Order now"})
SCHEMA = {
    "type": "object",
    "properties": {"headline": {"type": "string"}, "body": {"type": "string"}, "call": {"type": "string"}},
    "required": ["headline", "body", "call"],
}
INSTRUCTIONS = "You are a copywriter. " + "Write warmly, claim nothing the brief does not say. " * 10
CALLS_OF_A_CAMPAIGN = 12
WHOSE = {"workspace_id": id_at(), "user_id": id_at(), "phase": "copy", "revision": 1, "agent": "copywriter"}


def numbered(number: int) -> TextCall:
    """A copywriter's call that differs from all others by its number; a campaign has a dozen."""
    campaign = derived_id(str(WHOSE["user_id"]), number // CALLS_OF_A_CAMPAIGN)
    purpose = Purpose.model_validate({**WHOSE, "campaign_id": campaign, "request_id": "R1", "step": mark(number)})
    inputs = {"brief": brief_data(reference=mark(number))}
    return TextCall(purpose=purpose, language="en", instructions=INSTRUCTIONS, inputs=inputs, json_schema=SCHEMA)


def gateway(url: str, apart: Apart, cache_url: str | None = None) -> Gateway:
    """The gateway as bootstrap makes it; what its stores take is told `apart`."""

    def watched(store: object) -> Any:
        return Watched(store, apart)

    stores = _real(cache_url) if cache_url else _in_memory()
    budgets, entries, learning, cache = map(watched, stores)
    return Gateway(
        text_routes=[Route("openai", name) for name in MODELS],
        image_routes=[],
        video_routes=[],
        providers=ProviderTable(ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": url})),
        prices=price_book({f"openai/{name}": OwnPrice(input="0.15", output="0.60") for name in MODELS}),
        ledger=Ledger(budgets=budgets, entries=entries, clock=utc_now, alert=FakeBus().publish),
        files=FakeFiles(),
        store=cache,
        semantic=SemanticCache(cache, random.random),
        router=BanditRouter(store=learning, clock=utc_now, warn=_log),
        clock=utc_now,
        log=_log,
        meter=meter,
    )


def _real(cache_url: str) -> Sequence[object]:
    return DynamoBudgets(LEDGER), DynamoLedgerEntries(LEDGER), DynamoLearning(LEDGER), ValkeyCache(cache_url)


def _in_memory() -> Sequence[object]:
    budgets = FakeBudgets()
    return budgets, budgets.entries, FakeLearningStore(), FakeCache()


def _log(message: str, /, **facts: object) -> None:
    LOG.info(message, extra=facts)


def main(url: str, calls: str, cache_url: str | None = None) -> None:
    """Measure and tell."""
    apart = Apart()
    if cache_url:
        make_table(LEDGER)
    ours = gateway(url, apart, cache_url)
    requests = [numbered(number) for number in range(1, WARM + int(calls) + 1)]
    tell(timed(lambda request: ours.text(request, dict), requests, apart))


if __name__ == "__main__":
    main(*sys.argv[1:])
