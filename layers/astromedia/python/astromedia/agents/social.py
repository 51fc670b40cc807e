"""The social agent: what is posted where and when."""

from datetime import datetime, time
from typing import Annotated, Literal

from pydantic import Field

from astromedia.domain.brief import Brief, Language
from astromedia.domain.channels import LIMITS, Channel, post_length

from .definition import Agent, Context
from .schema import Hashtag, Part, Sentence, computed, missing, says, several

WallClock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", json_schema_extra={"x-intent": "post.time"})]
Media = Literal["image_square", "image_wide", "video", "none"]
MOST_POSTS = 60
MADE_BY = {"image_square": "visuals", "image_wide": "visuals", "video": "video"}
"""Which output has the media that a post can carry."""


class Post(Part):
    """`day` counts from 1 and `time` is the wall clock of the campaign's time zone; both make `publish_at`."""

    channel: Channel
    language: Language
    variant: Literal["A", "B"]
    day: Annotated[int, Field(ge=1, json_schema_extra={"x-intent": "post.day"})]
    time: WallClock
    text: str = says("post.text", 2000)
    hashtags: list[Hashtag] = Field(max_length=10, json_schema_extra={"x-intent": "hashtag"})
    media: Media
    publish_at: datetime | None = computed()


class PostingPlan(Part):
    cadence: Sentence = says("posting.cadence")
    reasons: list[Sentence] = several("posting.reason", 2, 4)
    posts: Annotated[
        list[Post],
        Field(
            min_length=1,
            max_length=MOST_POSTS,
            json_schema_extra={"x-each": ["stages", "channels", "languages", "variants"]},
        ),
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
    """Give every post its instant in the campaign's time zone, no media that were not made, and put them in order."""
    posts = [
        post.model_copy(update={"publish_at": context.brief.instant(post.day, time.fromisoformat(post.time))})
        for post in plan.posts
    ]
    posts = [post.model_copy(update={"media": _media(post, context)}) for post in posts]
    return plan.model_copy(update={"posts": sorted(posts, key=lambda post: (post.day, post.time, post.channel))})


def _media(post: Post, context: Context) -> Media:
    """Without a picture or a video to show, a post shows none."""
    return post.media if MADE_BY.get(post.media) in context.inputs else "none"


SOCIAL = Agent(
    name="social",
    produces="distribution",
    inputs=("strategy", "copy"),
    optional=("scriptwriting", "seo", "content", "visuals", "video"),
    output=PostingPlan,
    broken_rules=broken_rules,
    finish=finish,
    instructions={
        Language.EN: (
            "You are a social media manager. From the copy and those of scripts, SEO plan, article, visuals and "
            "video that you are given, plan the posts: at least one per channel and language of the brief, "
            f"better one per stage of the strategy's roadmap and variant ({MOST_POSTS} in all at most), inside "
            "the stage's days (1 is the campaign's first day), at wall-clock times (HH:MM) that suit the "
            "audience and the channel. The first stage takes the copy; later ones take other angles (a pillar, "
            "a question, the article if there is one), and no text comes twice on a channel. A post carries a "
            "picture or the video only if there are visuals or a video. Text and hashtags together fit the "
            "network. An email ends with the last line of its copy (sender, address, unsubscribe). Say the cadence "
            "and why."
        ),
        Language.FR: (
            "Vous êtes responsable des réseaux sociaux. À partir des textes et, s'ils vous sont donnés, des "
            "scripts, du plan SEO, de l'article, des visuels et de la vidéo, planifiez les publications : au "
            "moins une par canal et par langue du brief, mieux : une par étape de la feuille de route et par "
            f"variante ({MOST_POSTS} au plus en tout), pendant les jours de l'étape (1 est le premier jour de "
            "campagne), à des heures (HH:MM) qui conviennent à la cible et au canal. La première étape reprend "
            "les textes ; les suivantes prennent d'autres angles (un pilier, une question, l'article s'il y en "
            "a un), et aucun texte ne revient sur un canal. Une publication ne porte une image ou la vidéo que "
            "s'il y a des visuels ou une vidéo. Texte et hashtags tiennent ensemble dans la limite du réseau. Un "
            "e-mail se termine par la dernière ligne de son texte (expéditeur, adresse, désabonnement). Dites la "
            "cadence et pourquoi."
        ),
    },
)
