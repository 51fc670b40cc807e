"""Pictures and videos inside the page, as data URIs, as far as one Lambda answer can carry them."""

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from astromedia.domain.asset import Asset
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Files

# A Lambda answers at most 6 MB (6,291,556 bytes). Base64 makes 4.7 MB of this, which leaves 1.6 MB for text and fonts.
MEDIA_BUDGET = 3_500_000
EMBEDDABLE = frozenset(("image/png", "image/jpeg", "image/webp", "image/gif", "video/mp4", "video/webm"))
FIRST = {"image": 0, "video": 1}


class Figure(NamedTuple):
    """An asset and its data URI; None if it is too big, not a picture or video, or its file is gone."""

    asset: Asset
    source: str | None

    @property
    def id(self) -> str:
        """Its anchor in the page."""
        return f"asset-{self.asset.id}"


def figures(assets: Sequence[Asset], files: Files, budget: int = MEDIA_BUDGET) -> tuple[Figure, ...]:
    """Every asset, embedded while `budget` (bytes before base64) lasts: pictures first, then videos, each by name."""
    found = []
    for asset in sorted(assets, key=lambda a: (FIRST.get(a.kind, len(FIRST)), a.variant or "", a.name, a.id)):
        data = _bytes(asset, files) if asset.mime_type in EMBEDDABLE and asset.size <= budget else None
        budget -= len(data or b"")
        found.append(Figure(asset, f"data:{asset.mime_type};base64,{b64encode(data).decode()}" if data else None))
    return tuple(found)


def _bytes(asset: Asset, files: Files) -> bytes | None:
    try:
        return files.get(asset.key)
    except NotFound:
        return None
