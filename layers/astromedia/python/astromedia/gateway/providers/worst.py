"""What is said in a text call, and the most that it can use, whoever is asked. Free of any SDK."""

import json
from typing import NamedTuple

from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import TextCall

from .limits import Limits
from .prompt import Prompt, prompt
from .schema import Schema, model_schema
from .tokens import at_most

PROVIDERS_OWN_TOKENS = 2_048
"""What a provider may put around a call at our cost: the marks of a conversation, its own word on the schema."""


class Said(NamedTuple):
    """What is sent for a call, and the most it can use: output (reasoning included) stops at `worst.output_tokens`."""

    prompt: Prompt
    schema: Schema
    worst: Usage


def said(call: TextCall, limits: Limits, longest_text: int | None = None) -> Said:
    """What to say for `call`. At worst every byte of it is a token, and output goes up to its limit.

    All input stands in one class; which class is the dearest is for pricing.worst_cost to say. Pure.
    """
    schema = model_schema(call.json_schema, longest_text)
    asked = prompt(call, schema, limits.input_characters)
    read = at_most(asked.text) + at_most(json.dumps(schema, ensure_ascii=False))
    worst = Usage(input_tokens=read + PROVIDERS_OWN_TOKENS, output_tokens=limits.output_for(call))
    return Said(asked, schema, worst)


def worst_text(call: TextCall, limits: Limits, longest_text: int | None = None) -> Usage:
    """The most that `call` can use."""
    return said(call, limits, longest_text).worst


class Speaker:
    """Says what `said` says, and remembers the last call: one is held for, asked and retried with the same words."""

    def __init__(self, limits: Limits, longest_text: int | None = None) -> None:
        self._limits, self._longest_text = limits, longest_text
        self._last: tuple[TextCall, Said] | None = None

    def said(self, call: TextCall) -> Said:
        """What to say for `call`."""
        last = self._last
        if last is None or last[0] is not call:
            self._last = last = call, said(call, self._limits, self._longest_text)
        return last[1]
