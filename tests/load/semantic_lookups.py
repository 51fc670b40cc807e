"""Fills our semantic cache over Valkey, or times lookups in it, embedding included.

Arguments: port, entries, lookups (none: fill). Sought are stored prompts in slightly other words. Our lookup embeds
only phrases that differ and that it does not know to mean the same, which is rare; what it would take to embed the
whole text is told apart.
"""

import random
import sys

from astromedia.gateway.semantic.embedding import embedder
from tests.load.prompts import prompts, reworded
from tests.load.semantic_lookup_ours import lookup
from tests.load.timing import WARM, Apart, tell, timed
from tests.load.watched import Watched


def main(port: int, entries: int, lookups: int) -> None:
    """Fill, or measure and tell."""
    known = prompts(entries, 1)
    found = lookup(f"valkey://127.0.0.1:{port}", [] if lookups else known)
    assert all(found(reworded(prompt)) for prompt in known[:50])
    sought = [reworded(prompt) for prompt in random.Random(2).choices(known, k=WARM + lookups)]
    apart = Apart()
    embed = Watched(embedder(), apart)

    def look_up(prompt: str) -> None:
        embed.vector(prompt)
        found(prompt)

    tell(timed(look_up, sought, apart) if lookups else {})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
