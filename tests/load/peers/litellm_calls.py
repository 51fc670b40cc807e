"""Times calls of litellm with its cost tracking and its in-memory cache on; no call is in the cache.

Arguments: base URL, file with the request, number of calls.
"""

import sys
from pathlib import Path
from typing import Any

import litellm  # type: ignore[import-not-found]
from litellm.caching.caching import Cache  # type: ignore[import-not-found]

from tests.load.requests import numbered
from tests.load.timing import tell, timed

if __name__ == "__main__":
    url, path, calls = sys.argv[1:]
    costs: list[float] = []

    def add_cost(facts: dict[str, Any], *_: object) -> None:
        costs.append(facts.get("response_cost") or 0.0)

    litellm.cache = Cache(type="local")
    litellm.success_callback = [add_cost]
    settings = {"api_base": url, "api_key": "k", "caching": True, "max_retries": 0, "timeout": 30}

    def call(request: dict[str, Any]) -> None:
        answer = litellm.completion(**request | {"model": f"openai/{request['model']}"}, **settings)
        assert answer.choices[0].message.content

    result = timed(call, numbered(Path(path), int(calls)))
    assert sum(costs) > 0, "litellm tracked no cost"
    tell(result)
