"""Assets: list, read, download."""

from typing import Annotated

from fastapi import Query, Response
from starlette.convertors import StringConvertor, register_url_convertor

from astromedia.domain.asset import Asset
from astromedia.services.paging import Listing

from ..dependencies import AssetId, Cursor, Known, Limit, UseCases
from ..messages.assets import AssetAnswer, LinkAnswer
from ..messages.base import Id, Page
from ..problems import problems
from ..routing import Noun


class AssetPart(StringConvertor):
    """What can be an asset in an address: not the place of uploads, which takes other methods."""

    regex = "(?!uploads$)[^/]+"


register_url_convertor("asset", AssetPart())
router = Noun("/v1/assets", tag="assets")


@router.get("", summary="List assets", response_model=Page[AssetAnswer], responses=problems(401, 422))
async def listing(
    use: UseCases,
    who: Known,
    limit: Limit = 20,
    cursor: Cursor = None,
    campaign_id: Annotated[Id | None, Query(description="Only those of this campaign.")] = None,
) -> Listing[Asset]:
    """The workspace's assets, newest first."""
    return use.assets.page(who, limit, cursor, campaign_id)


@router.get("/{asset_id:asset}", summary="Read an asset", response_model=AssetAnswer, responses=problems(401, 404, 422))
async def read(use: UseCases, who: Known, asset_id: AssetId) -> Asset:
    """What is known about an asset."""
    return use.assets.get(who, asset_id)


@router.get("/{asset_id}/download", status_code=307, summary="Download an asset", responses=problems(401, 404, 422))
async def download(use: UseCases, who: Known, asset_id: AssetId, response: Response) -> LinkAnswer:
    """Sends on to a URL that is good for 15 minutes; the body says the same for those who do not follow."""
    link = LinkAnswer.model_validate(use.assets.link(who, asset_id))
    response.headers["Location"] = link.url
    return link
