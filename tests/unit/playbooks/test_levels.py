from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.levels import chains, levels, reduced

MOST_PHASES = 40


@st.composite
def dags(draw: st.DrawFn) -> dict[str, list[str]]:
    size = draw(st.integers(1, MOST_PHASES))
    names = [f"p{i}" for i in range(size)]
    return {
        name: sorted(draw(st.sets(st.sampled_from(names[:i]), max_size=3))) if i else [] for i, name in enumerate(names)
    }


def before(graph: Mapping[str, Sequence[str]], name: str) -> set[str]:
    needs = set(graph[name])
    return needs.union(*(before(graph, need) for need in needs))


def test_the_default_playbook_runs_in_parallel_where_its_dag_allows() -> None:
    assert levels(CAMPAIGN.graph) == [
        [("research", "strategy")],
        [("scriptwriting",), ("seo",), ("copy",)],
        [("content",), ("visuals", "video")],
        [("distribution", "analytics")],
    ]


def test_a_need_that_another_need_implies_is_dropped() -> None:
    assert reduced({"a": [], "b": ["a"], "c": ["a", "b"]}) == {"a": [], "b": ["a"], "c": ["b"]}


def test_a_chain_ends_where_two_follow() -> None:
    assert chains({"a": [], "b": ["a"], "c": ["b"], "d": ["b"]}) == [("a", "b"), ("c",), ("d",)]


@given(dags())
def test_every_phase_is_in_exactly_one_chain_of_one_level(graph: dict[str, list[str]]) -> None:
    placed = [name for level in levels(graph) for chain in level for name in chain]
    assert sorted(placed) == sorted(graph)


@given(dags())
def test_no_phase_starts_before_all_it_needs(graph: dict[str, list[str]]) -> None:
    done: set[str] = set()
    for level in levels(graph):
        for chain in level:
            own: set[str] = set()
            for name in chain:
                assert before(graph, name) <= done | own
                own.add(name)
        done |= {name for chain in level for name in chain}


@given(dags())
def test_dropping_implied_needs_keeps_the_order(graph: dict[str, list[str]]) -> None:
    smaller = reduced(graph)
    assert all(before(smaller, name) == before(graph, name) for name in graph)
