"""Times exact hits of our cache over Valkey, from the call to its stored answer. Arguments: port, entries, lookups."""

import random
import sys
from decimal import Decimal

from astromedia.gateway.cache import TEXT_SECONDS, AnswerCache
from astromedia.gateway.calls import Purpose, Route, TextCall
from astromedia.gateway.contracts import CachedAnswer
from astromedia.gateway.keys import text_key
from astromedia.storage.valkey import ValkeyCache
from tests.load.prompts import ANSWER, prompts
from tests.load.timing import WARM, tell, timed
from tests.samples import id_at

ROUTES = [Route("openai", "gpt-4o-mini")]
WHOSE = {"phase": "copy", "revision": 1, "request_id": "R1", "agent": "copywriter", "step": "draft"}
PURPOSE = Purpose.model_validate({**WHOSE, "workspace_id": id_at(), "campaign_id": id_at()})
SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}


def asked(prompt: str) -> TextCall:
    """The call that a prompt makes."""
    return TextCall(purpose=PURPOSE, language="en", instructions=prompt, inputs={}, json_schema=SCHEMA)


def main(port: int, entries: int, lookups: int) -> None:
    """Fill, measure and tell."""
    cache = AnswerCache(ValkeyCache(f"valkey://127.0.0.1:{port}"))
    answer = CachedAnswer({"text": ANSWER}, *ROUTES[0], Decimal("0.001"), PURPOSE.campaign_id)
    known = prompts(entries, 1)
    for prompt in known:
        cache.keep(PURPOSE, text_key(asked(prompt), ROUTES), answer, TEXT_SECONDS)

    def look_up(prompt: str) -> None:
        assert cache.find(PURPOSE.workspace_id, text_key(asked(prompt), ROUTES)) is not None

    tell(timed(look_up, random.Random(2).choices(known, k=WARM + lookups)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
