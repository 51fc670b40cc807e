"""What the journal says runs and has ended, after a stop at any moment."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.states.journal import KEPT, Journal, Started
from infra.local.states.reports import Reporter, status_change

DEFINITION = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'


def started(number: int) -> Started:
    return Started(f"arn:{number}", "arn:machine", str(number), '{"id": 1}', 1000, DEFINITION, "arn:role")


def ended(number: int) -> dict[str, Any]:
    return status_change(started(number), "SUCCEEDED", 2000, output="{}")


def write(path: Path, numbers: list[int], finished: list[int], told: list[int]) -> None:
    journal = Journal(path)
    for number in numbers:
        journal.start(started(number))
    for number in finished:
        journal.end(ended(number))
    for number in told:
        journal.reported(f"arn:{number}")
    journal.close()


def reopened(path: Path) -> Journal:
    journal = Journal(path)
    journal.close()
    return journal


def test_what_did_not_end_runs_with_the_definition_it_was_started_with(tmp_path: Path) -> None:
    write(tmp_path / "journal", [1, 2, 3], [2], [2])
    for _ in range(2):
        journal = reopened(tmp_path / "journal")
        assert list(journal.running.values()) == [started(1), started(3)]
        assert (list(journal.ended), journal.unreported) == (["arn:2"], {})


def test_an_end_is_due_until_it_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "journal", [1, 2], [1, 2], [2])
    assert reopened(tmp_path / "journal").unreported == {"arn:1": ended(1)}


def test_a_definition_is_written_once(tmp_path: Path) -> None:
    write(tmp_path / "journal", list(range(50)), [], [])
    assert (tmp_path / "journal").read_text().count("StartAt") == 1
    assert reopened(tmp_path / "journal").running["arn:49"].definition == DEFINITION
    assert (tmp_path / "journal").read_text().count("StartAt") == 1


def test_the_file_stays_small(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.start(started(-1))
    lines = []
    for number in range(4000):
        journal.start(started(number))
        journal.end(ended(number))
        journal.reported(f"arn:{number}")
        if number % 100 == 0:
            lines.append((tmp_path / "journal").read_text().count("\n"))
    journal.close()
    assert max(lines) < 5000
    assert (list(journal.running), len(journal.ended)) == (["arn:-1"], KEPT)
    again = reopened(tmp_path / "journal")
    assert (again.running, again.ended) == (journal.running, journal.ended)


def test_a_name_that_is_used_again_runs(tmp_path: Path) -> None:
    write(tmp_path / "journal", [1], [1], [1])
    write(tmp_path / "journal", [1], [], [])
    journal = reopened(tmp_path / "journal")
    assert (list(journal.running), journal.ended) == (["arn:1"], {})


def test_a_journal_of_an_older_version_is_read(tmp_path: Path) -> None:
    old = {"arn": "arn:1", "machine": "arn:machine", "name": "1", "input": "{}", "start": 1000}
    records = [{"started": old}, {"started": {**old, "arn": "arn:2"}}, {"reported": "arn:2"}]
    (tmp_path / "journal").write_text("".join(json.dumps(record) + "\n" for record in records))
    assert list(reopened(tmp_path / "journal").running.values()) == [Started(**old)]  # type: ignore[arg-type]


@given(cut=st.integers(0, 3000))
def test_a_line_cut_short_is_as_if_it_had_not_been_written(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    write(path, [1, 2, 3], [2], [2])
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    complete = set(whole.splitlines())
    lines = [json.loads(line) for line in whole[:cut].splitlines() if line in complete]
    over = {line["ended"]["executionArn"] for line in lines if "ended" in line}
    expected = {line["started"]["arn"] for line in lines if "started" in line} - over
    journal = reopened(path)
    assert (set(journal.running), set(journal.ended)) == (expected, over)


def test_ends_that_could_not_be_published_are_published_once(tmp_path: Path) -> None:
    write(tmp_path / "journal", [1, 2, 3], [1, 2], [])
    published: list[dict[str, Any]] = []
    refuse = [True]

    def publish(entry: dict[str, Any]) -> None:
        if refuse.pop() if refuse else False:
            raise ConnectionError("not up")
        published.append(entry)

    journal = Journal(tmp_path / "journal")
    reporter = Reporter(journal, publish)
    for _ in range(3):
        reporter.catch_up()
    journal.close()
    assert reopened(tmp_path / "journal").unreported == {}
    assert [event["Resources"] for event in published] == [["arn:2"], ["arn:1"]]
    assert (published[0]["Source"], json.loads(published[0]["Detail"])) == ("aws.states", ended(2))
