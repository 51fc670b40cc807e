"""Assets: find them, and get their bytes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.asset import Asset
from astromedia.domain.ports import Assets, Clock, Files

from .paging import Cursors, Listing

LINK_LIFETIME = timedelta(minutes=15)


class Link(NamedTuple):
    """A URL that downloads an asset for whoever has it, until it expires."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class AssetService:
    """Over any store of assets and files."""

    assets: Assets
    files: Files
    cursors: Cursors
    clock: Clock

    def get(self, caller: Caller, asset_id: str) -> Asset:
        """NotFound if it is not the workspace's."""
        return self.assets.get(caller.workspace_id, asset_id)

    def page(
        self, caller: Caller, limit: int, cursor: str | None = None, campaign_id: str | None = None
    ) -> Listing[Asset]:
        """Newest first; of one campaign, or of all."""
        of = f"assets/{campaign_id or ''}"
        after = self.cursors.open(caller.workspace_id, of, cursor)
        page = self.assets.page(caller.workspace_id, limit, after, campaign_id)
        return Listing(page.items, self.cursors.seal(caller.workspace_id, of, page.next_position))

    def link(self, caller: Caller, asset_id: str) -> Link:
        """Where its bytes can be downloaded for the next quarter of an hour. NotFound as above."""
        asset = self.get(caller, asset_id)
        seconds = int(LINK_LIFETIME.total_seconds())
        return Link(self.files.link(asset.key, asset.name, seconds), self.clock() + LINK_LIFETIME)
