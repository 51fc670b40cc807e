"""Assets as messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from astromedia.domain.asset import AssetKind, AssetStatus

from .base import Answer


class AssetAnswer(Answer):
    """A file that a campaign produced or a person uploaded; `size` (bytes) and `sha256` (hex) are of exactly its bytes.

    `facts` are measurements: width, height, seconds. An `offline_draft` was made without a paid model. What was
    uploaded has no campaign, and no model made it; `uploaded_by` is the user who brought it.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "campaign_id": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "phase": "visuals",
        "revision": 1,
        "uploaded_by": None,
        "name": "square-a.png",
        "kind": "image",
        "mime_type": "image/png",
        "size": 48213,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "variant": "A",
        "tags": ["square"],
        "status": "PENDING",
        "version": 1,
        "provider": "offline",
        "model": "renderer",
        "offline_draft": True,
        "facts": {"width": 1080, "height": 1080},
        "created_at": "2026-03-02T09:32:00Z",
    }

    id: str
    campaign_id: str | None
    phase: str | None
    revision: int | None
    uploaded_by: str | None
    name: str
    kind: AssetKind
    mime_type: str
    size: int
    sha256: str
    variant: str | None
    tags: tuple[str, ...]
    status: AssetStatus
    version: int
    provider: str | None
    model: str | None
    offline_draft: bool
    facts: Mapping[str, int | float]
    created_at: datetime


class LinkAnswer(Answer):
    """Where the bytes are: whoever has this URL can read them until it expires."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "url": "https://bucket.s3.eu-west-3.amazonaws.com/key?X-Amz-Signature=...",
        "expires_at": "2026-03-02T09:45:00Z",
    }

    url: str
    expires_at: datetime
