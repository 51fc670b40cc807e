"""One call, one document."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from astromedia.gateway.calls import TextCall

from . import phrasebook
from .dice import Dice, digest_of
from .earlier import Earlier
from .facts import read_facts
from .scope import Scope
from .walk import Walker
from .words import word
from .writer import Writer

LANGUAGES = ("en", "fr")
RESPONSE = "feedback.response"
_PUBLISHED = {"copy", "scripts", "article", "seo"}
_INTERNAL = {"market", "strategy", "report"}


def compose(call: TextCall, unwanted: Callable[[str], bool] = lambda text: False) -> dict[str, Any]:
    """A document valid for `call.json_schema`, about `call.inputs["brief"]` and the earlier outputs beside it.

    Texts that are `unwanted` give way to others where there are any. Other languages than English and French get
    English. A schema whose root is not an object gives {"value": ...}.
    """
    language = call.language if call.language in LANGUAGES else LANGUAGES[0]
    facts = read_facts(call.inputs, language)
    dice = Dice(digest_of(call.inputs, call.json_schema, language, call.seed, call.feedback, call.faults))
    document: dict[str, Any] = {}
    writer = Writer(facts, Earlier(call.inputs, document), dice, unwanted)
    scope = Scope(language=language, published=for_the_audience(call.json_schema))
    made = Walker(call.json_schema, writer).build(call.json_schema, scope, document)
    return made if isinstance(made, dict) else {"value": made}


def for_the_audience(schema: Mapping[str, Any]) -> bool:
    """Whether the hints are those of texts to publish (copy, scripts, article), not of internal ones (plans)."""
    areas = {phrasebook.area_of(hint) for hint in _hints(schema)}
    return bool(areas & _PUBLISHED) and not areas & _INTERNAL


def is_ours(schema: Mapping[str, Any]) -> bool:
    """Whether it is a built-in agent's: those say by hints what their fields mean."""
    return any(hint != RESPONSE for hint in _hints(schema))


def _hints(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if isinstance(schema.get("x-intent"), str):
            yield schema["x-intent"]
        for part in schema.values():
            yield from _hints(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _hints(part)


def draft_label(language: str) -> str:
    """What everything made offline says of itself."""
    return word("draft_label", language if language in LANGUAGES else LANGUAGES[0])
