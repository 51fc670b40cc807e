"""From a DAG to a sequence of parallel levels of chains: the only shapes a state machine has."""

from collections.abc import Mapping, Sequence
from functools import cache

Graph = Mapping[str, Sequence[str]]
Chain = tuple[str, ...]


def reduced(graph: Graph) -> dict[str, list[str]]:
    """The same order with fewer edges: a need that another need already implies is left out."""

    @cache
    def before(name: str) -> frozenset[str]:
        return frozenset(graph[name]).union(*map(before, graph[name]))

    return {
        name: [need for need in needs if not any(need in before(other) for other in needs)]
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


def levels(graph: Graph) -> list[list[Chain]]:
    """Chains grouped so that each needs only chains of earlier levels, as early as possible."""
    chain_of = {name: chain for chain in chains(reduced(graph)) for name in chain}

    @cache
    def level(chain: Chain) -> int:
        return max((level(chain_of[need]) + 1 for need in graph[chain[0]]), default=0)

    ordered = list(dict.fromkeys(chain_of[name] for name in graph))
    depth = max(map(level, ordered)) + 1
    return [[chain for chain in ordered if level(chain) == i] for i in range(depth)]
