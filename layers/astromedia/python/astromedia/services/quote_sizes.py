"""How long what a phase reads and writes is: as a rule, and at most. Pure.

TYPICAL was measured on what the offline composer writes for the three briefs in examples/ (one language and two, two
to five channels), in characters of JSON; a model asked for the same schema writes about as much.
"""

import json
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

from astromedia.agents.definition import Agent, Context
from astromedia.agents.prompt import text_call
from astromedia.domain.brief import Brief
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Purpose
from astromedia.gateway.providers.limits import Limits
from astromedia.gateway.providers.prompt import (
    LONGEST_FAULTS,
    LONGEST_FAULTY_ANSWER,
    LONGEST_FEEDBACK,
    LONGEST_PREVIOUS_OUTPUT,
    prompt,
)
from astromedia.gateway.providers.schema import model_schema
from astromedia.gateway.providers.tokens import CHARACTERS_PER_TOKEN
from astromedia.gateway.providers.worst import worst_text

TYPICAL = {
    "research": 5_800,
    "strategy": 4_600,
    "scriptwriting": 3_700,
    "seo": 2_300,
    "copy": 7_000,
    "content": 4_700,
    "visuals": 1_700,
    "video": 1_500,
    "distribution": 18_000,
    "analytics": 4_800,
    "compliance": 400,
}
UNMEASURED = 5_000
"""Characters that an agent writes of whom we have not measured it."""
REVIEW, LONGEST_REVIEW = 1_500, 30_000
"""Characters of findings that a reviewer reads in place of the outputs themselves."""
REASONING = 1.5
"""Tokens a model writes for each that is in its answer: what it thinks is charged too."""
BYTES_PER_CHARACTER = 2
"""In English or French, escapes included; a byte is at most a token."""
ALLOWANCE = 2
"""A list with one item per channel may have that many times as many before the output limit cuts it off."""
COUNTED = {"variants": 2, "stages": 4}
UNBOUNDED_ITEMS, UNBOUNDED_TEXT, OTHER = 40, 60, 20


class Sizes(NamedTuple):
    """What one phase's draft uses: as a rule (tokens), and at most; `repair` is the most that asking again uses.

    At most: when it revises an output that was sent back.
    """

    typical: Usage
    draft: Usage
    repair: Usage


def sizes(agent: Agent[Any], upstream: Sequence[Agent[Any]], brief: Brief, limits: Limits) -> Sizes:
    """The sizes of a phase of `agent`, which reads what the `upstream` agents write, for `brief`."""
    purpose = Purpose(
        workspace_id="", campaign_id="", phase="", revision=1, request_id="", agent=agent.name, step="quote"
    )
    call = text_call(agent, Context(brief, {}), purpose)
    schema = model_schema(call.json_schema)
    alone = prompt(call, schema, limits.input_characters).text
    read = REVIEW if agent.reviews else sum(typical_length(other) for other in upstream)
    typical = Usage(
        input_tokens=(len(alone) + len(json.dumps(schema)) + min(read, limits.input_characters))
        // CHARACTERS_PER_TOKEN,
        output_tokens=min(round(typical_length(agent) * REASONING) // CHARACTERS_PER_TOKEN, limits.output_for(call)),
    )
    longest = LONGEST_REVIEW if agent.reviews else sum(longest_output(other, brief) for other in upstream)
    longest = min(longest, limits.input_characters)
    review = LONGEST_FEEDBACK + min(LONGEST_PREVIOUS_OUTPUT, longest_output(agent, brief))
    draft = _longer(worst_text(call, limits), longest + review)
    return Sizes(typical, draft, _longer(draft, LONGEST_FAULTS + LONGEST_FAULTY_ANSWER))


def typical_length(agent: Agent[Any]) -> int:
    """Characters that `agent` writes as a rule."""
    return TYPICAL.get(agent.produces, UNMEASURED)


def longest_output(agent: Agent[Any], brief: Brief) -> int:
    """The most characters that `agent` can write for `brief` within its schema."""
    schema = agent.output.model_json_schema()
    return longest_json(schema, schema.get("$defs", {}), brief)


def longest_json(schema: Mapping[str, Any], defs: Mapping[str, Any], brief: Brief) -> int:
    """The most characters of JSON that an instance of `schema` has; lists without a bound have one by `brief`."""
    if "$ref" in schema:
        return longest_json(defs[schema["$ref"].rpartition("/")[2]], defs, brief)
    if "anyOf" in schema:
        return max(longest_json(option, defs, brief) for option in schema["anyOf"])
    if "enum" in schema:
        return max(len(json.dumps(value)) for value in schema["enum"])
    return _BY_TYPE.get(schema.get("type", ""), _longest_other)(schema, defs, brief)


def _longest_object(schema: Mapping[str, Any], defs: Mapping[str, Any], brief: Brief) -> int:
    fields: Mapping[str, Any] = schema.get("properties", {})
    return 2 + sum(len(name) + 4 + longest_json(field, defs, brief) for name, field in fields.items())


def _longest_list(schema: Mapping[str, Any], defs: Mapping[str, Any], brief: Brief) -> int:
    items = schema.get("maxItems") or _items_for(schema.get("x-each"), brief)
    return 2 + int(items) * (1 + longest_json(schema.get("items", {}), defs, brief))


def _longest_text(schema: Mapping[str, Any], defs: Mapping[str, Any], brief: Brief) -> int:
    return 2 + int(schema.get("maxLength", UNBOUNDED_TEXT))


def _longest_other(schema: Mapping[str, Any], defs: Mapping[str, Any], brief: Brief) -> int:
    return OTHER


_BY_TYPE = {"object": _longest_object, "array": _longest_list, "string": _longest_text}


def _items_for(parts: Sequence[str] | None, brief: Brief) -> int:
    """One item per element of the brief's `parts`, and an allowance."""
    if not parts:
        return UNBOUNDED_ITEMS
    return ALLOWANCE * prod(COUNTED.get(part) or len(getattr(brief, part, ())) or 1 for part in parts)


def _longer(usage: Usage, characters: int) -> Usage:
    return usage.model_copy(update={"input_tokens": usage.input_tokens + BYTES_PER_CHARACTER * characters})
