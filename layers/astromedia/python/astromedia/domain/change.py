"""A change of a campaign's state, with the events that tell it: stored as one, or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .campaign import Campaign, Phase
from .event import Event, EventType
from .queue import Ticket


class State(NamedTuple):
    """A campaign and its phases by position, as they were at one moment."""

    campaign: Campaign
    phases: Sequence[Phase]

    def phase(self, name: str) -> Phase | None:
        """The phase of this name, if there is one."""
        return next((phase for phase in self.phases if phase.name == name), None)


MOST_ROWS = 98
"""DynamoDB takes 100 in a transaction: two are for the timeline's tail and the campaign that it was decided by."""


class Change(NamedTuple):
    """What becomes of one campaign.

    `campaign` and `phases` have the versions that they were read with: if one was changed meanwhile, nothing is stored.
    `given` is the campaign that it was decided by: the same goes for it, but it stays as it is.
    `closed` are revisions that gave way to a next one, kept as they were. `ticket` asks for a slot. `events` get their
    numbers when they are stored.
    """

    workspace_id: str
    campaign_id: str
    campaign: Campaign | None = None
    given: Campaign | None = None
    phases: Sequence[Phase] = ()
    closed: Sequence[Phase] = ()
    ticket: Ticket | None = None
    events: Sequence[Event] = ()


def together(changes: Sequence[Change], besides: int = 0) -> list[Change]:
    """The same changes of phases of one campaign in few, each of which fits into one transaction with room for as many
    rows `besides`."""
    groups: list[list[Change]] = []
    left = 0
    for change in changes:
        rows = len(change.phases) + len(change.events)
        if rows > left:
            groups.append([])
            left = MOST_ROWS - besides
        groups[-1].append(change)
        left -= rows
    return [
        group[0]._replace(
            phases=[phase for change in group for phase in change.phases],
            events=[event for change in group for event in change.events],
        )
        for group in groups
    ]


def event_of(campaign: Campaign, type: EventType, request_id: str, at: datetime, data: Mapping[str, Any]) -> Event:
    """An event of the whole campaign."""
    return Event(
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        type=type,
        at=at,
        request_id=request_id,
        data=data,
    )
