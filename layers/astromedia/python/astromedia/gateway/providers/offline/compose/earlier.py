"""What earlier phases said, found by path whatever shape the inputs have."""

from collections.abc import Iterator, Mapping
from typing import Any

from .fragments import clean


class Earlier:
    """Outputs of earlier phases, and the document being made.

    A path such as "strategy.promise" that is in no input is looked up in the document itself without its first step, so
    that the strategist can quote its own promise.
    """

    def __init__(self, inputs: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        self._inputs = inputs
        self._document = document

    def __contains__(self, produced: str) -> bool:
        """Whether an earlier phase produced this."""
        return produced in self._inputs

    def values(self, path: str) -> list[Any]:
        """All values at `path`; "*" stands for every item of a list."""
        produced, _, rest = path.partition(".")
        start = self._inputs.get(produced, self._document)
        return list(_walk(start, rest.split("."))) if rest else [start]

    def texts(self, path: str) -> list[str]:
        """The texts at `path`, without trailing full stop."""
        return [
            " ".join(value.split()).rstrip(".")
            for value in self.values(path)
            if isinstance(value, str) and clean(value)
        ]

    def mappings(self, path: str) -> list[Mapping[str, Any]]:
        """The objects at `path`."""
        return [value for value in self.values(path) if isinstance(value, Mapping)]


def _walk(value: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield value
    elif steps[0] == "*" and isinstance(value, list):
        for item in value:
            yield from _walk(item, steps[1:])
    elif isinstance(value, Mapping) and steps[0] in value:
        yield from _walk(value[steps[0]], steps[1:])
