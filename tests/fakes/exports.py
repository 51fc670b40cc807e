"""Exports in memory, and files that are read and written piece by piece."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from astromedia.domain.audit import AuditEntry
from astromedia.domain.errors import NotFound
from astromedia.domain.export import OPEN, Export

from .audit import FakeAuditLog
from .files import FakeFiles


class FakeExports:
    """Implements export.Exports over a fake audit log."""

    def __init__(self, log: FakeAuditLog | None = None) -> None:
        self._log = log or FakeAuditLog()
        self.stored: dict[tuple[str, str], Export] = {}

    def add(self, export: Export, entry: AuditEntry) -> None:
        if (export.workspace_id, export.id) not in self.stored:
            self._log.add(entry)
            self.stored[export.workspace_id, export.id] = export

    def get(self, workspace_id: str, export_id: str) -> Export:
        found = self.stored.get((workspace_id, export_id))
        if found is None:
            raise NotFound(f"There is no export {export_id}.")
        return found

    def of_workspace(self, workspace_id: str) -> Sequence[Export]:
        mine = [export for (owner, _), export in self.stored.items() if owner == workspace_id]
        return sorted(mine, key=lambda export: export.id, reverse=True)

    def open(self, limit: int) -> Sequence[Export]:
        found = [export for export in self.stored.values() if export.status in OPEN]
        return sorted(found, key=lambda export: export.requested_at)[:limit]

    def save(self, export: Export) -> Export | None:
        key = export.workspace_id, export.id
        if key not in self.stored or self.stored[key].version != export.version:
            return None
        self.stored[key] = export.model_copy(update={"version": export.version + 1})
        return self.stored[key]


class FakeArchive:
    """Implements export.Archive over fake files."""

    def __init__(self, files: FakeFiles) -> None:
        self._files = files

    def pieces(self, key: str) -> Iterator[bytes]:
        data = self._files.get(key)
        yield from (data[start : start + 3] for start in range(0, len(data), 3))

    @contextmanager
    def writing(self, key: str, mime_type: str) -> Iterator[IO[bytes]]:
        out = io.BytesIO()
        yield out
        self._files.put(key, out.getvalue(), mime_type)
