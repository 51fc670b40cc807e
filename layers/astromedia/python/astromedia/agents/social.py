"""The social agent: what is posted where and when."""

from datetime import datetime, time
from typing import Annotated, Literal

from pydantic import Field

from astromedia.domain.brief import Brief, Language
from astromedia.domain.channels import LIMITS, Channel, post_length

from .definition import Agent, Context
from .schema import Hashtag, Part, Sentence, computed, missing, says, several

WallClock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", json_schema_extra={"x-intent": "post.time"})]
MOST_POSTS = 40


class Post(Part):
    """`day` counts from 1 and `time` is the wall clock of the campaign's time zone; both make `publish_at`."""

    channel: Channel
    language: Language
    variant: Literal["A", "B"]
    day: Annotated[int, Field(ge=1, json_schema_extra={"x-intent": "post.day"})]
    time: WallClock
    text: str = says("post.text", 2000)
    hashtags: list[Hashtag] = Field(max_length=10, json_schema_extra={"x-intent": "hashtag"})
    media: Literal["image_square", "image_wide", "video", "none"]
    publish_at: datetime | None = computed()


class PostingPlan(Part):
    cadence: Sentence = says("posting.cadence")
    reasons: list[Sentence] = several("posting.reason", 2, 4)
    posts: Annotated[
        list[Post],
        Field(min_length=1, max_length=MOST_POSTS, json_schema_extra={"x-each": ["channels", "languages", "variants"]}),
    ]


def full_text(post: Post) -> str:
    """The post as published: its text, then its hashtags."""
    return " ".join([post.text, *post.hashtags])


def broken_rules(plan: PostingPlan, context: Context) -> list[str]:
    """Every channel has a post in every language; each fits its network and lies inside the campaign."""
    brief = context.brief
    wanted = {f"{channel}/{language}" for channel in brief.channels for language in brief.languages}
    rules = missing(wanted, {f"{post.channel}/{post.language}" for post in plan.posts}, "posts")
    for i, post in enumerate(plan.posts):
        rules += [f"posts[{i}].{rule}" for rule in _broken_post(post, brief)]
    return rules


def _broken_post(post: Post, brief: Brief) -> list[str]:
    limits, length = LIMITS[post.channel], post_length(post.channel, full_text(post))
    rules = []
    if post.channel not in brief.channels:
        rules.append(f"channel: {post.channel} is not in the brief; leave it out")
    if length > limits.post:
        rules.append(f"text: {length} characters with hashtags are over {post.channel}'s {limits.post}; shorten it")
    if len(post.hashtags) > limits.hashtags:
        rules.append(f"hashtags: {post.channel} takes {limits.hashtags}; leave some out")
    if post.day > brief.days:
        rules.append(f"day: {post.day} is after the campaign's last day {brief.days}")
    return rules


def finish(plan: PostingPlan, context: Context) -> PostingPlan:
    """Give every post its instant in the campaign's time zone and put them in order."""
    posts = [
        post.model_copy(update={"publish_at": context.brief.instant(post.day, time.fromisoformat(post.time))})
        for post in plan.posts
    ]
    return plan.model_copy(update={"posts": sorted(posts, key=lambda post: (post.day, post.time, post.channel))})


SOCIAL = Agent(
    name="social",
    produces="distribution",
    inputs=("strategy", "copy", "content", "visuals", "video"),
    output=PostingPlan,
    broken_rules=broken_rules,
    finish=finish,
    instructions={
        Language.EN: (
            "You are a social media manager. From the copy, article, visuals and video plan the posts: at "
            "least one per channel and language of the brief, both variants where you can, spread over the "
            "campaign's days (1 is the first day) along the strategy's roadmap, at wall-clock times (HH:MM) "
            "that suit the audience and the channel. Text and hashtags together fit the network. Say the "
            "cadence and why."
        ),
        Language.FR: (
            "Vous êtes responsable des réseaux sociaux. À partir des textes, de l'article, des visuels et de "
            "la vidéo, planifiez les publications : au moins une par canal et par langue du brief, les deux "
            "variantes si possible, réparties sur les jours de campagne (1 est le premier jour) selon la "
            "feuille de route, à des heures (HH:MM) qui conviennent à la cible et au canal. Texte et hashtags "
            "tiennent ensemble dans la limite du réseau. Dites la cadence et pourquoi."
        ),
    },
)
