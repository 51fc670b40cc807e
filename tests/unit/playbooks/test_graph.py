from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from astromedia.playbooks.graph import ancestors, cycles

NAMES = [f"p{i}" for i in range(8)]
graphs = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3), min_size=1)


def test_ancestors_are_needs_and_what_they_need() -> None:
    assert ancestors({"a": [], "b": ["a"], "c": ["b"], "d": []}, "c") == {"a", "b"}


def test_ancestors_of_a_dense_graph_are_found_at_once() -> None:
    names = [f"p{i}" for i in range(200)]
    assert len(ancestors({name: names[:i] for i, name in enumerate(names)}, names[-1])) == 199


def test_a_knot_is_told_by_a_shortest_way_round_it() -> None:
    graph = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["e"], "e": ["a"], "f": ["a"]}
    assert list(cycles(graph)) == [["a", "b", "c", "a"]]


def test_a_knot_behind_a_knot_is_told_too() -> None:
    assert list(cycles({"a": ["a", "b"], "b": ["c"], "c": ["b"]})) == [["a", "a"], ["b", "c", "b"]]


@given(graphs)
def test_a_cycle_is_a_way_along_needs_that_passes_each_phase_once(graph: dict[str, list[str]]) -> None:
    for cycle in cycles(graph):
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        assert all(need in graph[name] for name, need in pairwise(cycle))


@given(graphs)
def test_without_a_cycle_no_phase_is_its_own_ancestor(graph: dict[str, list[str]]) -> None:
    assert bool(list(cycles(graph))) == any(name in ancestors(graph, name) for name in graph)
