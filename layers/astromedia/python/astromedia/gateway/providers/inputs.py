"""Make what a model reads fit a budget: later sentences and items go first, the brief stays whole. Pure."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

KEPT_WHOLE = "brief"


class _Cut(NamedTuple):
    characters: int
    items: int


CUTS = (_Cut(400, 12), _Cut(250, 6), _Cut(160, 4), _Cut(100, 3), _Cut(60, 2), _Cut(30, 1))
"""From mild to harsh: the longest text and the longest list that stay."""


def as_json(value: Any) -> str:
    """Compact JSON in plain characters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def fit(inputs: Mapping[str, Any], characters: int) -> Mapping[str, Any]:
    """`inputs`, shortened as mildly as makes their JSON at most `characters` long; the harshest cut if none does."""
    shortened = inputs
    for cut in CUTS:
        if len(as_json(shortened)) <= characters:
            break
        shortened = {name: part if name == KEPT_WHOLE else _cut(part, cut) for name, part in inputs.items()}
    return shortened


def _cut(value: Any, cut: _Cut) -> Any:
    if isinstance(value, Mapping):
        return {name: _cut(part, cut) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(part, cut) for part in value[: cut.items]]
    if isinstance(value, str) and len(value) > cut.characters:
        return value[: cut.characters - 1].rstrip() + "…"
    return value
