"""What the ten agents get: valid for any brief, particular to it, in its language, each phase building on the last."""

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from astromedia.agents.content_writer import Article, words
from astromedia.agents.definition import Context
from astromedia.agents.prompt import model_facing_schema
from astromedia.agents.registry import AGENTS
from astromedia.agents.social import MOST_POSTS
from astromedia.domain.brief import Brief
from astromedia.domain.channels import Channel
from astromedia.gateway.providers.offline.compose import compose, draft_label

from .campaigns import EXAMPLES, brief, briefs, call_for, run


def texts(value: Any) -> list[str]:
    """Every text in a document."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(briefs())
def test_any_valid_brief_gives_a_campaign_without_broken_rules(made_for: Brief) -> None:
    outputs = run(made_for)
    check_posts(made_for, outputs["strategy"]["roadmap"], outputs["distribution"]["posts"])


def check_posts(made_for: Brief, roadmap: list[dict[str, Any]], posts: list[dict[str, Any]]) -> None:
    """As many as asked for, each inside a stage of the roadmap, none with the text of another in its place."""
    each_stage = len(roadmap) * len(made_for.channels) * len(made_for.languages) * 2
    assert len(posts) == min(MOST_POSTS, each_stage)
    days = {day for stage in roadmap for day in range(stage["from_day"], stage["to_day"] + 1)}
    assert {post["day"] for post in posts} <= days
    said = [(post["channel"], post["language"], post["text"]) for post in posts]
    assert [each for i, each in enumerate(said) if each in said[:i]] == []


@pytest.mark.parametrize("name", sorted(AGENTS))
@pytest.mark.parametrize(
    "earlier", [{}, {"strategy": {"promise": 7, "pillars": "odd", "roadmap": [{"from_day": "x"}]}, "seo": []}]
)
def test_earlier_outputs_may_be_missing_or_odd(name: str, earlier: dict[str, Any]) -> None:
    made_for = brief("rivers")
    call = call_for("analyst", made_for, {}).model_copy(
        update={
            "inputs": {"brief": made_for.model_dump(mode="json"), **earlier},
            "json_schema": model_facing_schema(AGENTS[name].output),
        }
    )
    output = AGENTS[name].output.model_validate(compose(call))
    assert list(AGENTS[name].broken_rules(output, Context(made_for, {}))) == []


@pytest.fixture(scope="module")
def campaigns() -> dict[str, dict[str, Any]]:
    return {name: run(brief(name)) for name in EXAMPLES}


def test_the_same_call_gives_the_same_document() -> None:
    call = call_for("analyst", brief("software"), {})
    assert compose(call) == compose(call)


def test_another_seed_and_feedback_give_another_document() -> None:
    call = call_for("analyst", brief("software"), {})
    documents = [
        compose(each) for each in (call, call.model_copy(update={"seed": 2}), call.model_copy(update={"feedback": "?"}))
    ]
    assert documents[0] != documents[1] != documents[2] != documents[0]


def test_the_text_is_about_the_brief(campaigns: dict[str, dict[str, Any]]) -> None:
    for name, outputs in campaigns.items():
        company = brief(name).company
        for produced in ("research", "strategy", "copy", "content", "analytics"):
            said = " ".join(texts(outputs[produced])).casefold()
            assert company.name.removeprefix("Le ").casefold() in said
            assert company.offer.casefold() in said


def test_two_briefs_share_no_summary(campaigns: dict[str, dict[str, Any]]) -> None:
    summaries = [outputs["research"]["summary"] for outputs in campaigns.values()]
    assert len(set(summaries)) == len(summaries)


def test_no_placeholder_is_left_but_what_mailing_tools_fill_in(campaigns: dict[str, dict[str, Any]]) -> None:
    for outputs in campaigns.values():
        for text in texts(outputs):
            text = re.sub(r"\{\{(?:postal_address|unsubscribe_url)\}\}", "", text)
            assert not re.search(r"[{}\[\]^~]|!!|\.\.", text), text


def test_no_list_says_the_same_twice(campaigns: dict[str, dict[str, Any]]) -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                check(each)
        elif isinstance(value, list):
            assert all(item not in value[:i] for i, item in enumerate(value)), value
            for each in value:
                check(each)

    check(campaigns)


def test_later_phases_build_on_earlier_ones(campaigns: dict[str, dict[str, Any]]) -> None:
    outputs = campaigns["software"]
    personas = [persona["name"] for persona in outputs["research"]["personas"]]
    points = [point for part in outputs["research"]["swot"].values() for point in part]
    rationale = outputs["strategy"]["rationale"]
    assert any(name in rationale for name in personas)
    assert any(point in rationale for point in points)
    pillars = [pillar["name"] for pillar in outputs["strategy"]["pillars"]]
    for produced in ("copy", "scriptwriting", "content", "visuals"):
        assert any(pillar in " ".join(texts(outputs[produced])) for pillar in pillars), produced
    assert [section["heading"] for section in outputs["content"]["sections"]] == outputs["seo"]["outline"]
    assert outputs["seo"]["primary_keyword"] in outputs["content"]["introduction"]
    captions = [scene["caption"] for scene in outputs["scriptwriting"]["short"]["scenes"]]
    assert [shot["caption"] for shot in outputs["video"]["shots"]] == captions
    assert outputs["strategy"]["promise"] in outputs["analytics"]["summary"]


def test_posts_are_the_copy_of_their_channel_and_variant(campaigns: dict[str, dict[str, Any]]) -> None:
    outputs = campaigns["rivers"]
    written = {
        (copy["channel"], copy["language"], variant.upper()): copy[variant]["body"]
        for copy in outputs["copy"]["channels"]
        for variant in ("a", "b")
    }
    posts = posts_by_stage(outputs)[0]
    assert len(posts) == len(written)
    for post in posts:
        body = written[post["channel"], post["language"], post["variant"]]
        letter, _, footer = body.rpartition("\n\n") if post["channel"] == "email" else (body, "", "")
        assert letter in post["text"]
        assert post["text"].endswith(footer)
    assert any(outputs["content"]["title"] in post["text"] for post in posts)


def posts_by_stage(outputs: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The posts of each stage of the roadmap."""
    return [
        [post for post in outputs["distribution"]["posts"] if stage["from_day"] <= post["day"] <= stage["to_day"]]
        for stage in outputs["strategy"]["roadmap"]
    ]


def test_every_stage_has_both_variants_of_every_place_on_different_days(campaigns: dict[str, dict[str, Any]]) -> None:
    for name in ("software", "bakery", "rivers"):
        made_for = brief(name)
        places = sorted((channel, language) for channel in made_for.channels for language in made_for.languages)
        for posts in posts_by_stage(campaigns[name]):
            days = {
                variant: {
                    (each["channel"], each["language"]): each["day"] for each in posts if each["variant"] == variant
                }
                for variant in ("A", "B")
            }
            assert sorted(days["A"]) == sorted(days["B"]) == places
            assert all(days["A"][place] < days["B"][place] for place in places)


def test_later_stages_take_their_angles_from_earlier_phases(campaigns: dict[str, dict[str, Any]]) -> None:
    outputs = campaigns["software"]
    middle = " ".join(post["text"] for post in posts_by_stage(outputs)[1])
    last = " ".join(post["text"] for post in posts_by_stage(outputs)[-1])
    assert any(pillar["message"] in middle for pillar in outputs["strategy"]["pillars"])
    assert any(each["question"] in middle for each in outputs["seo"]["questions"])
    assert outputs["content"]["title"] in middle
    assert outputs["strategy"]["promise"] in last


def test_later_posts_keep_to_their_language(campaigns: dict[str, dict[str, Any]]) -> None:
    small = {"fr": r"\b(?:the|and|with|your)\b", "en": r"\b(?:le|les|avec|vous|une)\b"}
    for post in campaigns["rivers"]["distribution"]["posts"]:
        assert not re.search(small[post["language"]], post["text"]), post["text"]
        assert not re.search("public visé|this audience", post["text"]), post["text"]


@pytest.mark.parametrize("languages", [["en"], ["fr", "en"]])
def test_a_crowded_plan_keeps_every_place_and_every_stage(languages: list[str]) -> None:
    made_for = brief("rivers", channels=[each.value for each in Channel], languages=languages)
    outputs = run(made_for)
    posts = outputs["distribution"]["posts"]
    assert len(posts) == MOST_POSTS
    per_place = Counter((post["channel"], post["language"]) for post in posts)
    assert len(per_place) == 10 * len(languages)
    assert max(per_place.values()) - min(per_place.values()) <= 2
    assert all(len(stage) >= 10 for stage in posts_by_stage(outputs))


def test_one_day_has_both_variants_at_different_hours() -> None:
    made_for = brief("rivers", end="2026-02-01")
    posts = run(made_for)["distribution"]["posts"]
    assert {post["day"] for post in posts} == {1}
    for channel in made_for.channels:
        hours = [each["time"] for each in posts if (each["channel"], each["language"]) == (channel, "en")]
        assert len(set(hours)) == 2


def test_each_item_is_in_the_language_of_its_item(campaigns: dict[str, dict[str, Any]]) -> None:
    for copy in campaigns["rivers"]["copy"]["channels"]:
        small = {"fr": r"\b(?:the|and|with|your)\b", "en": r"\b(?:le|les|avec|vous|une)\b"}[copy["language"]]
        for variant in (copy["a"], copy["b"]):
            assert not re.search(small, f"{variant['headline']} {variant['body']} {variant['call_to_action']}")


def test_the_article_is_long_enough_to_be_useful(campaigns: dict[str, dict[str, Any]]) -> None:
    for name in ("software", "bakery", "rivers"):
        assert 500 <= words(Article.model_validate(campaigns[name]["content"])) <= 900, name


def test_variants_take_different_angles(campaigns: dict[str, dict[str, Any]]) -> None:
    for copy in campaigns["rivers"]["copy"]["channels"]:
        assert copy["a"]["angle"] != copy["b"]["angle"]
        assert copy["a"]["body"] != copy["b"]["body"]


def test_the_budget_split_is_not_even(campaigns: dict[str, dict[str, Any]]) -> None:
    shares = [line["percent"] for line in campaigns["rivers"]["strategy"]["budget_split"]]
    assert len(set(shares)) > 1
    assert min(shares) > 0


def test_an_indicator_is_counted_as_its_name_says(campaigns: dict[str, dict[str, Any]]) -> None:
    indicators = campaigns["rivers"]["analytics"]["indicators"]
    assert [indicator["goal"] for indicator in indicators] == list(brief("rivers").goals)
    assert "volunteer" in indicators[0]["name"].casefold()
    assert "olunteer register" in indicators[0]["source"]
    assert "onation" in indicators[1]["formula"]


def test_office_channels_rest_at_the_weekend(campaigns: dict[str, dict[str, Any]]) -> None:
    made_for = brief("software")
    for post in campaigns["software"]["distribution"]["posts"]:
        if post["channel"] in ("linkedin", "email"):
            assert (made_for.start.weekday() + post["day"] - 1) % 7 < 5


def test_brand_colours_are_used(campaigns: dict[str, dict[str, Any]]) -> None:
    palette = campaigns["software"]["visuals"]["palette"].values()
    assert set(brief("software").company.colors) <= set(palette)


def test_a_goal_decides_the_call_to_action() -> None:
    donors = run(brief("rivers", goals=["Raise donations for equipment"]))
    actions = {variant["call_to_action"] for copy in donors["copy"]["channels"] for variant in (copy["a"], copy["b"])}
    assert actions & {"Give today", "Make a gift", "Support this cause", "Choose your gift", "Help now"}


def test_a_funeral_home_gets_no_cheerful_phrases(campaigns: dict[str, dict[str, Any]]) -> None:
    said = " ".join(texts(campaigns["funerals"]))
    assert not re.search(r"À vous de jouer|vous attend\b|À bientôt|Venez comme vous êtes", said)


def test_french_around_an_english_brief_quotes_what_it_cannot_say() -> None:
    outputs = run(brief("software", languages=["fr"]))
    assert "«\u00a0automated month-end close software\u00a0»" in outputs["research"]["summary"]
    published = " ".join(texts([outputs["copy"], outputs["scriptwriting"]]))
    assert "takes ten days" not in published


def test_the_draft_says_that_it_is_one() -> None:
    assert (draft_label("en"), draft_label("fr"), draft_label("de")) == (
        "Offline draft",
        "Brouillon hors ligne",
        "Offline draft",
    )


def test_a_goal_without_a_word_in_it_is_still_a_goal() -> None:
    outputs = run(brief("software", goals=["🎯"]))
    assert outputs["analytics"]["indicators"][0]["goal"] == "🎯"
