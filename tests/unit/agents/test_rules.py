"""What the schema cannot say: each agent's rules, and what it computes afterwards."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from astromedia.agents.definition import Context
from astromedia.agents.prompt import checked, model_facing_schema, text_call
from astromedia.agents.registry import AGENTS
from astromedia.domain.brief import Language
from astromedia.gateway.calls import OutputRejected, Purpose
from astromedia.gateway.providers.schema import model_schema, sketch

from ..domain.briefs import brief
from .samples import ANSWERS, post

OUTPUTS = {AGENTS[name].produces: answer for name, answer in ANSWERS.items()}
CONTEXT = Context(brief(), OUTPUTS)
Change = Callable[[dict[str, Any]], Any]


def broken(agent: str, change: Change) -> str:
    answer = deepcopy(ANSWERS[agent])
    change(answer)
    with pytest.raises(OutputRejected) as caught:
        checked(AGENTS[agent], CONTEXT, answer)
    return str(caught.value)


@pytest.mark.parametrize("agent", AGENTS)
def test_a_good_answer_passes(agent: str) -> None:
    assert checked(AGENTS[agent], CONTEXT, ANSWERS[agent])


@pytest.mark.parametrize(
    ("agent", "change", "message"),
    [
        ("strategist", lambda a: a["budget_split"][0].update(percent=49), "budget_split: percents sum to 99"),
        ("strategist", lambda a: a["budget_split"].pop(), "budget_split: has nothing for email"),
        ("strategist", lambda a: a["budget_split"][2].update(channel="x"), "name each channel of the brief once"),
        ("strategist", lambda a: a["roadmap"][1].update(to_day=29), r"roadmap[1]: days 11 to 29"),
        ("strategist", lambda a: a["roadmap"][1].update(from_day=10), r"roadmap[1]: days 10 to 28"),
        ("scriptwriter", lambda a: a["short"].update(scenes=a["short"]["scenes"][:3] * 2), "short.scenes: run 12"),
        ("scriptwriter", lambda a: a.update(long=a["short"]), "long.scenes: run 8 seconds"),
        ("seo", lambda a: a.update(primary_keyword="other"), "primary_keyword: must be one of keywords"),
        ("seo", lambda a: a["keywords"][1].update(term="Factory"), "a term comes twice"),
        ("seo", lambda a: a.update(meta_description="x" * 161), "meta_description: String should have at most 160"),
        ("copywriter", lambda a: a["channels"].pop(), "channels: has nothing for email/en"),
        ("copywriter", lambda a: a["channels"][2].update(channel="tiktok"), "once and no other"),
        ("copywriter", lambda a: a["channels"][1]["a"].update(body="x" * 201), "body: 201 is over x's limit of 200"),
        ("copywriter", lambda a: a["channels"][0].update(b=a["channels"][0]["a"]), "A and B have the same headline"),
        ("content_writer", lambda a: a.update(title="Something else"), "the primary keyword 'production planning'"),
        ("designer", lambda a: a["b"].update(layout="split"), "b.layout: is the same as a.layout"),
        ("designer", lambda a: a["palette"].update(text="black"), "palette.text"),
        ("video_producer", lambda a: a["shots"][0].update(seconds=5), "shots: run 20 seconds"),
        ("social", lambda a: a["posts"][1].update(text="🎉" * 141), "posts[1].text: 282 characters"),
        ("social", lambda a: a["posts"][0].update(day=29), "posts[0].day: 29 is after the campaign's last day 28"),
        ("social", lambda a: a["posts"].append(post("tiktok", 1)), "posts[3].channel: tiktok is not in the brief"),
        ("social", lambda a: a["posts"][2].update(hashtags=["#one"]), "posts[2].hashtags: email takes 0"),
        ("social", lambda a: a["posts"].pop(), "posts: has nothing for email/en"),
        ("social", lambda a: a["posts"][0].update(time="25:00"), "posts.0.time"),
        ("analytics", lambda a: a["experiments"].pop(), "experiments: has nothing for email"),
        ("analytics", lambda a: a["checkpoints"][0].update(day=29), "checkpoints[0].day"),
        ("analyst", lambda a: a.update(invented=1), "invented: Extra inputs"),
    ],
)  # fmt: skip
def test_a_broken_rule_names_the_field(agent: str, change: Change, message: str) -> None:
    assert message in broken(agent, change)


def test_budget_amounts_sum_to_the_briefs_budget() -> None:
    context = Context(brief(budget={"amount": "1000.01"}), OUTPUTS)
    agent = AGENTS["strategist"]
    output = agent.finish(checked(agent, context, ANSWERS["strategist"]).output, context)
    assert [line.amount for line in output.budget_split] == [Decimal("500.01"), Decimal("300.00"), Decimal("200.00")]
    assert output.model_dump(mode="json")["budget_split"][0]["amount"] == "500.01"


def test_posts_are_put_in_order_with_their_instant_in_the_campaigns_zone() -> None:
    agent = AGENTS["social"]
    output = agent.finish(checked(agent, CONTEXT, ANSWERS["social"]).output, CONTEXT)
    assert [post.channel for post in output.posts] == ["x", "email", "linkedin"]
    assert output.posts[0].publish_at.isoformat() == "2027-03-01T09:30:00-05:00"


@pytest.mark.parametrize(
    ("made", "shown"),
    [((), "none"), (("video",), "none"), (("visuals",), "image_wide"), (("visuals", "video"), "image_wide")],
)
def test_a_post_shows_only_what_was_made(made: tuple[str, ...], shown: str) -> None:
    agent, context = AGENTS["social"], Context(CONTEXT.brief, {name: {} for name in ("strategy", "copy", *made)})
    output = agent.finish(checked(agent, context, ANSWERS["social"]).output, context)
    assert {post.media for post in output.posts} == {shown}


def test_checkpoints_are_dated_and_the_budget_is_per_day() -> None:
    agent = AGENTS["analytics"]
    output = agent.finish(checked(agent, CONTEXT, ANSWERS["analytics"]).output, CONTEXT)
    assert output.checkpoints[0].on.isoformat() == "2027-03-10"
    assert output.budget_per_day == Decimal("89.29")


def test_each_variant_is_rendered_in_each_format() -> None:
    agent = AGENTS["designer"]
    renderings = agent.renderings(checked(agent, CONTEXT, ANSWERS["designer"]).output, CONTEXT)
    assert [(r.variant, r.design["width"], r.design["height"]) for r in renderings] == [
        ("A", 1080, 1080), ("A", 1200, 628), ("B", 1080, 1080), ("B", 1200, 628)
    ]  # fmt: skip


def test_the_video_takes_the_palette_of_the_visuals() -> None:
    agent = AGENTS["video_producer"]
    (rendering,) = agent.renderings(checked(agent, CONTEXT, ANSWERS["video_producer"]).output, CONTEXT)
    assert rendering.design["palette"] == list(ANSWERS["designer"]["palette"].values())


@pytest.mark.parametrize("agent", AGENTS)
def test_a_model_is_told_what_there_is_to_choose_from(agent: str) -> None:
    told = sketch(model_schema(model_facing_schema(AGENTS[agent].output)))
    assert "{}" not in told


@pytest.mark.parametrize("agent", AGENTS)
def test_every_agent_speaks_every_language(agent: str) -> None:
    assert set(AGENTS[agent].instructions) == set(Language)


@pytest.mark.parametrize("agent", AGENTS)
def test_a_model_is_not_asked_for_what_code_computes(agent: str) -> None:
    assert "x-computed" not in str(model_facing_schema(AGENTS[agent].output))


def test_a_call_carries_data_as_data_and_the_limits_of_the_briefs_channels() -> None:
    purpose = Purpose(
        workspace_id="w", campaign_id="c", phase="copy", revision=3, request_id="r", agent="copywriter", step="draft"
    )
    call = text_call(AGENTS["copywriter"], CONTEXT, purpose)
    assert call.inputs["brief"]["company"]["name"] == "Northwind Labs"
    assert "Northwind" not in call.instructions
    assert "- x: headline 70, body 200, post 280, hashtags 2" in call.instructions
    assert "tiktok" not in call.instructions
    assert call.seed == 3
