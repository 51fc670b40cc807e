"""Exports written: a ZIP of JSON lines, a file per kind of thing, and of assets' files; nothing is held in memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pydantic_core import to_json

from astromedia.domain.asset import Asset
from astromedia.domain.errors import NotFound
from astromedia.domain.export import Archive, Export, Exports, ExportStatus
from astromedia.domain.ports import Assets, Clock
from astromedia.kit.observability import LOG

from .contents import Contents, Thing, all_of

MOST = 20
ZIP = "application/zip"
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class _Counted:
    """What is written goes on, and is counted."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self.size = out, 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return self._out.write(data)

    def flush(self) -> None:
        """Nothing is held back here."""


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """Over any stores."""

    exports: Exports
    contents: Contents
    assets: Assets
    archive: Archive
    clock: Clock

    def run(self) -> int:
        """Write what was asked for; how many exports were. One that fails is logged, and tried again a few times."""
        return sum(self._tried(export) for export in self.exports.open(MOST))

    def _tried(self, export: Export) -> bool:
        claimed = export.claimed(self.clock())
        mine = self.exports.save(claimed) if claimed else None
        if mine is None or mine.status is ExportStatus.FAILED:
            return False
        try:
            size = self._write(mine)
        except Exception:
            LOG.exception("export failed", extra={"workspace_id": mine.workspace_id, "export_id": mine.id})
            self.exports.save(mine.model_copy(update={"status": ExportStatus.PENDING, "lease_until": None}))
            return False
        done = {"status": ExportStatus.DONE, "size": size, "ended_at": self.clock(), "lease_until": None}
        return self.exports.save(mine.model_copy(update=done)) is not None

    def _write(self, export: Export) -> int:
        """The bytes that the file has."""
        with self.archive.writing(export.key, ZIP) as out:
            counted = _Counted(out)
            with ZipFile(counted, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
                facts = {"workspace_id": export.workspace_id, "requested_at": export.requested_at}
                self._lines(archive, "export", iter([facts]))
                for name, things in self.contents.of(export.workspace_id).items():
                    self._lines(archive, name, things)
                self._files(archive, export.workspace_id)
        return counted.size

    def _lines(self, archive: ZipFile, name: str, things: Iterator[Thing]) -> None:
        with archive.open(self._entry(f"{name}.jsonl", ZIP_DEFLATED), "w", force_zip64=True) as file:
            for thing in things:
                file.write(to_json(thing) + b"\n")

    def _files(self, archive: ZipFile, workspace_id: str) -> None:
        for asset in all_of(lambda after: self.assets.page(workspace_id, 100, after)):
            with archive.open(self._entry(path_of(asset), ZIP_STORED), "w", force_zip64=True) as file:
                try:
                    for piece in self.archive.pieces(asset.key):
                        file.write(piece)
                except NotFound:
                    LOG.warning("an asset has no file", extra={"workspace_id": workspace_id, "asset_id": asset.id})

    def _entry(self, path: str, method: int) -> ZipInfo:
        entry = ZipInfo(path, self.clock().timetuple()[:6])
        entry.compress_type = method
        return entry


def path_of(asset: Asset) -> str:
    """Where an asset's file is in the ZIP: no name leads out of it."""
    return f"files/{asset.id}-{UNSAFE.sub('_', asset.name)[:100]}"
