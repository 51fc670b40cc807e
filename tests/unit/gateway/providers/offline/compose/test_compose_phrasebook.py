"""The phrasebook as data: complete, in two languages side by side, each pure, and only with slots that exist."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from astromedia.agents.prompt import model_facing_schema
from astromedia.agents.registry import AGENTS
from astromedia.gateway.providers.offline import compose as package
from astromedia.gateway.providers.offline.compose import phrasebook
from astromedia.gateway.providers.offline.compose.makers import FIELDS, ITEMS
from astromedia.gateway.providers.offline.compose.slot_rules import EARLIER, FRAGMENTS, RULES
from astromedia.gateway.providers.offline.compose.template import slots

PHRASES = files(package.__name__).joinpath("phrases")
AREAS = tomllib.loads(PHRASES.joinpath("areas.toml").read_text(encoding="utf-8"))
BOUND = {"core", "town", "plain", "headline", "wish"}
SAME_IN_BOTH = re.compile(r"^[!~^]*(?:\{\w+\}[ :|,.]*)+(?:contact)?$")


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)


def pairs(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place where English and French stand side by side."""
    if isinstance(value, dict):
        if "en" in value and "fr" in value:
            yield value["en"], value["fr"]
        else:
            for each in value.values():
                yield from pairs(each)
    elif isinstance(value, list):
        for each in value:
            yield from pairs(each)


@pytest.fixture(params=sorted(AREAS))
def area(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_family_is_in_the_file_that_the_index_names(area: str) -> None:
    found = {name.split(".", 1)[0] for name in phrasebook.area(area)}
    assert found <= set(AREAS[area])


def test_both_languages_say_as_many_things(area: str) -> None:
    for english, french in pairs(phrasebook.area(area)):
        if isinstance(english, list):
            assert len(english) == len(french), english


def test_no_phrase_is_the_same_in_both_languages(area: str) -> None:
    for english, french in pairs(phrasebook.area(area)):
        for phrase in set(leaves(english)) & set(leaves(french)):
            assert SAME_IN_BOTH.match(phrase) or " " not in phrase, phrase


def test_each_language_is_pure(area: str) -> None:
    for english, french in pairs(phrasebook.area(area)):
        for phrase in leaves(french):
            assert not re.search(r"\b(?:the|and|with|your|our|which|this|what)\b", phrase, re.IGNORECASE), phrase
        for phrase in leaves(english):
            assert not re.search(r"\b(?:le|les|avec|vous|nous|une|est|pour|des)\b|[«»]", phrase, re.IGNORECASE), phrase


def test_every_slot_exists(area: str) -> None:
    known = {*FRAGMENTS, *EARLIER, *RULES, *BOUND}
    for english, french in pairs(phrasebook.area(area)):
        for phrase in (*leaves(english), *leaves(french)):
            assert slots(phrase) <= known, phrase


def test_french_keeps_its_spacing_and_english_its_quotes(area: str) -> None:
    for english, french in pairs(phrasebook.area(area)):
        for phrase in leaves(french):
            assert not re.search(r"(?<![\u00a0\s^!])[:;?!](?!\S)|« |[“”]", phrase), phrase
        for phrase in leaves(english):
            assert not re.search(r"\s[:;?!]", phrase), phrase
            assert phrase.count("“") == phrase.count("”"), phrase


def _hints(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("x-intent"), str):
            yield value["x-intent"]
        for each in value.values():
            yield from _hints(each)
    elif isinstance(value, list):
        for each in value:
            yield from _hints(each)


def test_every_hint_of_every_agent_is_known() -> None:
    hints = {hint for agent in AGENTS.values() for hint in _hints(model_facing_schema(agent.output))}
    unknown = {
        hint
        for hint in hints
        if not phrasebook.entries(hint) and hint not in ITEMS and hint not in FIELDS and not _field_of_a_record(hint)
    }
    assert unknown == set()


def _field_of_a_record(hint: str) -> bool:
    family, _, field = hint.partition(".")
    if family in ("variant", "scene", "shot", "palette", "keyword", "copy", "visual", "article", "post"):
        return family in ITEMS or hint.rpartition(".")[2] in ("body", "headline", "paragraph", "seconds")
    return any(field in entry for entry in phrasebook.entries(family))


def test_every_slot_of_the_tables_is_used_somewhere() -> None:
    phrases = [
        phrase for name in AREAS for en, fr in pairs(phrasebook.area(name)) for phrase in (*leaves(en), *leaves(fr))
    ]
    used = {slot for phrase in phrases for slot in slots(phrase)}
    assert {*FRAGMENTS, *EARLIER, *RULES} <= used | {"desire"}
