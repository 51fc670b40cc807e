"""The YAML of our files: mappings, lists and scalars, each scalar read as it is written, and nothing else.

Anchors, aliases, merge keys and tags are refused: these files have no use for them, a bomb is made of them.
"""

import re
from typing import Any

import yaml

_NULL, _BOOL, _INT, _FLOAT = (f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))
_NULLS = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _refusal(node: Any, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


class TextLoader(yaml.SafeLoader):
    """Reads plain scalars as text, or as null. So 2500.10 stays "2500.10", 2027-01-05 "2027-01-05" and `no` "no".

    `deepest` are the levels of nesting that are still read: PyYAML's time grows with the square of the depth.
    """

    deepest = 8
    yaml_implicit_resolvers = _NULLS

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose as PyYAML does, unless the node is an alias or carries an anchor or a tag."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if len(self.states) > 2 * self.deepest:
            raise RecursionError
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _refusal(event, "anchors and aliases are not for these files; write the value out")
        if event.tag:
            raise _refusal(event, "tags are not for these files; write the value alone")
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


class TypedLoader(TextLoader):
    """Reads numbers, true and false as JSON has them; all else is text: `no` is "no", 12:30 is "12:30"."""

    deepest = 40
    yaml_implicit_resolvers = {first: [*known] for first, known in _NULLS.items()}  # noqa: RUF012 - as above


TypedLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))
TypedLoader.add_implicit_resolver(_INT, re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
TypedLoader.add_implicit_resolver(
    _FLOAT,
    re.compile(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)$"),
    list("-0123456789"),
)
