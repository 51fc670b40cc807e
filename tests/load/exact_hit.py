"""How long it takes to find a stored answer again by exactly the same request: ours over Valkey, litellm over redis."""

from collections.abc import Iterator
from functools import partial

from .figures import Figure, typical
from .peers_venv import python
from .processes import OURS, interleaved, measured
from .stores import valkey

ROUNDS, ENTRIES, LOOKUPS = 7, 1_000, 2_000


def figures() -> Iterator[Figure]:
    """Microseconds from a request to its stored answer, key and decoding included; one server serves both."""
    with valkey() as port:
        runs = interleaved(
            ROUNDS,
            ours=partial(measured, OURS, "tests.load.exact_lookups", port, ENTRIES, LOOKUPS),
            litellm=partial(measured, python(), "tests.load.peers.litellm_hits", port, ENTRIES, LOOKUPS),
        )
    for what in ("p50", "p95"):
        ours, theirs = (typical(runs[name], what) * 1e3 for name in ("ours", "litellm"))
        yield Figure(f"exact_hit_{what}", ours, "us", ROUNDS, "litellm over redis", theirs, at_most=0.75)
