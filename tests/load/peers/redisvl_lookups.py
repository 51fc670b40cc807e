"""Times hits of RedisVL's semantic cache, embedding included. Arguments: port, entries, lookups.

The server on the port has the search module. Sought are stored prompts with a word before them.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import wordllama  # type: ignore[import-untyped]
from redisvl.extensions.cache.llm import SemanticCache  # type: ignore[import-not-found]
from redisvl.utils.vectorize import CustomVectorizer  # type: ignore[import-not-found]

from tests.load.prompts import ANSWER, prompts, reworded
from tests.load.timing import WARM, tell, timed


def embedding() -> Callable[..., list[float]]:
    """A text's 256 numbers, by the small model that the wheel brings along."""
    model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)

    def embed(text: str, **_: Any) -> list[float]:
        vector: list[float] = model.embed([text], norm=True)[0].astype("float32").tolist()
        return vector

    return embed


if __name__ == "__main__":
    port, entries, lookups = map(int, sys.argv[1:])
    vectorizer = CustomVectorizer(embed=embedding())
    cache = SemanticCache(
        name="bench", redis_url=f"redis://127.0.0.1:{port}", distance_threshold=0.1, vectorizer=vectorizer
    )
    known = prompts(entries, 1)
    for prompt in known:
        cache.store(prompt, ANSWER)
    found = [bool(cache.check(prompt=reworded(prompt))) for prompt in known[:50]]
    assert all(found), f"RedisVL found {sum(found)} of {len(found)}"
    sought = [reworded(prompt) for prompt in random.Random(2).choices(known, k=WARM + lookups)]
    tell(timed(lambda prompt: cache.check(prompt=prompt), sought))
