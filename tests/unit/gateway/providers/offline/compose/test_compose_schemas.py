"""Any output schema: what is composed is valid by an independent validator, whatever the schema asks for."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import AnyUrl, BaseModel, Field

from astromedia.gateway.calls import Purpose, TextCall
from astromedia.gateway.providers.offline.compose import compose

from .campaigns import brief, run

PURPOSE = Purpose(workspace_id="w", campaign_id="c", phase="p", revision=1, request_id="r", agent="mine", step="draft")

# jsonschema's own "time" wants no offset, the standard (and pydantic) an offset.
CHECKED = FormatChecker([name for name in FormatChecker.checkers if name != "time"])


def composed(
    schema: dict[str, Any],
    language: str = "en",
    about: str = "software",
    inputs: dict[str, Any] | None = None,
    seed: int = 0,
) -> Any:
    """What the composer makes, checked against the schema by the jsonschema library."""
    given_inputs = {"brief": brief(about).model_dump(mode="json"), **(inputs or {})}
    call = TextCall(
        purpose=PURPOSE, language=language, instructions="", inputs=given_inputs, json_schema=schema, seed=seed
    )
    made = compose(call)
    Draft202012Validator(schema, format_checker=CHECKED).validate(made)
    return made


class Mood(Enum):
    CALM = "calm"
    LOUD = "loud"


class Person(BaseModel):
    name: str = Field(max_length=40)
    email: Annotated[str, Field(json_schema_extra={"format": "email"})]
    born: date | None = None
    manager: "Person | None" = None
    reports: list["Person"] = Field(default=[], max_length=3)


class Recipe(BaseModel):
    press_release_title: str = Field(min_length=10, max_length=90)
    quote: str
    ingredients: list[str] = Field(min_length=3, max_length=8, json_schema_extra={"uniqueItems": True})
    score: float = Field(ge=0, le=10, multiple_of=0.5)
    is_urgent: bool
    tags: set[str] = Field(min_length=5)
    url: AnyUrl
    deadline: date
    sent_at: datetime
    price: Annotated[float, Field(gt=0)]
    stars: Annotated[int, Field(gt=0, lt=6)]
    mood: Mood
    kind: Literal["note", "alert"]
    key: UUID
    parts: tuple[int, str, bool]
    by_channel: dict[str, Person]
    either: int | str
    nothing: None
    author: Person


NASTY: dict[str, dict[str, Any]] = {
    "recipe": Recipe.model_json_schema(),
    "tree": {
        "$ref": "#/$defs/node",
        "$defs": {
            "node": {
                "type": "object",
                "properties": {
                    "label": {"type": "string", "minLength": 3},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                    "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
                },
                "required": ["label", "children", "next"],
                "additionalProperties": False,
            }
        },
    },
    "patterns": {
        "type": "object",
        "properties": {
            "sku": {"type": "string", "pattern": r"^[A-Z]{3}-\d{4}(?:/[a-f0-9]{2})?$"},
            "time": {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
            "colour": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
            "phone": {"type": "string", "pattern": r"^\+?[0-9 ]{8,15}$"},
            "slug": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 12},
            "not_digits": {"type": "string", "pattern": r"^[^\d\s]+$", "minLength": 6},
            "ends": {"type": "string", "pattern": r"\.(png|jpe?g)$"},
            "unreadable": {"type": "string", "pattern": "ok"},
            "hashtags": {
                "type": "array",
                "items": {"type": "string", "pattern": r"^#\w{2,39}$"},
                "minItems": 12,
                "uniqueItems": True,
            },
        },
        "required": ["sku", "time", "colour", "phone", "slug", "not_digits", "ends", "unreadable", "hashtags"],
    },
    "numbers": {
        "type": "object",
        "properties": {
            "a": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
            "b": {"type": "number", "minimum": -2.5, "maximum": -2.25},
            "c": {"type": "integer", "multipleOf": 7, "minimum": 50},
            "d": {"type": ["integer", "null"]},
            "year": {"type": "integer"},
            "percent": {"type": "integer", "minimum": 0, "maximum": 100},
            "many": {
                "type": "array",
                "items": {"type": "integer", "minimum": 1, "maximum": 9},
                "minItems": 9,
                "uniqueItems": True,
            },
            "e": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        },
        "required": ["a", "b", "c", "d", "year", "percent", "many", "e"],
    },
    "lengths": {
        "type": "object",
        "properties": {
            "tiny": {"type": "string", "maxLength": 3, "minLength": 1},
            "none": {"type": "string", "maxLength": 0},
            "exact": {"type": "string", "minLength": 57, "maxLength": 57},
            "essay": {"type": "string", "minLength": 4000, "maxLength": 4200},
            "title": {"type": "string", "maxLength": 10},
            "body": {"type": "string", "minLength": 700, "maxLength": 900},
        },
        "required": ["tiny", "none", "exact", "essay", "title", "body"],
    },
    "all_of": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string", "maxLength": 20}}, "required": ["a"]},
            {"properties": {"a": {"minLength": 15}, "b": {"const": 7}}, "required": ["b"]},
        ],
    },
    "one_of": {
        "type": "object",
        "properties": {
            "event": {
                "oneOf": [
                    {
                        "type": "object",
                        "properties": {"kind": {"const": "online"}, "url": {"type": "string", "format": "uri"}},
                        "required": ["kind", "url"],
                        "additionalProperties": False,
                    },
                    {
                        "type": "object",
                        "properties": {"kind": {"const": "place"}, "city": {"type": "string"}},
                        "required": ["kind", "city"],
                        "additionalProperties": False,
                    },
                ]
            }
        },
        "required": ["event"],
    },
    "tuples": {
        "type": "array",
        "prefixItems": [{"type": "string", "format": "date"}, {"type": "integer"}],
        "items": {"enum": ["x", "y", "z"]},
        "minItems": 5,
        "uniqueItems": True,
    },
    "maps": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z_]+$", "maxLength": 20},
        "additionalProperties": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
        "minProperties": 4,
    },
    "pattern_properties": {
        "type": "object",
        "patternProperties": {r"^day_\d+$": {"type": "string"}},
        "additionalProperties": False,
        "minProperties": 2,
    },
    "anything": {
        "type": "object",
        "properties": {"a": True, "b": {}, "c": {"enum": [None, 3]}},
        "required": ["a", "b", "c", "d"],
    },
    "many_lines": {
        "type": "object",
        "properties": {
            "strengths": {
                "type": "array",
                "items": {"type": "string", "maxLength": 40},
                "minItems": 25,
                "uniqueItems": True,
            }
        },
        "required": ["strengths"],
    },
    "formats": {
        "type": "object",
        "properties": {
            name: {"type": "string", "format": name}
            for name in (
                "date",
                "date-time",
                "time",
                "email",
                "uri",
                "uuid",
                "ipv4",
                "ipv6",
                "hostname",
                "duration",
                "unheard-of",
            )
        },
        "required": [
            "date",
            "date-time",
            "time",
            "email",
            "uri",
            "uuid",
            "ipv4",
            "ipv6",
            "hostname",
            "duration",
            "unheard-of",
        ],
    },
    "each": {
        "type": "object",
        "properties": {
            "pieces": {
                "type": "array",
                "maxItems": 7,
                "x-each": ["channels", "languages", "variants"],
                "x-shares": "weight",
                "items": {
                    "type": "object",
                    "properties": {
                        "channel": {"type": "string"},
                        "language": {"enum": ["en", "fr"]},
                        "variant": {"enum": ["A", "B"]},
                        "weight": {"type": "integer"},
                        "body": {"type": "string", "maxLength": 200},
                    },
                    "required": ["channel", "language", "variant", "weight", "body"],
                },
            }
        },
        "required": ["pieces"],
    },
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(NASTY))
def test_a_schema_nobody_here_wrote_gets_a_valid_document(name: str, language: str) -> None:
    schema = NASTY[name]
    if name == "tuples":
        schema = {"type": "object", "properties": {"value": schema}, "required": ["value"]}
    composed(schema, language, "bakery" if language == "fr" else "software")


def test_a_root_that_is_no_object_is_wrapped() -> None:
    call = TextCall(
        purpose=PURPOSE, language="de", instructions="", inputs={}, json_schema={"type": "integer", "minimum": 4}
    )
    assert compose(call) == {"value": 4}


def test_without_a_brief_there_is_still_a_document() -> None:
    call = TextCall(
        purpose=PURPOSE,
        language="fr",
        instructions="",
        inputs={"brief": None, "strategy": ["odd"]},
        json_schema=NASTY["recipe"],
    )
    Draft202012Validator(NASTY["recipe"]).validate(compose(call))


def test_names_of_fields_decide_what_they_say() -> None:
    made = composed(NASTY["recipe"])
    assert "Ledgerline" in made["press_release_title"]
    assert "wording to be approved" in made["quote"]
    assert "Connects to existing ERPs in a day" in made["ingredients"]
    assert made["is_urgent"] is False
    assert made["url"] == "https://ledgerline.example.com"
    assert made["deadline"] == "2026-04-12"
    assert made["author"]["email"] == "contact@ledgerline.example.com"


def test_labels_in_the_documents_language_name_an_unknown_field() -> None:
    schema = {
        "type": "object",
        "properties": {"tasting_plan": {"type": "string"}, "x": {"type": "string", "title": "Le plan de table"}},
    }
    assert composed(schema)["tasting_plan"].startswith("Tasting plan: ")
    assert composed(schema, "fr", "bakery")["x"].startswith("Le plan de table\u00a0: ")
    assert "Tasting" not in composed(schema, "fr", "bakery")["tasting_plan"]


def test_thinned_lists_cover_every_channel_and_language_and_share_all() -> None:
    schema = NASTY["each"]
    pieces = composed(schema, about="rivers", inputs=run(brief("rivers")))["pieces"]
    assert len(pieces) == 7
    assert sum(piece["weight"] for piece in pieces) == 100
    wide = {**schema["properties"]["pieces"], "maxItems": 11}
    covered = composed({**schema, "properties": {"pieces": wide}}, about="rivers")["pieces"]
    assert {(piece["channel"], piece["language"]) for piece in covered} == {
        (channel, language) for channel in brief("rivers").channels for language in ("en", "fr")
    }
    assert {piece["variant"] for piece in covered} == {"A", "B"}


def test_computed_fields_are_left_out() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer", "x-computed": True}}}
    assert set(composed(schema)) == {"a"}


def _schemas() -> st.SearchStrategy[dict[str, Any]]:
    names = st.sampled_from(
        [
            "title",
            "body",
            "tags",
            "score",
            "quote",
            "steps",
            "url",
            "channel",
            "price",
            "goal",
            "x",
            "data",
            "cta",
            "question",
            "price_list",
        ]
    )
    text = st.builds(
        lambda low, more: {"type": "string", "minLength": low, "maxLength": low + more},
        st.integers(0, 80),
        st.integers(0, 300),
    )
    number = st.builds(
        lambda kind, low, more: {"type": kind, "minimum": low, "maximum": low + more},
        st.sampled_from(["integer", "number"]),
        st.integers(-50, 50),
        st.integers(0, 60),
    )
    formatted = st.sampled_from(
        [{"type": "string", "format": each} for each in ("date", "uri", "email", "uuid", "date-time")]
    )
    plain = st.one_of(text, number, formatted, st.just({"type": "boolean"}), st.just({"enum": ["a", 2, None]}))

    def deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        objects = st.dictionaries(names, inner, min_size=1, max_size=4).map(
            lambda properties: {
                "type": "object",
                "properties": properties,
                "required": sorted(properties),
                "additionalProperties": False,
            }
        )
        arrays = st.builds(
            lambda items, low, more: {"type": "array", "items": items, "minItems": low, "maxItems": low + more},
            inner,
            st.integers(0, 4),
            st.integers(0, 3),
        )
        return st.one_of(objects, arrays, inner.map(lambda each: {"anyOf": [{"type": "null"}, each]}))

    return st.dictionaries(names, st.recursive(plain, deeper, max_leaves=6), min_size=1, max_size=4).map(
        lambda properties: {"type": "object", "properties": properties, "required": sorted(properties)}
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_schemas(), st.sampled_from(["en", "fr"]), st.integers(0, 5))
def test_random_schemas_get_valid_documents(schema: dict[str, Any], language: str, seed: int) -> None:
    composed(schema, language, seed=seed)


def test_a_question_and_its_answer_belong_together() -> None:
    pair = {"type": "object", "properties": {"question": {"type": "string"}, "answer": {"type": "string"}}}
    schema = {"type": "object", "properties": {"help": {"type": "array", "items": pair, "minItems": 3}}}
    answers = {each["question"]: each["answer"] for each in composed(schema)["help"]}
    assert len(answers) >= 3
    assert answers["How do I begin with Ledgerline?"].startswith("With one simple step")
