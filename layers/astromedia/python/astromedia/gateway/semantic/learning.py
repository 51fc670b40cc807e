"""What was learnt of an agent's semantic hits: counters in the cache on top of what our own evaluation measured.

Needs no model: the API shows it too. If the cache forgets, the evaluation remains.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from astromedia.gateway.contracts import CacheStore

from .budget import Evidence, Tally, merged, threshold

WRONG_KEPT = 20


class FalseHit(NamedTuple):
    """A hit that was wrong: its score, the cache key it led to, the campaign that asked, and the facts it had read."""

    score: float
    key: str
    campaign_id: str
    facts: tuple[str, ...]


class SemanticLearnt(NamedTuple):
    """An agent's threshold (None: off, the budget cannot be kept), its sampled hits, and the latest false ones."""

    agent: str
    threshold: float | None
    samples: int
    wrong: int
    false_hits: tuple[FalseHit, ...]


def counters(agent: str) -> str:
    """The name of an agent's counters in the cache."""
    return f"semantic/{agent}"


def wrong_key(agent: str) -> str:
    """The key of an agent's list of false hits in the cache."""
    return f"semantic/wrong/{agent}"


def learnt(store: CacheStore, workspace_id: str, agent: str) -> SemanticLearnt:
    """What is known of `agent` in a workspace."""
    own = _evidence(store.counts(workspace_id, counters(agent)))
    right, wrong = (sum(tally[side] for tally in own.values()) for side in (0, 1))
    samples = store.rows(workspace_id, wrong_key(agent), WRONG_KEPT) if wrong else ()
    return SemanticLearnt(agent, threshold(merged(seed(), own)), right + wrong, wrong, _false_hits(samples))


@cache
def seed() -> Evidence:
    """What our own evaluation measured (seed.json names the pairs)."""
    data = json.loads(files(__package__).joinpath("seed.json").read_text(encoding="utf-8"))
    return {int(at): Tally(*tally) for at, tally in data["hits"].items()}


def _evidence(counts: Mapping[str, int]) -> Evidence:
    """Counters such as "97/right" as evidence."""
    made: dict[int, Tally] = defaultdict(Tally)
    for name, amount in counts.items():
        at, _, side = name.partition("/")
        if at.isdecimal() and side in Tally._fields:
            made[int(at)] = made[int(at)]._replace(**{side: amount})
    return made


def _false_hits(rows: Sequence[bytes]) -> tuple[FalseHit, ...]:
    found: list[dict[str, Any]] = [json.loads(row) for row in rows]
    return tuple(FalseHit(row["score"], row["key"], row["campaign_id"], tuple(row["facts"])) for row in found)
