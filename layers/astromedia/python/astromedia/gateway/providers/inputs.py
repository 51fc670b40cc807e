"""Make what a model reads fit a budget: later sentences and items go first, the brief last. Pure."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from astromedia.domain.errors import ProviderRefused

from .quoting import quoted

KEPT_LONGEST = "brief"


class _Cut(NamedTuple):
    characters: int
    items: int


CUTS = (_Cut(400, 12), _Cut(250, 6), _Cut(160, 4), _Cut(100, 3), _Cut(60, 2), _Cut(30, 1))
"""From mild to harsh: the longest text and the longest list that stay."""
_STEPS = [(None, cut) for cut in CUTS] + [(cut, CUTS[-1]) for cut in CUTS]
"""The cut of the brief (None: it stays whole) and that of all else, in the order they are tried."""


def as_json(value: Any) -> str:
    """Compact JSON in plain characters, in which no text can end the block it stands in."""
    return quoted(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def fit(inputs: Mapping[str, Any], characters: int) -> str:
    """`inputs` as JSON, shortened as mildly as makes it at most `characters` long.

    The brief is shortened only if the harshest cut of all others is not enough. ProviderRefused if nothing is.
    """
    whole = as_json(inputs)
    if len(whole) <= characters:
        return whole
    for brief, other in _STEPS:
        cuts = {name: brief if name == KEPT_LONGEST else other for name in inputs}
        shortened = as_json({name: _cut(part, cuts[name]) for name, part in inputs.items()})
        if len(shortened) <= characters:
            return shortened
    raise ProviderRefused(
        f"was not asked: the inputs are longer than {characters} characters however they are cut; "
        "raise MODEL_MAX_INPUT_CHARACTERS or shorten the brief"
    )


def _cut(value: Any, cut: _Cut | None) -> Any:
    if cut is None:
        return value
    if isinstance(value, Mapping):
        return {name: _cut(part, cut) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(part, cut) for part in value[: cut.items]]
    if isinstance(value, str) and len(value) > cut.characters:
        return value[: cut.characters - 1].rstrip() + "…"
    return value
