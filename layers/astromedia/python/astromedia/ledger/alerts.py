"""What is told of budgets: thresholds that were reached, and that one refuses. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from astromedia.domain.budget import Budget
from astromedia.domain.errors import BudgetExceeded
from astromedia.domain.event import EventType
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.money import plain

Alert = Callable[[EventType, Mapping[str, Any]], None]
"""Tells others of an event (ports.Bus.publish)."""


def threshold_detail(budget: Budget, percent: int, entry: LedgerEntry) -> dict[str, Any]:
    """That `entry` brought what is settled to `percent` of the cap. `key` is the same however often it is told."""
    return _whose(entry, f"{budget.scope}/{plain(budget.cap)}/{percent}") | {
        "scope": budget.scope,
        "percent": percent,
        "cap": plain(budget.cap),
        "settled": plain(budget.settled),
    }


def refusal_detail(refusal: BudgetExceeded, worst: LedgerEntry) -> dict[str, Any]:
    """That a budget had not enough left for `worst`."""
    return _whose(worst, f"{refusal.scope}/{plain(refusal.cap)}/exceeded") | {
        "scope": refusal.scope,
        "cap": plain(refusal.cap),
        "free": plain(refusal.free),
        "wanted": plain(worst.cost),
        "detail": refusal.detail,
    }


def _whose(entry: LedgerEntry, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "workspace_id": entry.workspace_id,
        "campaign_id": entry.campaign_id,
        "request_id": entry.request_id,
        "phase": entry.phase,
        "at": entry.at.isoformat(),
    }
