"""Assets, over HTTP: what campaigns produced, and what people uploaded."""

import hashlib
import mimetypes
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from .answers import parsed
from .errors import DownloadBroken, FileProblem, UnexpectedAnswer
from .models import Asset, Upload
from .transport import Transport

UPLOADS = "/v1/assets/uploads"
# Not every machine's list of types has them.
TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".webp": "image/webp", ".m4v": "video/mp4"}


class Assets:
    """List, upload and download the files of the workspace that the token stands for."""

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

    def upload(self, path: Path, tags: Sequence[str] = ()) -> Asset:
        """Make the file `path` an asset of the workspace. FileProblem if it cannot be read.

        ApiProblem 422 if it is not what its name says, or of a type that is not taken; 409 if there is no room for it.
        """
        body = {"filename": path.name, "media_type": media_type_of(path), "sha256": _sha256(path), "tags": list(tags)}
        upload = parsed(Upload, self._transport.post(UPLOADS, body | {"bytes": path.stat().st_size}))
        with path.open("rb") as file:
            self._transport.put_form(upload.url, upload.fields, file)
        return parsed(Asset, self._transport.post(f"{UPLOADS}/{quote(upload.id, safe='')}/complete"))

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


def media_type_of(path: Path) -> str:
    """The type that the file's name says it has; the API says which ones it takes."""
    ending = path.suffix.lower()
    return TYPES.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileProblem(f"{path}: {error.strerror or error}") from error


def _path(asset_id: str, *rest: str) -> str:
    return "/".join(["/v1/assets", quote(asset_id, safe=""), *rest])
