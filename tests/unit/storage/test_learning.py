from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from astromedia.domain.learning import WINDOW_DAYS, RouteDecision, window_of
from astromedia.domain.ports import LearningStore
from tests.samples import NOW, id_at

SUMS = (10**12, -5, 0, 3 * 10**24)


def decision(**changes: Any) -> RouteDecision:
    facts: dict[str, Any] = {
        "id": id_at(),
        "workspace_id": id_at(),
        "campaign_id": "C1",
        "phase": "copy",
        "revision": 1,
        "step": "draft",
        "agent": "copywriter",
        "provider": "openai",
        "model": "good",
        "at": NOW,
        "policy": "paced-linear",
        "why": {"reason": "exploiting"},
        "features": (1.0, 0.5),
        "schema_score": 1.0,
        "quality": 0.8,
        "cost": Decimal("0.000000001"),
        "seconds": 2.5,
        "reward": 0.9,
    }
    return RouteDecision(**facts | changes)


def test_a_decision_is_learnt_from_once(learning: LearningStore) -> None:
    made = decision()
    assert learning.add(made, SUMS) is True
    assert learning.add(made, SUMS) is False
    [tally] = learning.tallies(made.workspace_id, 0)
    assert (tally.agent, tally.route, tally.window, tally.last) == ("copywriter", "openai/good", window_of(NOW), made)
    assert tuple(tally.sums[:4]) == SUMS
    assert list(learning.decisions(made.workspace_id, "C1", "copy", 1)) == [made]


def test_sums_are_kept_apart_by_agent_route_and_window(learning: LearningStore) -> None:
    later, workspace = NOW + timedelta(days=WINDOW_DAYS), id_at()
    for changes in ({}, {"agent": "seo"}, {"model": "other/one"}, {"at": later}):
        learning.add(decision(workspace_id=workspace, id=id_at(), **changes), (7,))
    found = learning.tallies(workspace, 0)
    assert [tally.sums[0] for tally in found] == [7] * 4
    assert {tally.route for tally in found} == {"openai/good", "openai/other/one"}
    assert [tally.window for tally in learning.tallies(workspace, window_of(later))] == [window_of(later)]
    assert {tally.agent for tally in learning.tallies(workspace, 0, "seo")} == {"seo"}
    assert not learning.tallies(workspace, 0, "copy")
    assert not learning.tallies(id_at(), 0)


def test_the_newest_decision_is_told_with_the_sums(learning: LearningStore) -> None:
    first = decision()
    second = decision(id=id_at(1), workspace_id=first.workspace_id, at=NOW + timedelta(seconds=1))
    learning.add(first, (1,))
    learning.add(second, (1,))
    assert [tally.last for tally in learning.tallies(first.workspace_id, 0)] == [second]


def test_a_verdict_adds_where_its_decision_did(learning: LearningStore) -> None:
    made = decision()
    learning.add(made, (5, 5))
    assert learning.judge(made, "approved", (0, 2)) is True
    [kept] = learning.decisions(made.workspace_id, "C1", "copy", 1)
    assert kept.verdict == "approved"
    assert tuple(learning.tallies(made.workspace_id, 0)[0].sums[:2]) == (5, 7)


def test_a_verdict_on_what_changed_meanwhile_changes_nothing(learning: LearningStore) -> None:
    made = decision()
    assert learning.judge(made, "approved", (9,)) is False
    learning.add(made, (5,))
    assert learning.judge(made, "approved", (1,)) is True
    assert learning.judge(made, "rejected", (1,)) is False
    [kept] = learning.decisions(made.workspace_id, "C1", "copy", 1)
    assert learning.judge(kept, "rejected", (1,)) is True
    assert learning.tallies(made.workspace_id, 0)[0].sums[0] == 7


def test_decisions_are_those_of_the_revision(learning: LearningStore) -> None:
    workspace = id_at()
    others: list[dict[str, Any]] = [{}, {"revision": 11}, {"phase": "copy#1"}, {"campaign_id": "C2"}]
    for number, changes in enumerate(others):
        learning.add(decision(id=id_at(number), workspace_id=workspace, **changes), (1,))
    assert [kept.id[:10] for kept in learning.decisions(workspace, "C1", "copy", 1)] == [id_at(0)[:10]]


def test_a_share_is_nobodys_until_it_is_set(learning: LearningStore) -> None:
    workspace = id_at()
    assert learning.share(workspace) is None
    learning.set_share(workspace, 0.25)
    learning.set_share(workspace, 0.3)
    assert learning.share(workspace) == 0.3
    assert not learning.tallies(workspace, 0)


@pytest.mark.parametrize("writers", [8])
def test_nothing_is_lost_when_many_add_at_once(learning: LearningStore, writers: int) -> None:
    workspace, each = id_at(), 25
    unit = tuple(range(1, 39))

    def write(writer: int) -> None:
        for number in range(each):
            made = decision(id=id_at(writer * each + number), workspace_id=workspace, model="ab"[number % 2])
            assert learning.add(made, unit)
            assert learning.judge(made, "approved", (1, 0, 1))

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    totals: Counter[int] = Counter()
    for tally in learning.tallies(workspace, 0):
        totals.update(dict(enumerate(tally.sums)))
    verdicts = {0: 1, 2: 1}
    expected = {i: writers * each * (value + verdicts.get(i, 0)) for i, value in enumerate(unit)}
    assert {i: total for i, total in totals.items() if total} == expected
