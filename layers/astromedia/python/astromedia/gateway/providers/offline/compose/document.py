"""One call, one document."""

from typing import Any

from astromedia.gateway.calls import TextCall

from .dice import Dice, digest_of
from .earlier import Earlier
from .facts import read_facts
from .scope import Scope
from .walk import Walker
from .words import word
from .writer import Writer

LANGUAGES = ("en", "fr")


def compose(call: TextCall) -> dict[str, Any]:
    """A document valid for `call.json_schema`, about `call.inputs["brief"]` and the earlier outputs beside it.

    Other languages than English and French get English. A schema whose root is not an object gives {"value": ...}.
    """
    language = call.language if call.language in LANGUAGES else LANGUAGES[0]
    facts = read_facts(call.inputs, language)
    dice = Dice(digest_of(call.inputs, call.json_schema, language, call.seed, call.feedback))
    document: dict[str, Any] = {}
    writer = Writer(facts, Earlier(call.inputs, document), dice)
    made = Walker(call.json_schema, writer).build(call.json_schema, Scope(language=language), document)
    return made if isinstance(made, dict) else {"value": made}


def draft_label(language: str) -> str:
    """What everything made offline says of itself."""
    return word("draft_label", language if language in LANGUAGES else LANGUAGES[0])
