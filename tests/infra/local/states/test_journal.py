"""What the journal says ran, after a stop at any moment."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.local.states.journal import Journal, Started
from infra.local.states.reports import Reporter


def started(number: int) -> Started:
    return Started(f"arn:{number}", "arn:machine", str(number), '{"id": 1}', 1000)


def write(path: Path, numbers: list[int], ended: list[int]) -> None:
    journal = Journal(path)
    for number in numbers:
        journal.start(started(number))
    for number in ended:
        journal.reported(f"arn:{number}")
    journal.close()


def interrupted(path: Path) -> list[str]:
    journal = Journal(path)
    journal.close()
    return [entry.name for entry in journal.interrupted]


def test_only_what_did_not_end_is_open(tmp_path: Path) -> None:
    write(tmp_path / "journal", [1, 2, 3], [2])
    assert interrupted(tmp_path / "journal") == ["1", "3"]
    assert interrupted(tmp_path / "journal") == ["1", "3"], "opening it changes nothing"


@given(cut=st.integers(0, 2000))
def test_a_line_cut_short_is_as_if_it_had_not_been_written(cut: int, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    write(path, [1, 2, 3], [2])
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    lines = [json.loads(line) for line in whole[:cut].split(b"\n") if line.endswith((b"}}", b'"}'))]
    expected = {line["started"]["name"] for line in lines if "started" in line}
    assert set(interrupted(path)) == expected - {line["reported"][4:] for line in lines if "reported" in line}


def test_recovery_reports_each_interrupted_execution_once(tmp_path: Path) -> None:
    write(tmp_path / "journal", [1, 2], [])
    published: list[dict[str, Any]] = []
    refuse = [True]

    def publish(entry: dict[str, Any]) -> None:
        if refuse.pop() if refuse else False:
            raise ConnectionError("not up")
        published.append(entry)

    journal = Journal(tmp_path / "journal")
    reporter = Reporter(journal, publish, clock=lambda: 5.0)
    assert reporter.recover() == ["arn:2"], "the first could not be published"
    assert reporter.recover() == ["arn:1"]
    assert reporter.recover() == []
    journal.close()
    assert interrupted(tmp_path / "journal") == []
    detail = json.loads(published[0]["Detail"])
    assert (detail["status"], detail["stopDate"], detail["error"]) == ("ABORTED", 5000, "LocalHost.Restarted")
    assert (published[0]["Source"], published[0]["Resources"]) == ("aws.states", ["arn:2"])
