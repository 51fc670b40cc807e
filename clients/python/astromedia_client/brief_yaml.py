"""The YAML of briefs: every value exactly as it is written, and nothing but mappings, lists and text.

A brief holds no number that arithmetic is done on here, so 2500.10 stays "2500.10", 2027-01-05 stays "2027-01-05" and
`no` stays "no". Anchors, aliases, merge keys and tags are refused: a brief has no use for them, a bomb is made of them.
"""

from typing import Any

import yaml

_NULL = "tag:yaml.org,2002:null"
DEEPEST = 8
"""Levels of nesting that are still read; a brief has three. PyYAML's time grows with the square of the depth."""


def _refusal(node: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


class BriefLoader(yaml.SafeLoader):
    """A SafeLoader that reads plain scalars as text, or as null, and refuses what a brief does not need."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and type that PyYAML reads
        first: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose as PyYAML does, unless the node is an alias or carries an anchor or a tag."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if len(self.states) > 2 * DEEPEST:
            raise RecursionError
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _refusal(event, "anchors and aliases are not for briefs; write the value out")
        if event.tag:
            raise _refusal(event, "tags are not for briefs; write the value alone")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001 - PyYAML's signature
        """The mapping, if every key is text and given once."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == _NULL:
                raise _refusal(key, "the name of a field must be text")
            if key.value in seen:
                raise _refusal(key, f"'{key.value}' is given twice; keep one")
            seen.add(key.value)
        return super().construct_mapping(node, deep)
