"""What the bench of orchestration asks of a DAG and of what the model was asked."""

import pytest

from astromedia.playbooks.builtin import CAMPAIGN

from .dag import added, campaigns, critical_path
from .paced import Ask, Dag
from .peers.orchestrators.crew_order import ASYNCHRONOUS, ORDER
from .processes import Failed

DIAMOND: Dag = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}
DONE = [
    Ask("1", "a", 0.0, 1.0),
    Ask("1", "b", 1.5, 2.5),
    Ask("1", "c", 1.25, 2.25),
    Ask("1", "d", 3.0, 4.0),
]


@pytest.mark.parametrize(("dag", "phases"), [(DIAMOND, 3), ({"a": []}, 1), (CAMPAIGN.graph, 7)])
def test_the_critical_path_is_the_longest_chain(dag: Dag, phases: int) -> None:
    assert critical_path(dag) == phases


def test_every_campaign_has_each_phase_once() -> None:
    others = [ask._replace(campaign="2") for ask in DONE]
    assert campaigns(DIAMOND, [*reversed(DONE), *others], 2) == [
        {ask.phase: ask for ask in campaign} for campaign in (DONE, others)
    ]


@pytest.mark.parametrize(
    ("asks", "problem"),
    [
        ([*DONE, DONE[0]], "phase a of campaign 1 asked the model twice"),
        (DONE[1:], "the phases b, c, d asked the model, not a, b, c, d"),
        ([*DONE, Ask("1", "e", 5, 6)], "the phases a, b, c, d, e asked"),
        ([*DONE, Ask("2", "a", 5, 6)], "2 campaigns asked the model, not 1"),
        ([*DONE[:3], Ask("1", "d", 2.4, 4)], "phase d asked the model before b, which it needs, was done"),
    ],
)
def test_other_work_than_the_dag_is_no_measurement(asks: list[Ask], problem: str) -> None:
    with pytest.raises(Failed, match=problem):
        campaigns(DIAMOND, asks, 1)


def test_a_phase_adds_what_passes_between_its_last_need_and_its_own_question() -> None:
    assert added(DIAMOND, {ask.phase: ask for ask in DONE}) == [500.0, 250.0, 500.0]


def test_a_crew_does_the_same_phases_and_waits_for_all_that_the_next_one_needs() -> None:
    dag, done, running = CAMPAIGN.graph, set[str](), set[str]()
    assert sorted(ORDER) == sorted(dag)
    for phase in ORDER:
        if phase not in ASYNCHRONOUS:
            done, running = done | running, set()
        assert done.issuperset(dag[phase])
        (running if phase in ASYNCHRONOUS else done).add(phase)
