"""Uploads as messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from astromedia.domain.brief import trimmed
from astromedia.domain.file_type import FILE_TYPES
from astromedia.domain.upload import LARGEST_BYTES, LONGEST_NAME
from astromedia.services.uploads import Announced, Begun

from .base import Answer, Question

TYPES = list(FILE_TYPES)


def _known(media_type: str) -> str:
    if media_type not in FILE_TYPES:
        raise ValueError(f"is not one of: {', '.join(TYPES)}")
    return media_type


MediaType = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": TYPES})]
Tag = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]{0,38}[^\x00-\x20\x7f])?$")]


class NewUpload(Question):
    """The file that will come: its name, with the ending of its type, its type, how many bytes, and their SHA-256
    (hex). The last may be left out; with it, nothing else than these very bytes is taken."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "filename": "logo.png",
        "media_type": "image/png",
        "bytes": 48213,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "tags": ["logo"],
    }

    filename: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), AfterValidator(trimmed)]
    media_type: MediaType
    bytes: Annotated[int, Field(ge=1, le=LARGEST_BYTES, strict=True)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()

    @property
    def told(self) -> Announced:
        """What the use case is told."""
        return Announced(self.filename, self.media_type, self.bytes, self.sha256, self.tags)


class UploadAnswer(Answer):
    """Where to put the file: POST it to `url` as multipart/form-data, `fields` first, then the file as `file`, until
    `expires_at`; then complete the upload, until `complete_by`. Whoever has the fields can put this file there."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "url": "https://bucket.s3.eu-west-3.amazonaws.com/",
        "fields": {
            "Content-Type": "image/png",
            "key": "inbox/01KJPY44E0MY6CJ3Z0DK6ZT1H7/01KJPY44E0CGSBHRRNH1AV3MK6",
            "policy": "eyJleHBpcmF0aW9uIjog...",
            "x-amz-signature": "...",
        },
        "expires_at": "2026-03-02T09:45:00Z",
        "complete_by": "2026-03-02T10:30:00Z",
    }

    id: str
    url: str
    fields: Mapping[str, str]
    expires_at: datetime
    complete_by: datetime

    @classmethod
    def of(cls, begun: Begun) -> Self:
        """The answer that tells `begun`."""
        upload, form = begun
        times = {"expires_at": upload.expires_at, "complete_by": upload.complete_by}
        return cls(id=upload.id, url=form.url, fields=form.fields, **times)
