"""Fills RedisVL's semantic cache, or times lookups in it, embedding included.

Arguments: port (of a server with the search module), entries, lookups (none: fill). Sought are stored prompts in
slightly other words.
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
    for prompt in [] if lookups else known:
        cache.store(prompt, ANSWER)
    assert all(cache.check(prompt=reworded(prompt)) for prompt in known[:50])
    sought = [reworded(prompt) for prompt in random.Random(2).choices(known, k=WARM + lookups)]
    tell(timed(lambda prompt: cache.check(prompt=prompt), sought) if lookups else {})
