"""Campaigns, their phases and timeline: one partition per campaign, one index partition per workspace.

What a request changes is one transaction, and what it reads of a campaign's state one query: its rows share a prefix.
"""

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pynamodb.expressions.condition import Condition

from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.change import Change, State
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.event import Event
from astromedia.domain.ports import Page

from . import keys, queue_rows
from .contention import Patience
from .rows import Row, row_at, table
from .timeline import TAIL, Numbered

CAMPAIGN, PHASE = "STATE", "STATE#PHASE#"
REVISION, PLAYBOOK = "REVISION#", "PLAYBOOK"
LOOKED_AT = 200
"""Campaigns that one request to the table looks through for those of a status: of a burst that waits, none may be."""
MOST_LOOKED_AT = 5_000
"""Then a page ends, however few it has found: a request has seconds, and pays for what it looks at."""

Put = tuple[Row, Condition | None]


class DynamoCampaigns:
    """Implements ports.Campaigns on the campaigns table."""

    def __init__(
        self,
        table_name: str,
        random: Callable[[], float] = random.random,
        sleep: Callable[[float], None] = time.sleep,
        most: int = MOST_LOOKED_AT,
    ) -> None:
        self._rows = table(table_name)
        self._most = most
        self._numbered = Numbered(self._rows, Patience(random, sleep))

    def add(self, campaign: Campaign, phases: Sequence[Phase], playbook: Mapping[str, Any], event: Event) -> None:
        pk = keys.of_campaign(campaign.workspace_id, campaign.id)
        new = Row.pk.does_not_exist()
        puts: list[Put] = [(self._of_campaign(campaign), new), *((self._of_phase(phase), new) for phase in phases)]
        puts.append((self._rows(pk, PLAYBOOK, document=json.dumps(playbook, ensure_ascii=False)), new))
        self._numbered.is_new(pk)
        if not self._numbered.write(pk, puts, [event]):
            raise Conflict(f"Campaign {campaign.id} exists already.")

    def get(self, workspace_id: str, campaign_id: str) -> Campaign:
        return self._read(workspace_id, campaign_id, CAMPAIGN).read(Campaign)

    def state(self, workspace_id: str, campaign_id: str) -> State:
        pk = keys.of_campaign(workspace_id, campaign_id)
        found = list(self._rows.query(pk, Row.sk.startswith(CAMPAIGN), consistent_read=True))
        if not found:
            raise NotFound(f"There is no campaign {campaign_id}.")
        self._numbered.saw(pk, found)
        campaign, *others = found
        return State(campaign.read(Campaign), _in_order(row for row in others if row.sk != TAIL))

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, status: CampaignStatus | None = None
    ) -> Page[Campaign]:
        looks = self._rows.listing.query(
            keys.campaigns_of(workspace_id),
            range_key_condition=Row.gsi1sk < after if after else None,
            filter_condition=Row.status == status.value if status else None,
            scan_index_forward=False,
            page_size=min(max(LOOKED_AT, limit + 1), self._most) if status else limit + 1,
        ).page_iter
        found: list[Row] = []
        for look in looks:
            found += map(self._rows.from_raw_data, look["Items"])
            if len(found) > limit or looks.total_scanned_count >= self._most:
                break
        items = [row.read(Campaign) for row in found[:limit]]
        if len(found) > limit:
            return Page(items, items[-1].id)
        last = looks.last_evaluated_key
        return Page(items, last["gsi1sk"]["S"] if last else None)

    def commit(self, change: Change) -> Change:
        counted = _counted(change)
        puts = [*self._campaign_put(change, counted), *self._phase_puts(change, counted)]
        puts += [(self._of_revision(phase), None) for phase in change.closed]
        enqueue = None
        if change.ticket:
            queue_rows.announce(self._rows, change.ticket)
            enqueue = partial(queue_rows.enqueue, rows=self._rows, ticket=change.ticket)
        pk = keys.of_campaign(change.workspace_id, change.campaign_id)
        checks = {CAMPAIGN: Row.version == change.given.version} if change.given else {}
        if not self._numbered.write(pk, puts, change.events, enqueue, checks):
            raise Conflict(f"Campaign {change.campaign_id} was changed meanwhile; read it again.")
        return counted

    def phases(self, workspace_id: str, campaign_id: str) -> Sequence[Phase]:
        pk = keys.of_campaign(workspace_id, campaign_id)
        return _in_order(self._rows.query(pk, Row.sk.startswith(PHASE), consistent_read=True))

    def phase(self, workspace_id: str, campaign_id: str, name: str) -> Phase:
        row = row_at(self._rows, keys.of_campaign(workspace_id, campaign_id), f"{PHASE}{name}")
        if row is None:
            raise NotFound(f"Campaign {campaign_id} has no phase {name}.")
        return row.read(Phase)

    def revisions(self, workspace_id: str, campaign_id: str, name: str) -> Sequence[Phase]:
        pk = keys.of_campaign(workspace_id, campaign_id)
        found = self._rows.query(pk, Row.sk.startswith(f"{REVISION}{name}#"), consistent_read=True)
        return [row.read(Phase) for row in found]

    def playbook(self, workspace_id: str, campaign_id: str) -> Mapping[str, Any]:
        kept: Mapping[str, Any] = json.loads(self._read(workspace_id, campaign_id, PLAYBOOK).document)
        return kept

    def awaiting(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Phase]:
        later = self._rows.gsi1sk > after if after else None
        found = list(self._rows.listing.query(keys.approvals_of(workspace_id), later, limit=limit + 1))
        return Page([row.read(Phase) for row in found[:limit]], found[limit - 1].gsi1sk if len(found) > limit else None)

    def _read(self, workspace_id: str, campaign_id: str, sk: str) -> Row:
        row = row_at(self._rows, keys.of_campaign(workspace_id, campaign_id), sk)
        if row is None:
            raise NotFound(f"There is no campaign {campaign_id}.")
        return row

    def _campaign_put(self, change: Change, counted: Change) -> list[Put]:
        if change.campaign is None or counted.campaign is None:
            return []
        return [(self._of_campaign(counted.campaign), Row.version == change.campaign.version)]

    def _phase_puts(self, change: Change, counted: Change) -> list[Put]:
        pairs = zip(change.phases, counted.phases, strict=True)
        return [(self._of_phase(after), Row.version == before.version) for before, after in pairs]

    def _of_campaign(self, campaign: Campaign) -> Row:
        return self._rows(
            keys.of_campaign(campaign.workspace_id, campaign.id),
            CAMPAIGN,
            gsi1pk=keys.campaigns_of(campaign.workspace_id),
            gsi1sk=campaign.id,
            status=campaign.status.value,
            version=campaign.version,
            document=campaign.model_dump_json(),
        )

    def _of_phase(self, phase: Phase) -> Row:
        listed = phase.status is PhaseStatus.AWAITING_APPROVAL and phase.review is not None
        since = keys.moment(phase.review.requested_at) if listed and phase.review else ""
        return self._rows(
            keys.of_campaign(phase.workspace_id, phase.campaign_id),
            f"{PHASE}{phase.name}",
            gsi1pk=keys.approvals_of(phase.workspace_id) if listed else None,
            gsi1sk=f"{since}#{phase.campaign_id}#{phase.name}" if listed else None,
            status=phase.status.value,
            version=phase.version,
            document=phase.model_dump_json(),
        )

    def _of_revision(self, phase: Phase) -> Row:
        pk = keys.of_campaign(phase.workspace_id, phase.campaign_id)
        return self._rows(pk, f"{REVISION}{phase.name}#{phase.revision:06d}", document=phase.model_dump_json())


def _in_order(rows: Any) -> list[Phase]:
    return sorted((row.read(Phase) for row in rows), key=lambda phase: phase.position)


def _counted(change: Change) -> Change:
    """The change with the versions that it is stored under."""
    campaign = change.campaign and change.campaign.model_copy(update={"version": change.campaign.version + 1})
    phases = [phase.model_copy(update={"version": phase.version + 1}) for phase in change.phases]
    return change._replace(campaign=campaign, phases=phases)
