from collections.abc import Sequence

import pytest

from infra.compliance.accepted import CHECKOV, NAG, Accepted
from infra.compliance.finding import Finding
from infra.compliance.verdict import judged

LOGS = Finding("S1", "data/Assets", "The bucket has no access log")
KEYS = Accepted("S1", "data/Assets", "links are signed for one object")


def test_what_is_accepted_where_it_is_found_says_nothing() -> None:
    assert list(judged([LOGS], [KEYS])) == []


def test_a_finding_elsewhere_is_told_with_its_place() -> None:
    elsewhere = LOGS._replace(at="edge/Logs")
    (line,) = judged([LOGS, elsewhere], [KEYS])
    assert line.startswith("S1 at edge/Logs: The bucket has no access log. Mend it, or accept it")


def test_another_check_of_the_same_place_is_told() -> None:
    (line,) = judged([LOGS, LOGS._replace(check="S2")], [KEYS])
    assert line.startswith("S2 at data/Assets")


def test_a_row_that_nothing_is_found_of_is_told() -> None:
    gone = Accepted("L1", "*/Function", "the newest runtime with wheels")
    (line,) = judged([LOGS], [KEYS, gone])
    assert line.startswith("L1 at */Function is accepted, but nothing finds it any longer")


def test_a_place_may_stand_for_many() -> None:
    everywhere = Accepted("L1", "*/Function", "the newest runtime with wheels")
    found = [Finding("L1", at, "old") for at in ("api/Api/Function", "workflow/Seo/Function")]
    assert list(judged(found, [everywhere])) == []
    assert len(list(judged([Finding("L1", "api/Api/Layer", "old")], [everywhere]))) == 2


@pytest.mark.parametrize("table", [NAG, CHECKOV])
def test_every_row_says_why_and_is_there_once(table: Sequence[Accepted]) -> None:
    assert all(len(row.reason.split()) > 5 for row in table)
    assert len({(row.check, row.at) for row in table}) == len(table)
