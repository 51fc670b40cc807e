"""Asset records in memory."""

from collections.abc import Sequence

from astromedia.domain.asset import Asset
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Page

from .paging import cut


class FakeAssets:
    """Implements ports.Assets."""

    def __init__(self) -> None:
        self._assets: dict[tuple[str, str], Asset] = {}

    def save(self, asset: Asset) -> None:
        self._assets[asset.workspace_id, asset.id] = asset

    def get(self, workspace_id: str, asset_id: str) -> Asset:
        asset = self._assets.get((workspace_id, asset_id))
        if asset is None:
            raise NotFound(f"There is no asset {asset_id}.")
        return asset

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, campaign_id: str | None = None
    ) -> Page[Asset]:
        mine = [a for (owner, _), a in self._assets.items() if owner == workspace_id]
        wanted = sorted((a for a in mine if campaign_id in (None, a.campaign_id)), key=lambda a: a.id, reverse=True)
        return cut(wanted, lambda a: a.id, limit, after)

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[Asset]:
        mine = [a for a in self._assets.values() if (a.workspace_id, a.campaign_id) == (workspace_id, campaign_id)]
        return sorted(mine, key=lambda a: a.id)
