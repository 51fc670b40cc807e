"""Times calls of our gateway: the whole way of a call that no cache answers. Arguments: base URL, number of calls."""

import json
import sys

from astromedia.gateway.calls import Purpose, Route, TextCall
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings
from astromedia.kit.clock import utc_now
from astromedia.ledger.ledger import Ledger
from tests.fakes.ledger import FakeLedgerEntries
from tests.load.requests import mark
from tests.load.timing import WARM, tell, timed
from tests.samples import campaign

MODELS = ("gpt-4o-mini", "gpt-4.1-mini")
CONTENT = json.dumps({"headline": "Fresh bread, every morning", "body": "Baked at dawn. " * 40, "call": "Order now"})
SCHEMA = {
    "type": "object",
    "properties": {"headline": {"type": "string"}, "body": {"type": "string"}, "call": {"type": "string"}},
    "required": ["headline", "body", "call"],
}
INSTRUCTIONS = (
    "You are a copywriter for an artisan bakery. " + "Write warmly, claim nothing the brief does not say. " * 10
)
CAMPAIGN = campaign()


def numbered(number: int) -> TextCall:
    """A copywriter's call that differs from all others by its number."""
    brief = CAMPAIGN.brief.model_dump(mode="json") | {"reference": mark(number)}
    purpose = Purpose(
        workspace_id="W1",
        campaign_id=CAMPAIGN.id,
        phase="copy",
        revision=1,
        request_id="R1",
        agent="copywriter",
        step=mark(number),
    )
    return TextCall(
        purpose=purpose, language="en", instructions=INSTRUCTIONS, inputs={"brief": brief}, json_schema=SCHEMA
    )


def gateway(url: str) -> Gateway:
    """The gateway as bootstrap makes it."""
    settings = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": url})
    return Gateway(
        text_routes=[Route("openai", name) for name in MODELS],
        media_routes=[],
        providers=ProviderTable(settings),
        prices=price_book({f"openai/{name}": OwnPrice(input="0.15", output="0.60") for name in MODELS}),
        ledger=Ledger(FakeLedgerEntries()),
        clock=utc_now,
        log=lambda *_, **__: None,
    )


if __name__ == "__main__":
    url, calls = sys.argv[1:]
    ours = gateway(url)
    tell(timed(lambda call: ours.text(call, dict), [numbered(n) for n in range(1, WARM + int(calls) + 1)]))
