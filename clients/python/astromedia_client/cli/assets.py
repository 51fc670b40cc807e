"""astromedia assets list, upload, download."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated

import typer
from rich.text import Text

from ..client import Client
from ..errors import InputProblem
from ..models import Asset
from .reports import check_target
from .session import ApiUrl, AsJson, Session
from .tables import assets_table

OfCampaign = Annotated[str | None, typer.Option("--campaign", help="Only those of this campaign.")]


def list_(
    context: typer.Context, campaign: OfCampaign = None, *, api_url: ApiUrl = None, as_json: AsJson = False
) -> None:
    """List assets."""
    session = Session(context, api_url, as_json=as_json)
    assets = list(session.connect().assets.list(campaign))
    session.show_list(assets, assets_table(assets))


def upload(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="png, jpg, webp, gif, mp4, pdf, txt or md.")],
    tags: Annotated[list[str] | None, typer.Option("--tag", help="A word to find them by; may be repeated.")] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Upload files: each becomes an asset of the workspace."""
    session = Session(context, api_url, as_json=as_json)
    api = session.connect()
    assets = [api.assets.upload(session.surroundings.cwd / file, tags or ()) for file in files]
    session.show_list(assets, assets_table(assets))


def download(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ASSET...", help="Ids of assets.")] = None,
    campaign: Annotated[str | None, typer.Option("--campaign", help="All assets of this campaign.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder to write into. Default: the current one.")
    ] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Download assets under their own names, and check that they arrived whole."""
    if not ids and campaign is None:
        raise InputProblem("ASSET: name assets to download, or a campaign with --campaign")
    session = Session(context, api_url, as_json=as_json)
    folder = output or session.surroundings.cwd
    check_target(folder / "asset", "--output")
    api = session.connect()
    assets = _chosen(api, ids or (), campaign)
    files = [api.assets.download(asset, folder / name) for asset, name in zip(assets, names(assets), strict=True)]
    items = [{"id": asset.id, "path": str(file)} for asset, file in zip(assets, files, strict=True)]
    session.show({"items": items}, Text("\n".join(map(str, files))))


def names(assets: Sequence[Asset]) -> list[str]:
    """A file name for each asset: its own, never a path; with its id before it where two would be the same."""
    own = [PureWindowsPath(PurePosixPath(asset.name).name).name.lstrip(".") or asset.id for asset in assets]
    return [f"{asset.id}-{name}" if own.count(name) > 1 else name for asset, name in zip(assets, own, strict=True)]


def _chosen(api: Client, ids: Sequence[str], campaign: str | None) -> list[Asset]:
    return [*map(api.assets.get, ids), *(api.assets.list(campaign) if campaign else ())]
