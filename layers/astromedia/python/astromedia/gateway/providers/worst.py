"""The most that a text call can use, whoever is asked: what is held before it is made. Pure, and free of any SDK."""

import json

from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import TextCall

from .limits import Limits
from .prompt import prompt
from .schema import model_schema
from .tokens import at_most

PROVIDERS_OWN_TOKENS = 2_048
"""What a provider may put around a call at our cost: the marks of a conversation, its own word on the schema."""


def worst_text(call: TextCall, limits: Limits, longest_text: int | None = None) -> Usage:
    """Every byte of what is said and of the schema as a token, and output (reasoning included) up to its limit.

    All input stands in one class; which class is the dearest is for pricing.worst_cost to say.
    """
    schema = model_schema(call.json_schema, longest_text)
    said = prompt(call, schema, limits.input_characters).text
    read = at_most(said) + at_most(json.dumps(schema, ensure_ascii=False))
    return Usage(input_tokens=read + PROVIDERS_OWN_TOKENS, output_tokens=limits.output_for(call))
