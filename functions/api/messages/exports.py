"""Exports of a workspace as messages."""

from datetime import datetime
from typing import Any, ClassVar, Self

from astromedia.domain.export import ExportStatus
from astromedia.services.exports import Found

from .base import Answer


class ExportAnswer(Answer):
    """An export. Once it is DONE, it is a ZIP file of `size` bytes; `url` downloads that, for five minutes, and asking
    again gives another one, until `expires_at`."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0R5D8M2V6X9Z3B7QW",
        "status": "DONE",
        "requested_by": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "requested_at": "2026-03-02T09:30:00Z",
        "ended_at": "2026-03-02T09:31:10Z",
        "expires_at": "2026-03-09T09:30:00Z",
        "size": 1048576,
        "url": "https://astromedia-assets.s3.amazonaws.com/exports/01KJPY44E0MY6CJ3Z0DK6ZT1H7/...",
    }

    id: str
    status: ExportStatus
    requested_by: str
    requested_at: datetime
    ended_at: datetime | None
    expires_at: datetime
    size: int | None
    url: str | None

    @classmethod
    def of(cls, found: Found) -> Self:
        """The answer that tells of `found`."""
        shown = {name: getattr(found.export, name) for name in cls.model_fields if name != "url"}
        return cls(**shown, url=found.url)
