"""Times exact hits of litellm's cache over redis. Arguments: port, entries, lookups."""

import random
import sys
from typing import Any

import litellm  # type: ignore[import-not-found]
from litellm.caching.caching import Cache  # type: ignore[import-not-found]

from tests.load.prompts import ANSWER, prompts
from tests.load.timing import WARM, tell, timed


def asked(prompt: str) -> dict[str, Any]:
    """The call that a prompt makes."""
    return {"model": "openai/gpt-4o-mini", "messages": [{"role": "user", "content": prompt}]}


if __name__ == "__main__":
    port, entries, lookups = map(int, sys.argv[1:])
    cache = litellm.cache = Cache(type="redis", host="127.0.0.1", port=str(port))
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": ANSWER}}
    answer = litellm.ModelResponse(choices=[choice], model="gpt-4o-mini").model_dump_json()
    known = prompts(entries, 1)
    for prompt in known:
        cache.add_cache(answer, **asked(prompt))

    def look_up(prompt: str) -> None:
        assert cache.get_cache(**asked(prompt)) is not None

    tell(timed(look_up, random.Random(2).choices(known, k=WARM + lookups)))
