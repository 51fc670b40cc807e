"""Rendered bytes that may be asked for again: in S3, by what they are. Caches and memos only say which they are."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Files

from .calls import Media


@dataclass(frozen=True)
class Shelf:
    """One workspace's bytes, each under its own hash: the same twice is there once, and nothing reads another's."""

    files: Files
    workspace_id: str

    def put(self, media: Media) -> Mapping[str, Any]:
        """Store the bytes and return what says which they are."""
        label = labelled(media)
        self.files.put(self._key(label["sha256"]), media.data, media.mime_type)
        return label

    def try_out(self) -> None:
        """Raises what `put` would: before a picture is bought that could not be kept."""
        self.files.put(self._key("tried"), b"", "application/octet-stream")

    def get(self, label: Mapping[str, Any]) -> Media | None:
        """The media that `label` says, or None if its bytes are gone or are not those."""
        sha256 = str(label.get("sha256"))
        try:
            data = self.files.get(self._key(sha256))
            facts = {name: fact for name, fact in label.items() if name != "sha256"}
            return Media(data=data, **facts) if hashlib.sha256(data).hexdigest() == sha256 else None
        except (NotFound, ValidationError):
            return None

    def _key(self, sha256: str) -> str:
        return f"cache/{self.workspace_id}/{sha256}"


def labelled(media: Media) -> dict[str, Any]:
    """Which bytes they are, and all about them but the bytes."""
    return media.model_dump(exclude={"data"}) | {"sha256": hashlib.sha256(media.data).hexdigest()}
