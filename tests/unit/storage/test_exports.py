"""Exports, and files that are written piece by piece."""

import pytest

from astromedia.domain.audit import AuditLog
from astromedia.domain.errors import NotFound
from astromedia.domain.export import Archive, Export, Exports, ExportStatus
from astromedia.domain.ports import Files
from astromedia.storage.archive import PART_BYTES, S3Archive
from astromedia.storage.exports import DynamoExports
from tests import fakes
from tests.cloud import ACCOUNTS, BUCKET, CAMPAIGNS
from tests.samples import NOW, audit_entry, id_at


@pytest.fixture
def exports(audit_log: AuditLog) -> Exports:
    if isinstance(audit_log, fakes.FakeAuditLog):
        return fakes.FakeExports(audit_log)
    return DynamoExports(CAMPAIGNS, ACCOUNTS)


@pytest.fixture
def archive(files: Files) -> Archive:
    return fakes.FakeArchive(files) if isinstance(files, fakes.FakeFiles) else S3Archive(BUCKET)


def export(home: str, second: int = 0) -> Export:
    return Export(
        id=id_at(second), workspace_id=home, requested_by="U1", requested_at=NOW, expires_at=NOW.replace(year=2126)
    )


def test_exports_are_open_until_they_end(exports: Exports, audit_log: AuditLog) -> None:
    home = id_at()
    first, second = export(home), export(home, 1)
    entries = [audit_entry(home, id=id_at(number)) for number in range(3)]
    for each, entry in zip((first, first, second), entries, strict=True):
        exports.add(each, entry)
    assert audit_log.page(home, 9).items == [entries[2], entries[0]]
    assert exports.of_workspace(home) == [second, first]
    assert [each for each in exports.open(100) if each.workspace_id == home] == [first, second]
    done = exports.save(first.model_copy(update={"status": ExportStatus.DONE, "size": 3}))
    assert done
    assert exports.save(first) is None
    assert exports.get(home, first.id) == done
    assert [each for each in exports.open(100) if each.workspace_id == home] == [second]
    with pytest.raises(NotFound):
        exports.get(id_at(), first.id)


@pytest.mark.parametrize("size", [0, 7, PART_BYTES + 7])
def test_what_is_written_in_pieces_is_a_file(archive: Archive, files: Files, size: int) -> None:
    key, data = f"exports/{id_at()}", bytes(range(256)) * (size // 256 + 1)
    with archive.writing(key, "application/zip") as out:
        for start in range(0, size, 1_000_003):
            out.write(data[start : min(size, start + 1_000_003)])
    assert files.get(key) == data[:size]
    assert b"".join(archive.pieces(key)) == data[:size]


def test_what_breaks_off_leaves_nothing(archive: Archive, files: Files) -> None:
    key = f"exports/{id_at()}"

    def broken() -> None:
        with archive.writing(key, "application/zip") as out:
            out.write(b"half")
            raise OSError("the connection is lost")

    with pytest.raises(OSError, match="lost"):
        broken()
    with pytest.raises(NotFound):
        files.get(key)
    with pytest.raises(NotFound):
        list(archive.pieces(key))


def test_all_files_of_a_prefix_are_erased(files: Files) -> None:
    home = id_at()
    for name in ("a", "b/c"):
        files.put(f"{home}/{name}", b"x", "text/plain")
    files.put(f"x{home}/a", b"x", "text/plain")
    assert files.erase(f"{home}/") == 2
    assert files.erase(f"{home}/") == 0
    assert files.get(f"x{home}/a") == b"x"
