"""From a DAG to sequences and parallels: the only shapes a state machine has (ADR 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .graph import Graph, ancestors

Chain = tuple[str, ...]
Before = Mapping[Chain, frozenset[Chain]]


class Parallel(NamedTuple):
    """Branches that start together; what comes next waits for all of them."""

    branches: tuple[Series, ...]


Series = tuple["str | Parallel", ...]
"""Phases and parallels, one after the other."""


def shape(graph: Graph) -> Series:
    """Every phase of the DAG once, each after all that it needs.

    What a DAG cannot say in sequences and parallels waits a little longer than its needs demand, never longer than if
    all phases went level by level, whatever each of them takes.
    """
    chain_of = {name: chain for chain in chains(reduced(graph)) for name in chain}
    before = {chain: frozenset(chain_of[name] for name in ancestors(graph, chain[0])) for chain in chain_of.values()}
    in_order = sorted(before, key=lambda chain: len(before[chain]))
    return _series(in_order, before)


def reduced(graph: Graph) -> dict[str, list[str]]:
    """The same order with fewer edges: a need that another need already implies is left out."""
    above = {name: ancestors(graph, name) for name in graph}
    return {
        name: [need for need in dict.fromkeys(needs) if not any(need in above[other] for other in needs)]
        for name, needs in graph.items()
    }


def chains(graph: Graph) -> list[Chain]:
    """Merge every phase of a reduced graph into the one it alone follows: b needs only a, and only b needs a."""
    followers: dict[str, list[str]] = {name: [] for name in graph}
    for name, needs in graph.items():
        for need in needs:
            followers[need].append(name)

    def is_link(first: str, then: str) -> bool:
        return followers[first] == [then] and list(graph[then]) == [first]

    def follow(name: str) -> Chain:
        after = followers[name]
        return (name, *follow(after[0])) if after and is_link(name, after[0]) else (name,)

    return [follow(name) for name, needs in graph.items() if not (needs and is_link(needs[0], name))]


def _series(some: Sequence[Chain], before: Before) -> Series:
    """The shape of `some` chains, which are listed after all that they need."""

    def ordered(one: Chain, other: Chain) -> bool:
        return one in before[other] or other in before[one]

    if len(some) == 1:
        return some[0]
    side_by_side = _components(some, ordered)
    if len(side_by_side) > 1:
        return (Parallel(tuple(_series(part, before) for part in side_by_side)),)
    in_turn = _components(some, lambda one, other: not ordered(one, other))
    if len(in_turn) == 1:
        in_turn = _first_and_rest(some, before)
    return tuple(item for part in in_turn for item in _series(part, before))


def _components(some: Sequence[Chain], linked: Callable[[Chain, Chain], bool]) -> list[list[Chain]]:
    """The parts of `some` with no link between them, all in the order of `some`."""
    parts: list[set[Chain]] = []
    for chain in some:
        joined = [part for part in parts if any(linked(chain, other) for other in part)]
        parts = [part for part in parts if part not in joined] + [{chain}.union(*joined)]
    parts.sort(key=lambda part: min(map(some.index, part)))
    return [[chain for chain in some if chain in part] for part in parts]


def _first_and_rest(some: Sequence[Chain], before: Before) -> list[list[Chain]]:
    """The chains that need none of the others, then the others: with no sequence to be found, one is made."""
    first = [chain for chain in some if before[chain].isdisjoint(some)]
    return [first, [chain for chain in some if chain not in first]]
