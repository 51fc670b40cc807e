"""Findings: what breaks which rule where, in English and in French, and what breaks none."""

from collections.abc import Sequence
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astromedia.agents.compliance.check import Place, check
from astromedia.agents.compliance.finding import Finding
from astromedia.agents.compliance.law import laws
from astromedia.domain.brief import Brief
from astromedia.domain.regions import Region
from astromedia.domain.texts import path, texts

from ...domain.briefs import brief, brief_data
from .examples import ORDINARY_EN, ORDINARY_FR, SAID

ALL = tuple(Region)
CASES = [(rule, language, text) for (rule, language), texts in SAID.items() for text in texts.broken]
NEAR = [(rule, language, text) for (rule, language), texts in SAID.items() for text in texts.kept]
EMAIL = "Hello,\nplan your week.\nNorthwind Labs, 12 Main Street, Dayton\nUnsubscribe: {{unsubscribe_url}}"


def place(language: str = "en", regions: Sequence[Region] = ALL, **changes: Any) -> Place:
    company = brief_data()["company"] | {"competitors": ["Acme & Co"]} | changes.pop("company", {})
    return Place(brief(languages=[language], company=company, **changes), regions)


def rules(output: Any, at: Place) -> set[str]:
    return {finding.rule for finding in check(output, at)}


@pytest.mark.parametrize(("rule", "language", "text"), CASES)
def test_it_is_found(rule: str, language: str, text: str) -> None:
    found = [finding for finding in check({"parts": [{"said": text}]}, place(language)) if finding.rule == rule]
    assert [finding.field for finding in found] == ["parts[0].said"]
    assert found[0].quote
    assert found[0].quote in text
    assert found[0].sources


@pytest.mark.parametrize(("rule", "language", "text"), NEAR)
def test_what_is_near_to_it_is_not(rule: str, language: str, text: str) -> None:
    assert rule not in rules({"said": text}, place(language))


def test_every_rule_about_words_has_examples_in_both_languages() -> None:
    tried = {(rule, language) for rule, language in SAID} | {
        (rule, language) for rule in ("unsubscribe.subject", "alcohol.appeal") for language in ("en", "fr")
    }
    assert tried == {(law.id, language) for law in laws() for language in law.says}


@pytest.mark.parametrize(
    ("language", "text"),
    [*(("en", text) for text in ORDINARY_EN), *(("fr", text) for text in ORDINARY_FR)],
)
def test_ordinary_marketing_passes(language: str, text: str) -> None:
    assert check({"said": text}, place(language)) == []


def test_there_is_enough_ordinary_marketing() -> None:
    assert len(ORDINARY_EN) + len(ORDINARY_FR) >= 60


@pytest.mark.parametrize(
    ("body", "regions", "broken"),
    [
        (EMAIL, ALL, set()),
        ("Plan your week.", ALL, {"unsubscribe.link", "unsubscribe.address", "unsubscribe.sender"}),
        ("Plan your week.", (Region.DE,), {"unsubscribe.link", "unsubscribe.sender"}),
        ("Northwind Labs. Opt out: {{url}}", (Region.UK, Region.FR), set()),
        ("Northwind Labs. Opt out: {{url}}", (Region.CA,), {"unsubscribe.address"}),
        ("Northwind Labs, {{postal_address}}. Manage your preferences", (Region.US,), set()),
        ("Northwind Labs, 8 rue des Lilas, 69001 Lyon. Se désabonner : {{url}}", ALL, set()),
    ],
)
def test_an_email_says_who_sends_it_and_how_to_stop_it(body: str, regions: Sequence[Region], broken: set[str]) -> None:
    found = check({"channel": "email", "body": body}, place(regions=regions))
    assert {finding.rule for finding in found} == broken
    assert {finding.field for finding in found} <= {"body"}
    assert all(finding.severity == "block" and finding.quote is None for finding in found)


@pytest.mark.parametrize(("subject", "broken"), [("Re: your order", True), ("Fwd : hello", True), ("Return", False)])
def test_an_emails_subject_is_no_answer(subject: str, broken: bool) -> None:
    assert ("unsubscribe.subject" in rules({"subject": subject, "body": EMAIL}, place())) is broken
    assert "unsubscribe.subject" not in rules({"channel": "x", "text": subject}, place())


def test_french_subjects_too() -> None:
    assert "unsubscribe.subject" in rules({"subject": "TR : votre commande", "body": EMAIL}, place("fr"))
    assert "unsubscribe.subject" not in rules({"subject": "Très bon", "body": EMAIL}, place("fr"))


def test_what_only_speaks_of_emails_is_no_email() -> None:
    assert check({"budget": [{"channel": "email", "reason": "Reaches owners."}]}, place()) == []


def test_influencers_in_the_brief_ask_for_labels_on_social_posts() -> None:
    posts = {"posts": [{"channel": c, "text": t} for c, t in (("x", "Hi"), ("x", "#ad Hi"), ("google_ads", "Hi"))]}
    assert rules(posts, place()) == set()
    assert rules(posts, place(company={"offer": "an editor for influencers"})) == set()
    found = check(posts, place(notes="Posted by influencers."))
    assert [(f.rule, f.field, f.severity) for f in found] == [("disclosure.influencers", "posts[0].text", "warn")]


WINE = {"offer": "wines of our vineyard", "industry": "wine"}


def test_alcohol_carries_its_warning_in_france() -> None:
    post = {"channel": "instagram", "text": "A red from the south."}
    warned = post | {"text": "Un rouge. L’abus d’alcool est dangereux pour la santé."}
    assert rules(post, place(company=WINE, regions=(Region.FR,))) == {"alcohol.warning"}
    assert rules(warned, place("fr", company=WINE, regions=(Region.FR,))) == set()
    assert rules(post, place(company=WINE, regions=(Region.US,))) == set()
    assert rules(post, place(company=WINE | {"offer": "alcohol-free wines"}, regions=(Region.FR,))) == set()


@pytest.mark.parametrize(
    ("language", "text", "broken"),
    [
        ("en", "Courage in a glass.", True),
        ("en", "Good for your heart.", True),
        ("en", "A taste of cherries.", False),
        ("fr", "L'ivresse du sud.", True),
        ("fr", "Un goût de cerise.", False),
    ],
)
def test_alcohol_is_not_said_to_help(language: str, text: str, broken: bool) -> None:
    assert ("alcohol.appeal" in rules({"said": text}, place(language, company=WINE))) is broken
    assert "alcohol.appeal" not in rules({"said": text}, place(language))


def test_credit_carries_its_warning_in_france() -> None:
    offer = {"offer": "crédit à la consommation", "industry": "banque"}
    post = {"channel": "x", "text": "Un projet ?"}
    assert rules(post, place("fr", company=offer)) == {"credit.warning"}
    told = {"channel": "x", "text": "Un crédit vous engage et doit être remboursé."}
    assert rules(told, place("fr", company=offer)) == set()


def test_only_the_rules_of_the_regions_hold() -> None:
    output = {"said": "Ask your parents to buy it. The best bread in the world."}
    assert rules(output, place(regions=())) == set()
    assert rules(output, place(regions=(Region.FR,))) == {"claims.children", "claims.superlative"}
    found = check(output, place(regions=(Region.DE,)))
    assert [finding.regions for finding in found] == [[Region.EU], [Region.EU, Region.DE]]


def test_a_rule_may_block_in_some_regions_only() -> None:
    output = {"said": "A carbon-neutral loaf."}
    assert [f.severity for f in check(output, place(regions=(Region.US,)))] == ["warn"]
    assert [f.severity for f in check(output, place(regions=(Region.US, Region.FR)))] == ["block"]


def test_what_blocks_comes_first_in_the_language_of_the_brief() -> None:
    found = check({"a": "Dernière chance.", "b": "Résultats garantis."}, place("fr"))
    assert [(finding.field, finding.severity) for finding in found] == [("b", "block"), ("a", "warn")]
    assert found[0].todo.startswith("Dites ce que vous faites")


def test_a_text_is_read_in_its_own_language_or_in_all_of_the_briefs() -> None:
    both = Place(brief(languages=["en", "fr"]), ALL)
    parts = [{"language": "en", "said": "Dernière chance"}, {"language": "fr", "said": "Dernière chance"}]
    assert [f.field for f in check({"parts": parts, "loose": "Dernière chance"}, both)] == ["parts[1].said", "loose"]


def test_fields_that_are_for_the_team_are_left_out() -> None:
    output = {"angle": "Last chance", "said": "Come in"}
    assert rules(output, place()) == {"claims.urgency"}
    assert check(output, place(), unread={"angle"}) == []


WORDS = [word for texts in SAID.values() for text in texts.broken for word in text.split()]
TEXT = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=12).map(" ".join)
KEYS = st.sampled_from(("channel", "language", "body", "text", "subject", "a", "hashtags", "é.[0]"))
VALUES = TEXT | st.sampled_from(("email", "x", "instagram", "en", "fr")) | st.none() | st.integers() | st.booleans()
JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)


@settings(max_examples=300)
@given(JSON, st.sampled_from(("en", "fr")), st.booleans())
def test_any_output_can_be_checked_and_findings_point_into_it(output: Any, language: str, wine: bool) -> None:
    at = place(language, company=WINE if wine else {})
    places = {path(text.where) for text in texts(output)}
    for finding in check(output, at):
        assert isinstance(finding, Finding)
        assert finding.field in places
        assert set(finding.regions) <= set(ALL)
        assert finding.quote is None or 0 < len(finding.quote) <= 120


@given(st.text(alphabet="garntie l'#%0 1€.!-é*{}[](", max_size=400))
def test_signs_do_not_break_it(text: str) -> None:
    odd: Brief = brief(
        company=brief_data()["company"] | {"name": "(((", "competitors": ["[", "a{2}", "*"]}, languages=["en", "fr"]
    )
    assert isinstance(check({"said": text}, Place(odd, ALL)), list)


def test_a_long_text_takes_no_long_time() -> None:
    text = "guaranteed " * 2_000 + "a " * 20_000 + "0" * 5_000 + "€ 9" * 2_000
    started = process_time()
    check({"said": text}, Place(brief(languages=["en", "fr"]), ALL))
    assert process_time() - started < 10
