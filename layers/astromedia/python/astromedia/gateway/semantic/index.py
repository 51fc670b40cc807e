"""Finds earlier calls that ask for the same in other words, and learns how sure it has to be."""

import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from astromedia.gateway.calls import TextCall
from astromedia.gateway.contracts import CacheStore, SemanticHit

from .budget import step
from .embedding import similarity
from .learning import WRONG_KEPT, counters, learnt, wrong_key
from .matching import Similarity, score
from .reading import Reading
from .structure import Shape, packed, shape, unpacked

SECONDS = 86_400
"""How long a call is remembered: as long as text stays in the cache."""
SHADOW = 0.05
"""The share of hits, and of lookups without one, that is spent on learning."""
VERSION = 3
"""Part of every key: goes up when readings change their form."""
_EXACT_ROWS, _NEAR_ROWS = 8, 64
_NEAR_SHARE = 0.25
"""The share of calls that are filed to be learnt from as near misses, too."""
_THRESHOLD_SECONDS = 60.0
_NEAREST = 0.6
_WRONG_SECONDS = 30 * 86_400
_WORTH_COMPRESSING = 4_096
_UNREADABLE = (ValueError, TypeError, AttributeError, zlib.error)


class _Candidate(NamedTuple):
    key: str
    score: float


class SemanticCache:
    """Implements contracts.SemanticIndex over the shared cache.

    A call is filed under a digest of its structure, facts and content words, so a lookup costs one round trip however
    many calls there are. `random` (0 to 1) samples hits to learn from; `monotonic` is in seconds.
    """

    def __init__(
        self,
        store: CacheStore,
        random: Callable[[], float],
        monotonic: Callable[[], float] = time.monotonic,
        similarity: Callable[[], Similarity | None] = similarity,
    ) -> None:
        self._store, self._random, self._monotonic, self._similarity = store, random, monotonic, similarity
        self._thresholds: dict[tuple[str, str], tuple[float | None, float]] = {}
        self._last: tuple[TextCall | None, Shape | None] = None, None

    def find(self, call: TextCall) -> SemanticHit | None:
        """The surest earlier call, if it is sure enough for the error budget; now and then one to learn from."""
        asked = self._shape(call)
        if asked is None:
            return None
        needed = self._threshold(call)
        best = self._best(call, asked, asked.exact, _EXACT_ROWS)
        sampled = self._random() < SHADOW
        if best is None and sampled:
            best = self._best(call, asked, asked.near, _NEAR_ROWS)
        if best is None or best.score < _NEAREST:
            return None
        served = needed is not None and best.score >= needed
        return SemanticHit(best.key, best.score, shadow=sampled or not served) if served or sampled else None

    def keep(self, call: TextCall, key: str) -> None:
        """Remember that `call` is answered under the exact-cache key `key`."""
        kept = self._shape(call)
        if kept is None:
            return
        row = _encoded(key, kept)
        self._file(call, kept.exact, row, _EXACT_ROWS)
        if self._random() < _NEAR_SHARE:
            self._file(call, kept.near, row, _NEAR_ROWS)

    def _file(self, call: TextCall, bucket: str, row: bytes, most: int) -> None:
        self._store.add_row(call.purpose.workspace_id, f"semantic/{VERSION}/{bucket}", row, most, SECONDS)

    def judge(self, call: TextCall, hit: SemanticHit, *, right: bool) -> None:
        """Count whether `hit` was right; of a wrong one, keep what was read (no text) for people to look at."""
        workspace, agent = call.purpose.workspace_id, call.purpose.agent
        self._store.count(workspace, counters(agent), {f"{step(hit.score)}/{'right' if right else 'wrong'}": 1})
        self._thresholds.pop((workspace, agent), None)
        asked = None if right else self._shape(call)
        if asked:
            facts = sorted({fact for text in asked.texts for fact in text.facts})
            sample = {
                "score": round(hit.score, 4),
                "key": hit.key,
                "campaign_id": call.purpose.campaign_id,
                "facts": facts,
            }
            self._store.add_row(workspace, wrong_key(agent), json.dumps(sample).encode(), WRONG_KEPT, _WRONG_SECONDS)

    def _shape(self, call: TextCall) -> Shape | None:
        """The call's shape; the last one is kept, for a call is looked up and then filed."""
        if self._last[0] is not call:
            self._last = call, shape(call)
        return self._last[1]

    def _threshold(self, call: TextCall) -> float | None:
        """The agent's threshold, looked up at most once a minute."""
        whose, now = (call.purpose.workspace_id, call.purpose.agent), self._monotonic()
        known, until = self._thresholds.get(whose, (None, 0.0))
        if now >= until:
            known = learnt(self._store, *whose).threshold
            self._thresholds[whose] = known, now + _THRESHOLD_SECONDS
        return known

    def _best(self, call: TextCall, asked: Shape, bucket: str, most: int) -> _Candidate | None:
        rows = self._store.rows(call.purpose.workspace_id, f"semantic/{VERSION}/{bucket}", most)
        candidates = (_Candidate(key, self._score(asked, texts)) for key, texts in _decoded(rows))
        return max(candidates, key=lambda candidate: candidate.score, default=None)

    def _score(self, asked: Shape, kept: Sequence[Reading]) -> float:
        if len(kept) != len(asked.texts):
            return 0.0
        both = list(zip(asked.texts, kept, strict=True))
        like = self._similarity() if any(a.content != b.content for a, b in both) else None
        return min(score(a, b, like) for a, b in both)


def _encoded(key: str, kept: Shape) -> bytes:
    row = json.dumps([key, packed(kept.texts)], ensure_ascii=False).encode()
    return row if len(row) < _WORTH_COMPRESSING else zlib.compress(row, 1)


def _decoded(rows: Iterable[bytes]) -> Iterator[tuple[str, Sequence[Reading]]]:
    """What was filed; a row that cannot be read is none."""
    for row in rows:
        try:
            key, texts = json.loads(row if row.startswith(b"[") else zlib.decompress(row))
            yield str(key), unpacked(texts)
        except _UNREADABLE:
            continue
