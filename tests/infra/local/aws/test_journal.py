"""The write-ahead log: complete lines only, and one generation at a time."""

from pathlib import Path

import pytest

from infra.local.aws.journal import Journal

WRITES = [("1", "r", "PutItem", f'{{"n": {number}}}') for number in range(3)]


def test_writes_come_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for write in WRITES:
        journal.append(*write)
    journal.close()
    again = Journal(tmp_path)
    assert list(again.open(0)) == WRITES
    again.append(*WRITES[0])
    assert list(again.open(0)) == [*WRITES, WRITES[0]]
    again.close()


def test_a_write_cut_short_is_dropped(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for write in WRITES:
        journal.append(*write)
    journal.close()
    file = tmp_path / "dynamodb-0.jsonl"
    file.write_bytes(file.read_bytes()[:-1])
    again = Journal(tmp_path)
    assert list(again.open(0)) == WRITES[:2]
    again.close()


def test_a_rotation_leaves_only_the_new_generation(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(*WRITES[0])
    journal.rotate(lambda generation: generation)
    journal.append(*WRITES[1])
    journal.close()
    assert [path.name for path in tmp_path.iterdir()] == ["dynamodb-1.jsonl"]
    again = Journal(tmp_path)
    assert list(again.open(1)) == [WRITES[1]]
    again.close()


def test_a_failed_snapshot_keeps_the_old_generation(tmp_path: Path) -> None:
    def fail(generation: int) -> int:
        raise OSError("disk full")

    journal = Journal(tmp_path)
    journal.append(*WRITES[0])
    with pytest.raises(OSError, match="disk full"):
        journal.rotate(fail)
    journal.append(*WRITES[1])
    assert list(journal.open(0)) == WRITES[:2]
    journal.close()


def test_it_is_full_when_it_outgrows_the_snapshot(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.rotate(lambda generation: 0)
    sizes = [journal.full]
    journal.append("1", "r", "PutItem", "x" * (9 << 20))
    sizes.append(journal.full)
    assert sizes == [False, True]
    journal.close()
