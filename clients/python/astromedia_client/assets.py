"""Assets, over HTTP: what campaigns produced."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from .answers import parsed
from .errors import DownloadBroken, UnexpectedAnswer
from .models import Asset
from .transport import Transport


class Assets:
    """List and download the files of the workspace that the token stands for."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, campaign_id: str | None = None) -> Iterator[Asset]:
        """All assets, or those of one campaign, fetched as they are used."""
        return self._transport.items("/v1/assets", Asset, {"campaign_id": campaign_id})

    def get(self, asset_id: str) -> Asset:
        """What is known about an asset."""
        return parsed(Asset, self._transport.get(_path(asset_id)))

    def link(self, asset_id: str) -> str:
        """A presigned URL of the asset's bytes: whoever has it can read them until it expires."""
        answer = self._transport.get(_path(asset_id, "download"))
        location = answer.headers.get("location")
        if not location:
            raise UnexpectedAnswer(f"{answer.request.url} named no place to download from")
        return str(answer.request.url.join(location))

    def download(self, asset: Asset, target: Path) -> Path:
        """Write the asset's bytes to the file `target`, whole or not at all. DownloadBroken if they are not its own."""
        digest = hashlib.sha256()
        partial = target.with_name(f".{target.name}.part")
        try:
            with partial.open("wb") as file:
                for piece in self._transport.bytes_of(self.link(asset.id)):
                    digest.update(piece)
                    file.write(piece)
            if digest.hexdigest() != asset.sha256:
                raise DownloadBroken(
                    f"asset {asset.id}: the bytes that arrived have another SHA-256; download it again"
                )
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        return target


def _path(asset_id: str, *rest: str) -> str:
    return "/".join(["/v1/assets", quote(asset_id, safe=""), *rest])
