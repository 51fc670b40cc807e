"""A process of the crowd: many threads that ask the same question at the same moment, each for a campaign of its own.

Arguments: the URL of Valkey, how many threads, how many all processes have. Prints one JSON line: how often the
provider was asked here, where the answers came from, what was paid, and whether the books are right.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from valkey import Valkey

from astromedia.gateway.calls import Completion, TextCall
from astromedia.storage.valkey import ValkeyCache
from tests.fakes.providers import FakeProvider, FakeProviders
from tests.samples import id_at

from .gateways import Desk, purpose, text_call, titled


class Patient(FakeProvider):
    """Answers once everyone has come."""

    def __init__(self, valkey: Any) -> None:
        super().__init__()
        self.valkey = valkey

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        self.valkey.blpop("everyone is here", timeout=60)
        self.answers.append('{"title": "Hello"}')
        return super().complete(call, model, seconds)


def main(url: str, threads: int, everyone: int) -> dict[str, object]:
    """Ask, all at once."""
    with Valkey.from_url(url) as valkey:
        provider = Patient(valkey)
        desk = Desk(FakeProviders(openai=provider), store=ValkeyCache(url))

        def ask(number: int) -> str:
            if valkey.incr("arrived") == everyone:
                valkey.lpush("everyone is here", *range(everyone))
            campaign = id_at(number)
            answer = desk.gateway.text(text_call(purpose=purpose(campaign_id=campaign), max_seconds=120.0), titled)
            return f"{answer.attempts[-1].source}: {answer.value}"

        with ThreadPoolExecutor(threads) as crowd:
            sources = Counter(crowd.map(ask, range(threads)))
    return {
        "asked": len(provider.calls),
        "sources": sources,
        "paid": [str(entry.cost) for entry in desk.settled if entry.cost],
        "saved": [str(entry.saved) for entry in desk.settled if entry.saved],
        "conserved": desk.conserved(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
