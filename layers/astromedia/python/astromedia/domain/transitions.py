"""What becomes of a phase, as changes to store: each with the events that tell it. Pure; nothing else changes one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .asset import Asset
from .campaign import Campaign, Failure, Phase, PhaseStatus
from .change import Change, together
from .event import Event, EventType
from .ledger import Entries, LedgerEntry
from .money import ZERO, Money, plain
from .review import Review, requested


class Spend(NamedTuple):
    """What one revision of a phase will have cost when the ledger is complete, and what the cache saved it (USD).

    A call that was begun and not ended counts as its worst case: that is what the reconciler settles it as.
    """

    cost: Money
    saved: Money


def spend_of(phase: Phase, entries: Entries) -> Spend:
    """What the ledger says of this revision of `phase`, however often it was begun."""
    known = {entry.id: entry for entry in (*entries.begun, *entries.settled)}.values()
    mine = [entry for entry in known if (entry.phase, entry.revision) == (phase.name, phase.revision)]
    return Spend(sum((entry.cost for entry in mine), ZERO), sum((entry.saved for entry in mine), ZERO))


def started(phase: Phase, request_id: str, now: datetime) -> Change:
    """The agent begins, or begins again after it failed or died. Looking after a film that is made tells nobody."""
    type = EventType.PHASE_STARTED if phase.status is PhaseStatus.IDLE else EventType.PHASE_RETRIED
    began = phase.started_at or now
    change = {"status": PhaseStatus.RUNNING, "started_at": began, "ended_at": None, "failure": None}
    data = {"agent": phase.agent} | ({"feedback": phase.feedback} if phase.feedback else {})
    looks = phase.rendering and phase.status is PhaseStatus.RUNNING
    return _change(phase, change, request_id, now, *([] if looks else [(type, data)]))


def rendering(phase: Phase, request_id: str, now: datetime) -> Change:
    """The agent leaves while a film of its output is made."""
    return _change(phase, {"rendering": True}, request_id, now)


def completed(made: Phase, assets: Sequence[Asset], entries: Entries, request_id: str, now: datetime) -> Change:
    """The agent's output is there, and nobody needs to approve it."""
    done = _with_costs(made, entries) | {"status": PhaseStatus.COMPLETED, "ended_at": now}
    told = [*_assets(assets), *_costs(made, entries), (EventType.PHASE_COMPLETED, _result(made, entries))]
    return _change(made, done, request_id, now, *told)


def submitted(
    made: Phase,
    assets: Sequence[Asset],
    entries: Entries,
    campaign: Campaign,
    request_id: str,
    now: datetime,
    reason: str | None,
) -> Change:
    """The agent's output is there, and waits for a person: for `reason`, or because governance wants it."""
    assignee = made.review.assignee if made.review else None
    review = requested(campaign.approval_policy, now, reason, assignee)
    waits = _with_costs(made, entries) | {"status": PhaseStatus.AWAITING_APPROVAL, "review": review}
    asked = _asked(made, review) | _result(made, entries)
    told = [*_assets(assets), *_costs(made, entries), (EventType.PHASE_AWAITING_APPROVAL, asked)]
    return _change(made, waits, request_id, now, *told)


def asked_again(phase: Phase, campaign: Campaign, request_id: str, now: datetime) -> Change:
    """An approval that expired is asked for again, for the same content."""
    known = phase.review
    reason, assignee = (known.reason, known.assignee) if known else (None, None)
    review = requested(campaign.approval_policy, now, reason, assignee)
    waits = {"status": PhaseStatus.AWAITING_APPROVAL, "review": review, "ended_at": None, "failure": None}
    return _change(phase, waits, request_id, now, (EventType.PHASE_AWAITING_APPROVAL, _asked(phase, review)))


def failed(phase: Phase, failure: Failure, entries: Entries, request_id: str, now: datetime) -> Change:
    """The agent's work, or the wait for a person, came to nothing."""
    ended = _with_costs(phase, entries) | {"status": PhaseStatus.FAILED, "ended_at": now, "failure": failure}
    return _change(
        phase, ended, request_id, now, *_costs(phase, entries), (EventType.PHASE_FAILED, failure.model_dump())
    )


def skipped(phase: Phase, entries: Entries, request_id: str, now: datetime) -> Change:
    """The campaign was cancelled: what is not completed will not be."""
    ended = {"status": PhaseStatus.SKIPPED, "ended_at": now if phase.started_at else None}
    told = (EventType.PHASE_SKIPPED, {"was": phase.status.value})
    return _change(phase, _with_costs(phase, entries) | ended, request_id, now, *_costs(phase, entries), told)


def all_skipped(
    phases: Sequence[Phase], entries: Entries, request_id: str, now: datetime, besides: int = 0
) -> list[Change]:
    """The same for all of `phases` that are neither completed nor skipped, in few changes, each with room for as many
    rows `besides`."""
    left = [phase for phase in phases if phase.status not in (PhaseStatus.COMPLETED, PhaseStatus.SKIPPED)]
    return together([skipped(phase, entries, request_id, now) for phase in left], besides)


def approved(phase: Phase, review: Review, request_id: str, now: datetime) -> Change:
    """A person (or the default of an approval that expired) takes the content that `phase` has."""
    change = {"status": PhaseStatus.COMPLETED, "ended_at": now, "review": review}
    by = {"decision": review.decision, "decided_by": review.decided_by, "comment": review.feedback}
    tells = [(EventType.PHASE_APPROVED, by), (EventType.PHASE_COMPLETED, _facts(phase))]
    return _change(phase, change, request_id, now, *tells)


def rejected(phase: Phase, review: Review, request_id: str, now: datetime) -> Change:
    """A person wants it better: this revision is closed as it is, the next one begins with their feedback."""
    closed = phase.model_copy(update={"review": review, "ended_at": now})
    fresh = Phase(
        **phase.model_dump(include=_KEPT),
        revision=phase.revision + 1,
        feedback=review.feedback,
        # Who had to decide has to decide on the next one too.
        review=review.model_copy(update=_UNDECIDED) if review.assignee else None,
    )
    data = {"feedback": review.feedback, "decided_by": review.decided_by, "next_revision": fresh.revision}
    change = _change(phase, {}, request_id, now, (EventType.PHASE_REJECTED, data))
    return change._replace(phases=[fresh], closed=[closed])


def reviewed(phase: Phase, review: Review, type: EventType, request_id: str, now: datetime, **data: Any) -> Change:
    """Something about the review itself: a reminder, another assignee, its expiry."""
    return _change(phase, {"review": review}, request_id, now, (type, data))


Told = tuple[EventType, Mapping[str, Any]]
_KEPT = {
    *("workspace_id", "campaign_id", "name", "title", "agent", "position", "needs", "produces", "inputs", "group"),
    *("approval", "validation", "agent_version", "told", "version"),
}
_UNDECIDED = {"decision": None, "decided_at": None, "decided_by": None, "feedback": None, "reminded_at": None}


def _change(phase: Phase, change: Mapping[str, Any], request_id: str, now: datetime, *told: Told) -> Change:
    event = _teller(phase, request_id, now)
    return Change(
        phase.workspace_id,
        phase.campaign_id,
        phases=[phase.model_copy(update=change)],
        events=[event(*each) for each in told],
    )


def _teller(phase: Phase, request_id: str, now: datetime) -> Callable[[EventType, Mapping[str, Any]], Event]:
    def tell(type: EventType, data: Mapping[str, Any]) -> Event:
        return Event(
            workspace_id=phase.workspace_id,
            campaign_id=phase.campaign_id,
            type=type,
            at=now,
            request_id=request_id,
            phase=phase.name,
            data={"revision": phase.revision} | dict(data),
        )

    return tell


def _with_costs(phase: Phase, entries: Entries) -> dict[str, Any]:
    new = [entry.id for entry in _untold(phase, entries)]
    return spend_of(phase, entries)._asdict() | {"told": (*phase.told, *new)}


def _untold(phase: Phase, entries: Entries) -> list[LedgerEntry]:
    return [entry for entry in entries.settled if entry.phase == phase.name and entry.id not in phase.told]


def _costs(phase: Phase, entries: Entries) -> list[Told]:
    return [(EventType.COST_SETTLED, _cost(entry)) for entry in _untold(phase, entries)]


def _cost(entry: LedgerEntry) -> dict[str, Any]:
    facts = entry.model_dump(include={"revision", "kind", "provider", "model", "source", "estimated"})
    return facts | {"entry_id": entry.id, "cost": plain(entry.cost)}


def _assets(assets: Sequence[Asset]) -> list[Told]:
    return [(EventType.ASSET_CREATED, {"asset_id": asset.id, "name": asset.name}) for asset in assets]


def _result(made: Phase, entries: Entries) -> dict[str, Any]:
    spend = spend_of(made, entries)
    return _facts(made) | {"cost": plain(spend.cost)}


def _facts(phase: Phase) -> dict[str, Any]:
    facts = {"agent": phase.agent, "cost": plain(phase.cost), "content_hash": phase.content_hash}
    return facts | ({"response": phase.response} if phase.response else {})


def _asked(phase: Phase, review: Review) -> dict[str, Any]:
    facts = review.model_dump(mode="json", include={"expires_at", "reason", "assignee"})
    return facts | {"content_hash": phase.content_hash}
