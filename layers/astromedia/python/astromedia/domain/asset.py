"""An asset: a file or text that a campaign produced, or a person uploaded."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from .model import Model


class AssetStatus(StrEnum):
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    ARCHIVED = "ARCHIVED"


AssetKind = Literal["image", "video", "document"]


class Asset(Model):
    """Its bytes live in S3 under `key`; `sha256` (hex) and `size` (bytes) are of exactly those bytes.

    `facts` are measurements a person or the report needs: width, height, seconds. `offline_draft` says that the
    offline renderer made it and not a paid model. What a person uploaded belongs to no campaign, and no model made it.
    """

    id: str
    workspace_id: str
    campaign_id: str | None = None
    phase: str | None = None
    revision: int | None = None
    uploaded_by: str | None = None
    name: str
    kind: AssetKind
    mime_type: str
    key: str
    size: int
    sha256: str
    variant: str | None = None
    tags: tuple[str, ...] = ()
    status: AssetStatus = AssetStatus.PENDING
    version: int = 1
    provider: str | None = None
    model: str | None = None
    offline_draft: bool = False
    facts: Mapping[str, int | float] = {}
    created_at: datetime
