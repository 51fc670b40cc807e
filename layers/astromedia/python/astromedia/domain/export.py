"""An export of all that a workspace has: asked for, written by and by as one ZIP file, kept for a week."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import IO, Protocol

from .audit import AuditEntry
from .model import Model

KEPT = timedelta(days=7)
LEASE = timedelta(minutes=20)
"""So long an export is one function's: longer than any function lives."""
MOST_TRIES = 3


class ExportStatus(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


OPEN = (ExportStatus.PENDING, ExportStatus.RUNNING)


class Export(Model):
    """A RUNNING one is written by whoever claimed it last, until `lease_until`. A DONE one is a file of `size` bytes
    under `key`; that, and this record, are gone after `expires_at`."""

    id: str
    workspace_id: str
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    status: ExportStatus = ExportStatus.PENDING
    tries: int = 0
    lease_until: datetime | None = None
    ended_at: datetime | None = None
    size: int | None = None
    version: int = 1

    @property
    def key(self) -> str:
        """Where the file is."""
        return f"exports/{self.workspace_id}/{self.id}.zip"

    def claimed(self, now: datetime) -> "Export | None":
        """This one, for who begins to write it now; FAILED after too many tries. None if another is at it."""
        if self.status is ExportStatus.RUNNING and self.lease_until and now < self.lease_until:
            return None
        if self.tries >= MOST_TRIES:
            return self.model_copy(update={"status": ExportStatus.FAILED, "ended_at": now})
        running = {"status": ExportStatus.RUNNING, "tries": self.tries + 1, "lease_until": now + LEASE}
        return self.model_copy(update=running)


class Exports(Protocol):
    """The exports of workspaces."""

    def add(self, export: Export, entry: AuditEntry) -> None:
        """Store a new one with its entry, all or nothing; the same id again changes nothing. Conflict if it is too
        busy."""

    def get(self, workspace_id: str, export_id: str) -> Export:
        """NotFound if it is not the workspace's (consistent)."""

    def of_workspace(self, workspace_id: str) -> Sequence[Export]:
        """Those that are kept, newest first (consistent)."""

    def open(self, limit: int) -> Sequence[Export]:
        """Those of all workspaces that are neither DONE nor FAILED, the oldest first."""

    def save(self, export: Export) -> Export | None:
        """Store it in place of the version that was read: as it is stored. None, and no change, if that is not there
        any more."""


class Archive(Protocol):
    """Files, piece by piece: none is ever in memory as a whole."""

    def pieces(self, key: str) -> Iterator[bytes]:
        """NotFound."""

    def writing(self, key: str, mime_type: str) -> AbstractContextManager[IO[bytes]]:
        """What is written is the file `key` once the block ends well; if it does not, there is none."""
