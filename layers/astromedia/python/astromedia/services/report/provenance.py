"""Who made a phase, and what went wrong on the way: the book hides neither."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

from astromedia.domain.asset import Asset
from astromedia.domain.campaign import Attempt, Phase
from astromedia.domain.ledger import LedgerEntry

OFFLINE = "offline"


class Detour(NamedTuple):
    """A model call that did not do, and what came of it: another provider's call, another try, or nothing."""

    kind: Literal["fallback", "repair", "gave_up"]
    failed: Attempt
    then: Attempt | None


def detours(attempts: Sequence[Attempt]) -> tuple[Detour, ...]:
    """Every failed attempt with the one after it."""
    pairs = zip_longest(attempts, attempts[1:])
    return tuple(Detour(_kind(failed, then), failed, then) for failed, then in pairs if failed.failure)


def _kind(failed: Attempt, then: Attempt | None) -> Literal["fallback", "repair", "gave_up"]:
    if then is None:
        return "gave_up"
    return "repair" if then.provider == failed.provider else "fallback"


def drafted_offline(
    phases: Sequence[Phase], assets: Sequence[Asset], entries: Sequence[LedgerEntry]
) -> Mapping[str, Literal["all", "media"]]:
    """The phases whose work the offline provider made: all of it, or the pictures and videos only."""
    media = {asset.phase for asset in assets if asset.offline_draft}
    words = {phase.name for phase in phases if _author(phase, entries) == OFFLINE}
    return {phase.name: "all" if phase.name in words else "media" for phase in phases if phase.name in words | media}


def _author(phase: Phase, entries: Sequence[LedgerEntry]) -> str | None:
    """The provider of the last text call of the phase's present revision: the one whose words were kept."""
    calls = [e for e in entries if (e.phase, e.revision, e.kind) == (phase.name, phase.revision, "text")]
    return max(calls, key=lambda e: (e.at, e.id)).provider if calls else None
