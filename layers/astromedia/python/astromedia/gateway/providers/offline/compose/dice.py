"""Repeatable choices: the same digest and names always give the same draw, whatever was drawn before."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, TypeVar

Item = TypeVar("Item")


def digest_of(*parts: Mapping[str, Any] | str | int | None) -> str:
    """A digest of JSON-like values; the order of keys does not matter."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str)
    return blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=4096)
def _order(digest: str, name: str, count: int) -> tuple[int, ...]:
    def draw(i: int) -> bytes:
        return blake2b(f"{digest}/{name}/{i}".encode("utf-8", "replace"), digest_size=8).digest()

    return tuple(sorted(range(count), key=draw))


class Dice:
    """Draws that depend on `digest` and on the name of the draw only."""

    def __init__(self, digest: str) -> None:
        self._digest = digest

    def below(self, limit: int, name: str) -> int:
        """A number from 0 to limit - 1."""
        return int.from_bytes(blake2b(f"{self._digest}/{name}".encode(), digest_size=6).digest(), "big") % limit

    def shuffled(self, items: Sequence[Item], name: str) -> list[Item]:
        """The items in an order of their own for this name."""
        return [items[i] for i in _order(self._digest, name, len(items))]
