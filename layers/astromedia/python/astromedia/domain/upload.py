"""Uploads: files that people bring. A client says what will come, puts it into the inbox itself, then completes it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from .asset import Asset
from .errors import Conflict, FieldError
from .file_type import FILE_TYPES
from .model import Model

FORM_LIFETIME = timedelta(minutes=15)
"""So long a file can be put into the inbox."""
KEPT = timedelta(hours=1)
"""So long an upload can be completed: a file that was begun in time may take a while."""
LARGEST_BYTES = max(type.most for type in FILE_TYPES.values())
LONGEST_NAME = 120
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""In a file's name: what is a path, breaks a line or turns the direction of writing."""


class Upload(Model):
    """A file that somebody said will come: so many bytes (`size`) of this type, with this `sha256` (hex) if they knew.

    It is put into the inbox under `inbox_key` until `expires_at`, and completed until `complete_by`.
    """

    id: str
    workspace_id: str
    created_by: str
    name: str
    mime_type: str
    size: int
    sha256: str | None = None
    tags: tuple[str, ...] = ()
    created_at: datetime
    expires_at: datetime
    complete_by: datetime

    @property
    def inbox_key(self) -> str:
        """Nothing that anybody wrote is in it but ids of ours."""
        return f"inbox/{self.workspace_id}/{self.id}"


class Form(NamedTuple):
    """What posts one file to S3, as multipart/form-data: these fields first, then the file as `file`."""

    url: str
    fields: Mapping[str, str]


class Content(NamedTuple):
    """What a file is made of: its bytes' number and SHA-256 (hex), and the first HEAD_BYTES of them."""

    size: int
    sha256: str
    head: bytes


class StorageFull(Conflict):
    """The workspace has uploaded as much as its plan gives room for."""


class NothingCame(Conflict):
    """There is no file in the inbox for this upload."""


class Uploads(Protocol):
    """What was said to come, and what came: a finished upload is an asset of the same id."""

    def add(self, upload: Upload) -> None:
        """Keep it until `complete_by`."""

    def used(self, workspace_id: str) -> int:
        """How many bytes all that was finished has (consistent)."""

    def get(self, workspace_id: str, upload_id: str) -> Upload:
        """NotFound if there is none, or it was finished."""

    def finished(self, workspace_id: str, upload_id: str) -> Asset | None:
        """The asset that it became (consistent)."""

    def finish(self, upload: Upload, asset: Asset, most: int) -> Asset:
        """Make it `asset` and count its bytes, all or none; of several at once, one does. Returns what it became.

        NotFound if it is gone. StorageFull if the workspace would have more than `most` bytes with it.
        """

    def remove(self, upload: Upload) -> None:
        """Forget it; no change if it was finished."""


class Inbox(Protocol):
    """Where clients put files by themselves, and from where those that are as they should be are taken."""

    def form(self, upload: Upload, seconds: int) -> Form:
        """What puts exactly this file there, for so long: S3 refuses another key, type or number of bytes, and other
        bytes than those of its `sha256`, if that is said."""

    def take(self, upload: Upload, key: str) -> Content:
        """Copy what came to `key`, where no client can change it, and look at it there. NothingCame."""

    def remove(self, key: str) -> None:
        """Delete a file; no change if there is none."""


def check_room(used: int, size: int, most: int) -> None:
    """StorageFull if `size` bytes do not fit where `used` of `most` are taken."""
    if used + size > most:
        raise StorageFull(
            f"The workspace has uploaded {used} of the {most} bytes that its plan gives room for, so {size} more do"
            " not fit; a bigger plan has more room (GET /v1/plans)."
        )


def announced_faults(name: str, mime_type: str, size: int) -> list[FieldError]:
    """What is wrong with a file that is said to come; `mime_type` is one of FILE_TYPES."""
    type = FILE_TYPES[mime_type]
    faults = []
    if UNSAFE.search(name) or name in (".", ".."):
        faults.append(FieldError("filename", "must be a name only: no path, no line break, no control character"))
    elif not name.lower().endswith(type.extensions) or name.startswith("."):
        faults.append(FieldError("filename", f"must end in {' or '.join(type.extensions)}, as {mime_type} does"))
    if size > type.most:
        faults.append(FieldError("bytes", f"must be at most {type.most} for {mime_type}"))
    return faults


def content_faults(upload: Upload, found: Content) -> list[FieldError]:
    """How what came differs from what was said."""
    faults = []
    if found.size != upload.size:
        faults.append(FieldError("bytes", f"is {found.size} in what came, not {upload.size} as said"))
    if not FILE_TYPES[upload.mime_type].looks(found.head):
        faults.append(FieldError("media_type", f"is not {upload.mime_type} by the content of what came"))
    if upload.sha256 not in (None, found.sha256):
        faults.append(FieldError("sha256", f"is {found.sha256} in what came, not as said"))
    return faults
