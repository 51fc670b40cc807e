"""The file of faults: written by whoever drills, read by the servers."""

from pathlib import Path

from infra.local.faults import NONE, FaultFile, Faults, Refusal

REFUSAL = Refusal(actions=("dynamodb:GetItem",), code="ThrottlingException", message="Slowly.", resource="t", share=0.5)
FAULTS = Faults(refusals=(REFUSAL,), clocks={"f": -90.0}, down=("cache",))


def test_without_a_file_there_are_no_faults(tmp_path: Path) -> None:
    assert FaultFile(tmp_path).read() == NONE == Faults()


def test_what_one_writes_all_read_until_it_is_cleared(tmp_path: Path) -> None:
    ours, theirs = FaultFile(tmp_path), FaultFile(tmp_path)
    assert theirs.read() == NONE
    ours.write(FAULTS)
    assert theirs.read() == FAULTS
    assert theirs.read() is theirs.read()
    ours.write(Faults(down=("cache",)))
    assert theirs.read() == Faults(down=("cache",))
    ours.clear()
    ours.clear()
    assert theirs.read() == NONE
