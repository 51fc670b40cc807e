"""Campaigns and their phases: one partition per campaign, one index partition per workspace."""

from collections.abc import Sequence

from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError
from pynamodb.transactions import TransactWrite

from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Page

from . import keys
from .rows import Row, connection, table

CAMPAIGN = "CAMPAIGN"
PHASE = "PHASE#"


class DynamoCampaigns:
    """Implements ports.Campaigns on the campaigns table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def add(self, campaign: Campaign, phases: Sequence[Phase]) -> None:
        try:
            with TransactWrite(connection=connection()) as write:
                write.save(self._of_campaign(campaign), condition=Row.pk.does_not_exist())
                for phase in phases:
                    write.save(self._of_phase(phase))
        except TransactWriteError as error:
            if any(error.cancellation_reasons[:1]):
                raise Conflict(f"Campaign {campaign.id} exists already.") from None
            raise

    def get(self, workspace_id: str, campaign_id: str) -> Campaign:
        try:
            row = self._rows.get(keys.of_campaign(workspace_id, campaign_id), CAMPAIGN, consistent_read=True)
        except DoesNotExist:
            raise NotFound(f"There is no campaign {campaign_id}.") from None
        return row.read(Campaign)

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, status: CampaignStatus | None = None
    ) -> Page[Campaign]:
        listed = keys.campaigns_of(workspace_id)
        found = list(
            self._rows.listing.query(
                listed,
                range_key_condition=Row.gsi1sk < after if after else None,
                filter_condition=Row.status == status.value if status else None,
                scan_index_forward=False,
                limit=limit + 1,
            )
        )
        items = [row.read(Campaign) for row in found[:limit]]
        return Page(items, items[-1].id if len(found) > limit else None)

    def save(self, campaign: Campaign) -> Campaign:
        saved = campaign.model_copy(update={"version": campaign.version + 1})
        try:
            self._of_campaign(saved).save(condition=Row.version == campaign.version)
        except PutError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                raise Conflict(f"Campaign {campaign.id} was changed meanwhile; read it again.") from None
            raise
        return saved

    def phases(self, workspace_id: str, campaign_id: str) -> Sequence[Phase]:
        pk = keys.of_campaign(workspace_id, campaign_id)
        found = self._rows.query(pk, range_key_condition=Row.sk.startswith(PHASE), consistent_read=True)
        return sorted((row.read(Phase) for row in found), key=lambda phase: phase.position)

    def phase(self, workspace_id: str, campaign_id: str, name: str) -> Phase:
        try:
            row = self._rows.get(keys.of_campaign(workspace_id, campaign_id), f"{PHASE}{name}", consistent_read=True)
        except DoesNotExist:
            raise NotFound(f"Campaign {campaign_id} has no phase {name}.") from None
        return row.read(Phase)

    def save_phase(self, phase: Phase, unless_left: PhaseStatus | None = None) -> None:
        condition = Row.status == unless_left.value if unless_left else None
        try:
            self._of_phase(phase).save(condition)
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise Conflict(f"Phase {phase.name} is no longer {unless_left}; read it again.") from None

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
        return self._rows(
            keys.of_campaign(phase.workspace_id, phase.campaign_id),
            f"{PHASE}{phase.name}",
            status=phase.status.value,
            document=phase.model_dump_json(),
        )
