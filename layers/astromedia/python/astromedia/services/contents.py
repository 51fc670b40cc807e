"""What a workspace has, kind by kind, as it is exported: without hashes, keys and other secrets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from astromedia.domain.api_key import ApiKeys
from astromedia.domain.audit import AuditLog
from astromedia.domain.campaign import Campaign, Phase
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.event import Event
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import (
    Accounts,
    Assets,
    Budgets,
    Campaigns,
    Editions,
    LedgerEntries,
    Page,
    Timeline,
)
from astromedia.domain.schedule import ScheduledRun
from astromedia.domain.tenancy import Invitations, Memberships
from astromedia.domain.timekeeping import Schedules

Thing = BaseModel | Mapping[str, Any]
Item = TypeVar("Item")
PAGE = 100


def all_of(page: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """Every item of a list, page by page."""
    position: str | None = None
    while True:
        items, position = page(position)
        yield from items
        if position is None:
            return


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Over any stores. Everything is read as it is asked for."""

    accounts: Accounts
    memberships: Memberships
    invitations: Invitations
    api_keys: ApiKeys
    audit: AuditLog
    campaigns: Campaigns
    timeline: Timeline
    entries: LedgerEntries
    assets: Assets
    editions: Editions
    schedules: Schedules
    budgets: Budgets

    def of(self, workspace_id: str) -> Mapping[str, Iterator[Thing]]:
        """The things by the name of their kind."""
        id = workspace_id
        return {
            "workspace": self._workspace(id),
            "members": self._members(id),
            "invitations": _without(all_of(lambda after: self.invitations.page(id, PAGE, after)), "token_hash"),
            "api_keys": _without(all_of(lambda after: self.api_keys.page(id, PAGE, after)), "sealed"),
            "campaigns": self._campaigns(id),
            "phases": self._phases(id),
            "events": self._events(id),
            "costs": self._costs(id),
            "assets": all_of(lambda after: self.assets.page(id, PAGE, after)),
            "playbooks": self._editions(id, Kind.PLAYBOOK),
            "agents": self._editions(id, Kind.AGENT),
            "schedules": all_of(lambda after: self.schedules.page(id, PAGE, after)),
            "scheduled_runs": self._runs(id),
            "budgets": all_of(lambda after: self.budgets.page(id, PAGE, after)),
            "audit": all_of(lambda after: self.audit.page(id, PAGE, after)),
        }

    def _workspace(self, id: str) -> Iterator[Thing]:
        workspace = self.accounts.workspace(id)
        if workspace:
            yield workspace

    def _members(self, id: str) -> Iterator[Thing]:
        for member in all_of(lambda after: self.memberships.page(id, PAGE, after)):
            user = self.accounts.user(member.user_id)
            who = user.model_dump(include={"email", "name"}) if user else {}
            yield member.model_dump() | who

    def _campaigns(self, id: str) -> Iterator[Campaign]:
        return all_of(lambda after: self.campaigns.page(id, PAGE, after))

    def _phases(self, id: str) -> Iterator[Phase]:
        """Each with the revisions before it."""
        for campaign in self._campaigns(id):
            for phase in self.campaigns.phases(id, campaign.id):
                yield from self.campaigns.revisions(id, campaign.id, phase.name)
                yield phase

    def _events(self, id: str) -> Iterator[Event]:
        for campaign in self._campaigns(id):
            last = 0
            while some := self.timeline.since(id, campaign.id, last, PAGE):
                yield from some
                last = some[-1].sequence

    def _costs(self, id: str) -> Iterator[LedgerEntry]:
        for campaign in self._campaigns(id):
            yield from self.entries.of_campaign(id, campaign.id)

    def _editions(self, id: str, kind: Kind) -> Iterator[Edition]:
        for edition in all_of(lambda after: self.editions.page(id, kind, PAGE, after)):
            yield from self.editions.versions(id, kind, edition.name)

    def _runs(self, id: str) -> Iterator[ScheduledRun]:
        for schedule in all_of(lambda after: self.schedules.page(id, PAGE, after)):
            yield from all_of(lambda after, of=schedule.id: self.schedules.runs(id, of, PAGE, after))  # type: ignore[misc]


def _without(things: Iterator[Any], secret: str) -> Iterator[Thing]:
    return (thing.model_dump(exclude={secret}) for thing in things)
