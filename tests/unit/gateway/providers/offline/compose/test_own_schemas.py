"""Own agents: a reasonable schema gets a valid, readable draft about the brief, any other a refusal with the reason."""

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.calls import TextCall
from astromedia.gateway.providers.offline.provider import OfflineProvider

from .campaigns import brief
from .own_schemas import own_schemas
from .test_compose_schemas import CHECKED, PURPOSE

TEXT = {"type": "string"}


def thing(**properties: Any) -> dict[str, Any]:
    """A closed object with all its properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def several(items: Any, fewest: int, most: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": fewest, "uniqueItems": True} | (
        {"maxItems": most} if most else {}
    )


def draft(schema: dict[str, Any], about: str = "software", language: str = "en", seed: int = 1) -> Any:
    """What the offline provider answers for an own agent, checked by the jsonschema library."""
    call = TextCall(
        purpose=PURPOSE,
        language=language,
        instructions="You write what local newspapers need.",
        inputs={"brief": brief(about).model_dump(mode="json")},
        json_schema=schema,
        seed=seed,
    )
    made = json.loads(OfflineProvider().complete(call, "composer-1", 10).text)
    Draft202012Validator(schema, format_checker=CHECKED).validate(made)
    return made


PRESS_RELEASE = thing(
    headline={"type": "string", "maxLength": 90},
    dateline={"type": "string", "description": "City and date"},
    lede={"type": "string", "maxLength": 300},
    body={"type": "string", "maxLength": 1500},
    quote=thing(text=TEXT, speaker=TEXT),
    contact=thing(
        name=TEXT,
        email={"type": "string", "format": "email"},
        phone={"type": "string", "pattern": r"^\+?[0-9 ]{8,15}$"},
    ),
    ps={"type": "string", "description": "A postscript"},
)


def test_a_press_release_reads_like_one() -> None:
    made = draft(PRESS_RELEASE)
    assert "month-end close software" in made["headline"]
    assert made["dateline"] == "Stockholm, 2 March 2026"
    assert "the automated month-end close software" in made["body"]
    assert "finance directors of mid-sized companies in the Nordics" in made["body"]
    assert "wording to be approved" in made["quote"]["text"]
    assert "Ledgerline" in made["quote"]["speaker"]
    assert "Ledgerline" in made["contact"]["name"]
    assert made["contact"]["email"] == "contact@ledgerline.example.com"
    assert made["ps"].startswith("P.S. ")


def test_a_text_for_outside_does_not_tell_what_the_company_wants_for_itself() -> None:
    assert "60 product demos" not in json.dumps(draft(PRESS_RELEASE))


def test_a_phone_number_belongs_to_nobody() -> None:
    assert draft(PRESS_RELEASE)["contact"]["phone"] == "+44 20 7946 0958"
    assert draft(PRESS_RELEASE, "bakery", "fr")["contact"]["phone"] == "01 99 00 12 34"


def test_a_french_press_release_is_french() -> None:
    made = draft(PRESS_RELEASE, "bakery", "fr")
    assert made["dateline"] == "Lyon, le 5 octobre 2026"
    assert "abonnement au pain au levain" in made["body"]
    assert not re.search(r"\b(?:the|and|with|your)\b", json.dumps(made))


@pytest.mark.parametrize("pattern", [r"^[A-Z][a-z]+(-[A-Z][a-z]+)*$", r"^\S+$", r"^#[0-9a-f]{6}$"])
def test_titles_that_must_differ_differ_as_their_pattern_lets_them(pattern: str) -> None:
    titles = draft(thing(title=several({"type": "string", "pattern": pattern}, 4)))["title"]
    assert len(set(titles)) == len(titles) >= 4
    assert all(re.search(pattern, title) for title in titles)


def test_names_of_fields_tell_what_they_say() -> None:
    made = draft(
        thing(
            cta={"type": "string", "maxLength": 25},
            pain_point=TEXT,
            image_alt=TEXT,
            negative_keywords=several(TEXT, 3),
            button=thing(label=TEXT, url={"type": "string", "format": "uri"}),
            agenda=several(thing(time=TEXT, item=TEXT), 2),
            confidence={"type": "number", "minimum": 0, "maximum": 1},
            currency={"enum": ["USD", "EUR"]},
            email_body={"type": "string", "minLength": 200},
        )
    )
    actions = ("See it in action", "Try it on your own case", "Book a demo", "Start a trial", "Watch it work")
    assert made["cta"] in actions
    assert made["button"]["label"] in actions
    assert made["pain_point"] == "Month-end close takes ten days"
    assert "Ledgerline" in made["image_alt"]
    assert not any("close software" in word for word in made["negative_keywords"])
    assert [slot["time"] for slot in made["agenda"]][:2] == ["09:00", "10:30"]
    assert (made["confidence"], made["currency"]) == (0.5, "EUR")
    assert "Ledgerline" in made["email_body"]


def test_a_description_helps_where_the_name_says_nothing() -> None:
    made = draft(thing(x1={"type": "string", "description": "The disclaimer under the picture"}))
    assert made["x1"].startswith("Offer by Ledgerline. Conditions")


def test_a_price_is_the_briefs_or_the_least_never_an_invented_one() -> None:
    plans = thing(plans=several(thing(name=TEXT, amount={"type": "number", "minimum": 0, "multipleOf": 0.01}), 3))
    assert {plan["amount"] for plan in draft(plans)["plans"]} == {0}
    call_inputs = brief("software").model_dump(mode="json")
    call_inputs["company"]["offer"] = "month-end close software at €49.50 a month"
    call = TextCall(purpose=PURPOSE, language="en", instructions="", inputs={"brief": call_inputs}, json_schema=plans)
    made = json.loads(OfflineProvider().complete(call, "composer-1", 10).text)
    assert {plan["amount"] for plan in made["plans"]} == {49.5}


def test_short_lines_are_lines_not_cut_sentences() -> None:
    ads = thing(
        headlines=several({"type": "string", "maxLength": 30}, 3, 3),
        descriptions=several({"type": "string", "maxLength": 90}, 2, 2),
        path={"type": "string", "maxLength": 15},
    )
    made = draft(ads)
    assert not any(re.search(r"\d$", line) for line in made["headlines"])
    assert re.fullmatch(r"[a-z0-9-]+", made["path"])
    assert "You reconcile invoices by hand? There is another way" in made["descriptions"] or all(
        "they" not in line.casefold() for line in made["descriptions"]
    )


def test_no_list_is_filled_up_with_numbered_copies() -> None:
    made = draft(thing(plans=several(thing(name=TEXT, features=several(TEXT, 4)), 3)))
    for plan in made["plans"]:
        assert not any(re.search(r" \d$", feature) for feature in plan["features"])


def test_no_placeholder_and_no_name_of_a_field_is_told() -> None:
    said = json.dumps(draft(thing(foo=TEXT, bar=several(TEXT, 2), baz=thing(qux={"type": "string", "maxLength": 20}))))
    assert not re.search(r"(?i)lorem|\bstring\b|foo:|[{][a-z]+[}]", said)
    assert "Ledgerline" in said


def test_another_seed_is_another_draft_and_the_same_one_is_the_same() -> None:
    assert draft(PRESS_RELEASE, seed=1) == draft(PRESS_RELEASE, seed=1) != draft(PRESS_RELEASE, seed=2)


def test_an_example_helps_with_a_pattern_that_is_hard_to_write_for() -> None:
    odd = {"type": "string", "pattern": r"^(?=.*\d)(?=.*[A-Z])(?!.*00)[A-Z0-9]{8}$", "examples": ["AB12CD34"]}
    assert draft(thing(code=odd)) == {"code": "AB12CD34"}


def test_contained_items_are_contained() -> None:
    schema = thing(tags={"type": "array", "items": {"type": "string"}, "contains": {"const": "ad"}, "minItems": 3})
    assert "ad" in draft(schema)["tags"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a pattern nobody can write for": (
        thing(code={"type": "string", "pattern": r"^(?=.*\d)(?=.*[A-Z])(?!.*00)(\w)\w{6}\1$"}),
        "code cannot be made to keep its “pattern”",
    ),
    "nothing": (thing(a={"type": "integer", "minimum": 5, "maximum": 4}), "a cannot be made to keep its"),
    "no number of that step": (
        thing(a={"type": "integer", "minimum": 3, "maximum": 4, "multipleOf": 7}),
        "a cannot be made to keep its",
    ),
    "not enough different values": (thing(a=several({"enum": ["x", "y"]}, 3)), "a.2 cannot be made to keep its “enum”"),
    "a false schema": (thing(a=False), "a cannot be made to keep its|cannot be made"),
    "a reference to itself": (
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        "refers to itself without an end",
    ),
    "an endless tree": (
        {"$ref": "#/$defs/n", "$defs": {"n": thing(child={"$ref": "#/$defs/n"})}},
        "goes deeper than|without an end",
    ),
    "a million items": (thing(a=several(TEXT, 1_000_000)), "wants more than 5000 items"),
    "lists of lists of lists": (
        thing(a=several(several(several(TEXT, 50), 50), 50)),
        "has more than 5000 values",
    ),
    "a book": (thing(a={"type": "string", "minLength": 10_000_000}), "wants more than 20000 characters"),
    "a missing definition": (thing(a={"$ref": "#/$defs/nothing"}), "refers to what is not there"),
    "another document": (thing(a={"$ref": "http://127.0.0.1:9/schema.json"}), "refers to another document"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_schema_that_cannot_be_fulfilled_is_refused_with_the_reason(name: str) -> None:
    schema, reason = REFUSED[name]
    with pytest.raises(ProviderRefused, match=reason) as caught:
        draft(schema)
    assert "use another model provider" in str(caught.value)


@pytest.mark.parametrize("pattern", [r"^(a+)+$", r"^(\w+\s?)*$", r"^([a-z]+)*\.$", r"^(?!x)(\w+\s?)*!$"])
def test_a_pattern_that_takes_for_ever_elsewhere_does_not_here(pattern: str) -> None:
    try:
        draft(thing(a={"type": "string", "pattern": pattern}))
    except ProviderRefused as error:
        assert "pattern" in str(error)  # noqa: PT017


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(own_schemas(), st.sampled_from([("software", "en"), ("bakery", "fr"), ("shop", "fr")]), st.integers(0, 3))
def test_random_own_schemas_get_valid_drafts(schema: dict[str, Any], about: tuple[str, str], seed: int) -> None:
    draft(schema, *about, seed)
