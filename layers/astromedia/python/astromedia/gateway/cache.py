"""The exact cache: one workspace's answers by the hash of what was asked. Whatever cannot be read is not there."""

import json
import zlib
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from astromedia.domain.money import plain

from .calls import Purpose
from .contracts import CachedAnswer, CacheStore
from .keys import cache_tags

DAY = 86_400
TEXT_SECONDS, MEDIA_SECONDS = DAY, 7 * DAY
"""How long an answer is kept, from when it was made: reading it does not prolong that."""
WORTH_COMPRESSING = 2_048
LONGEST = 16_000_000
"""Bytes of the longest answer that is unpacked."""
NANOS = 1_000_000_000
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, DecimalException, RecursionError, zlib.error)


@dataclass(frozen=True)
class AnswerCache:
    """Answers over any store, by the keys of gateway/keys.py. A store that is down finds nothing and keeps nothing."""

    store: CacheStore

    def find(self, workspace_id: str, key: str) -> CachedAnswer | None:
        """The answer under `key`; what is stored there but is no answer counts as none."""
        stored = self.store.get(workspace_id, key)
        return None if stored is None else unpacked(stored)

    def keep(self, purpose: Purpose, key: str, answer: CachedAnswer, seconds: int) -> None:
        """Keep `answer` under `key` for `seconds` from now."""
        self.store.put(purpose.workspace_id, key, packed(answer), seconds, cache_tags(purpose))

    def count(self, purpose: Purpose, level: str, saved: Decimal = Decimal(0)) -> None:
        """Count a look-up of the purpose's agent: `level` is "exact_hits", "semantic_hits" or "misses"."""
        amounts = {level: 1} | ({"saved_nano": int(saved * NANOS)} if saved else {})
        self.store.count(purpose.workspace_id, f"cache/{purpose.agent}", amounts)


def packed(answer: CachedAnswer) -> bytes:
    """`answer` as JSON, compressed if that is worth it."""
    plainly = json.dumps(
        [answer.provider, answer.model, plain(answer.cost), answer.campaign_id, answer.data], separators=(",", ":")
    ).encode()
    return plainly if len(plainly) < WORTH_COMPRESSING else zlib.compress(plainly, 1)


def unpacked(stored: bytes) -> CachedAnswer | None:
    """The answer that was packed, or None if this is not one."""
    try:
        provider, model, cost, campaign_id, data = json.loads(_inflated(stored))
        return CachedAnswer(_mapping(data), str(provider), str(model), Decimal(cost), str(campaign_id))
    except _UNREADABLE:
        return None


def _inflated(stored: bytes) -> bytes:
    return stored if stored.startswith(b"[") else zlib.decompressobj().decompress(stored, LONGEST)


def _mapping(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise TypeError("an answer's data is a JSON object")
    return data
