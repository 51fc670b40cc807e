from collections.abc import Iterator, Mapping
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.graph import ancestors
from astromedia.playbooks.shape import Parallel, Series, chains, reduced, shape

from .dags import Dag, dags

SECONDS = st.floats(0.1, 100)


def span(series: Series, durations: Mapping[str, float]) -> float:
    return sum(
        max(span(branch, durations) for branch in item.branches) if isinstance(item, Parallel) else durations[item]
        for item in series
    )


def phases(series: Series) -> Iterator[str]:
    for item in series:
        if isinstance(item, Parallel):
            yield from (name for branch in item.branches for name in phases(branch))
        else:
            yield item


def by_levels(graph: Dag, durations: Mapping[str, float]) -> float:
    """How long it takes when all chains of a level must end before the next level starts."""
    chain_of = {name: chain for chain in chains(reduced(graph)) for name in chain}

    @cache
    def level(name: str) -> int:
        return max((level(chain_of[need][0]) + 1 for need in graph[chain_of[name][0]]), default=0)

    slowest: dict[int, float] = {}
    for chain in chain_of.values():
        at = level(chain[0])
        slowest[at] = max(slowest.get(at, 0.0), sum(durations[name] for name in chain))
    return sum(slowest.values())


def test_the_default_playbook_runs_in_parallel_where_its_dag_allows() -> None:
    assert shape(CAMPAIGN.graph) == (
        "research",
        "strategy",
        Parallel((("scriptwriting",), ("seo",), ("copy",))),
        Parallel((("content",), ("visuals", "video"))),
        "distribution",
        "analytics",
    )


def test_branches_of_their_own_do_not_wait_for_each_other() -> None:
    graph = {"a1": [], "a2": ["a1"], "a3": ["a1"], "a4": ["a2", "a3"], "b1": [], "b2": ["b1"]}
    assert shape(graph) == (Parallel((("a1", Parallel((("a2",), ("a3",))), "a4"), ("b1", "b2"))),)


def test_where_no_sequence_is_to_be_found_the_first_chains_go_first() -> None:
    graph = {"a": [], "b": [], "c": ["a"], "d": ["a", "b"]}
    assert shape(graph) == (Parallel((("a",), ("b",))), Parallel((("c",), ("d",))))


def test_phases_may_be_listed_in_any_order() -> None:
    assert shape({"c": ["b"], "a": [], "b": ["a"]}) == ("a", "b", "c")


def test_a_need_that_another_need_implies_is_dropped() -> None:
    assert reduced({"a": [], "b": ["a"], "c": ["a", "b"]}) == {"a": [], "b": ["a"], "c": ["b"]}


def test_a_need_said_twice_is_one() -> None:
    assert shape({"a": [], "b": ["a", "a"]}) == ("a", "b")


def test_a_chain_ends_where_two_follow() -> None:
    assert chains({"a": [], "b": ["a"], "c": ["b"], "d": ["b"]}) == [("a", "b"), ("c",), ("d",)]


@settings(deadline=None)
@given(dags())
def test_every_phase_is_in_the_shape_once(graph: Dag) -> None:
    assert sorted(phases(shape(graph))) == sorted(graph)


@settings(max_examples=60, deadline=None)
@given(st.data(), dags(most=20))
def test_it_never_takes_longer_than_level_by_level(data: st.DataObject, graph: Dag) -> None:
    durations = data.draw(st.fixed_dictionaries(dict.fromkeys(graph, SECONDS)))
    assert span(shape(graph), durations) <= by_levels(graph, durations) * (1 + 1e-9)


@settings(deadline=None)
@given(dags())
def test_dropping_implied_needs_keeps_the_order(graph: Dag) -> None:
    smaller = reduced(graph)
    assert all(ancestors(smaller, name) == ancestors(graph, name) for name in graph)
