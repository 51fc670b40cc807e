"""Paid answers as they are kept with their settlement, and found again by a repeated Lambda. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, DecimalException
from typing import Any, NamedTuple

from astromedia.domain.budget import Memo
from astromedia.domain.money import plain

from .calls import Route


class Recalled(NamedTuple):
    """An answer that was paid for before: as its errand wrote it, what it cost (US dollars), when it was settled."""

    answer: Mapping[str, Any]
    cost: Decimal
    at: str


def slot(route: Route, step: str) -> str:
    """The name of one paid answer within a call: who was asked, at which step of the call."""
    return f"{route.provider}/{route.model}/{step}"


def memo(call_id: str, slot: str, answer: Mapping[str, Any], cost: Decimal, at: datetime) -> Memo:
    """What to keep of `answer`, which cost `cost` (US dollars), so that it need not be bought again."""
    content = {"answer": answer, "cost": plain(cost), "at": at.isoformat()}
    return Memo(call_id=call_id, slot=slot, content=json.dumps(content, separators=(",", ":")))


def recall(contents: Mapping[str, str]) -> Mapping[str, Recalled]:
    """The answers in memos' `contents`, by slot; what cannot be read is left out, and will be asked again."""
    found = ((slot, _recalled(content)) for slot, content in contents.items())
    return {slot: recalled for slot, recalled in found if recalled is not None}


def _recalled(content: str) -> Recalled | None:
    try:
        kept = json.loads(content)
        return Recalled(dict(kept["answer"]), Decimal(kept["cost"]), str(kept["at"]))
    except (ValueError, KeyError, TypeError, DecimalException):
        return None


def in_order(recalled: Mapping[str, Recalled], routes: Sequence[Route]) -> list[Route]:
    """Those of `routes` that have answered before, in the order in which they first did."""
    first: dict[str, str] = {}
    for slot, paid in recalled.items():
        route = slot.rpartition("/")[0]
        first[route] = min(paid.at, first.get(route, paid.at))
    known = [route for route in routes if "/".join(route) in first]
    return sorted(known, key=lambda route: first["/".join(route)])
