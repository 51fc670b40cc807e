"""Questions to a graph of needs. It may have cycles, and needs that are not in it: they need nothing themselves."""

from collections.abc import Iterator, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def ancestors(graph: Graph, name: str) -> set[str]:
    """All that `name` needs, what that needs, and so on; itself among them when it is part of a cycle."""
    found: set[str] = set()
    pending = list(graph.get(name, ()))
    while pending:
        need = pending.pop()
        if need not in found:
            found.add(need)
            pending += graph.get(need, ())
    return found


def cycles(graph: Graph) -> Iterator[list[str]]:
    """A shortest cycle for each knot of phases that need each other: a, b, a means that a needs b and b needs a."""
    knotted: set[str] = set()
    above = {name: ancestors(graph, name) for name in graph}
    for name in graph:
        if name in above[name] and name not in knotted:
            knotted |= {other for other in above[name] if other in graph and name in above[other]}
            yield _way_round(graph, name)


def _way_round(graph: Graph, name: str) -> list[str]:
    """The shortest way from `name` along its needs back to itself, which there must be."""
    ways = [[name]]
    for way in ways:
        if name in graph.get(way[-1], ()):
            break
        seen = {passed for known in ways for passed in known}
        ways += [[*way, need] for need in dict.fromkeys(graph.get(way[-1], ())) if need not in seen]
    return [*way, name]
