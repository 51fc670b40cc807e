"""Asset records: in the partition of their campaign, or of uploads, and in an index partition per workspace."""

from collections.abc import Sequence

from astromedia.domain.asset import Asset
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Page

from . import keys
from .rows import Row, start_after, table

ASSETS = "ASSET#"


def asset_row(rows: type[Row], asset: Asset) -> Row:
    """The row that keeps `asset`."""
    of_campaign = asset.campaign_id and keys.of_campaign(asset.workspace_id, asset.campaign_id)
    return rows(
        of_campaign or keys.uploads_of(asset.workspace_id),
        f"{ASSETS}{asset.id}",
        gsi1pk=keys.assets_of(asset.workspace_id),
        gsi1sk=asset.id,
        status=asset.status.value,
        document=asset.model_dump_json(),
    )


class DynamoAssets:
    """Implements ports.Assets on the campaigns table."""

    def __init__(self, table_name: str) -> None:
        self._rows = table(table_name)

    def save(self, asset: Asset) -> None:
        asset_row(self._rows, asset).save()

    def get(self, workspace_id: str, asset_id: str) -> Asset:
        found = self._rows.listing.query(keys.assets_of(workspace_id), Row.gsi1sk == asset_id, limit=1)
        row = next(iter(found), None)
        if row is None:
            raise NotFound(f"There is no asset {asset_id}.")
        return row.read(Asset)

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, campaign_id: str | None = None
    ) -> Page[Asset]:
        rows = (
            self._of_workspace(workspace_id, limit + 1, after)
            if campaign_id is None
            else self._of_campaign(keys.of_campaign(workspace_id, campaign_id), limit + 1, after)
        )
        items = [row.read(Asset) for row in rows[:limit]]
        return Page(items, items[-1].id if len(rows) > limit else None)

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[Asset]:
        pk = keys.of_campaign(workspace_id, campaign_id)
        found = self._rows.query(pk, Row.sk.startswith(ASSETS), consistent_read=True)
        return [row.read(Asset) for row in found]

    def _of_workspace(self, workspace_id: str, limit: int, after: str | None) -> list[Row]:
        earlier = Row.gsi1sk < after if after else None
        listed = keys.assets_of(workspace_id)
        return list(self._rows.listing.query(listed, earlier, scan_index_forward=False, limit=limit))

    def _of_campaign(self, pk: str, limit: int, after: str | None) -> list[Row]:
        found = self._rows.query(
            pk,
            Row.sk.startswith(ASSETS),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
            last_evaluated_key=start_after(pk=pk, sk=f"{ASSETS}{after}") if after else None,
        )
        return list(found)
