"""What single chapters show besides the phase's output itself: counts, charts, dates and media put beside it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from astromedia.agents.content_writer import Article, words
from astromedia.agents.copywriter import ChannelCopy, CopyDeck
from astromedia.agents.designer import FORMATS, VisualSet
from astromedia.agents.scriptwriter import ScriptSet
from astromedia.agents.seo import SeoPlan
from astromedia.agents.social import Post, PostingPlan, full_text
from astromedia.agents.strategist import Strategy
from astromedia.agents.video_producer import Storyboard
from astromedia.domain.channels import LIMITS, post_length

from . import charts
from .calendar import calendar
from .media import Figure
from .source import Source

WORDS_PER_MINUTE = 220
SIZES = {"image_square": FORMATS[0], "image_wide": FORMATS[1]}


class Planned(NamedTuple):
    """A post, its number, how long it is of how long it may be, and the figure it goes out with."""

    number: int
    post: Post
    length: int
    limit: int
    figure: Figure | None


def strategy_details(strategy: Strategy, source: Source) -> Mapping[str, Any]:
    """The ring of the budget split; the roadmap with the posts and checkpoints that later phases put on it."""
    days = source.brief.days
    plan, measurement = source.output("social"), source.output("analytics")
    return {
        "ring": charts.ring([line.percent for line in strategy.budget_split]),
        "stages": [
            (stage, charts.bar(Decimal(stage.from_day - 1), Decimal(stage.to_day), Decimal(days)))
            for stage in strategy.roadmap
        ],
        "ticks": charts.day_ticks(source.brief.start, days),
        "posts": [charts.point(day, days) for day in sorted({post.day for post in plan.posts})] if plan else [],
        "checkpoints": [charts.point(c.day, days) for c in measurement.checkpoints] if measurement else [],
    }


def scripts_details(scripts: ScriptSet, source: Source) -> Mapping[str, Any]:
    """Both scripts, each scene with the second it starts and ends at."""
    return {"scripts": [(name, script, _timed(script.scenes)) for name, script in scripts]}


def seo_details(plan: SeoPlan, source: Source) -> Mapping[str, Any]:
    """The site's name as a search result shows it."""
    website = source.brief.company.website
    return {"host": urlsplit(website).hostname if website else None}


def copy_details(deck: CopyDeck, source: Source) -> Mapping[str, Any]:
    """The copy grouped by channel, in the deck's order, with each channel's limits."""
    order = list(dict.fromkeys(copy.channel for copy in deck.channels))
    copies: list[ChannelCopy] = sorted(deck.channels, key=lambda copy: order.index(copy.channel))
    groups = groupby(copies, key=lambda copy: copy.channel)
    return {"channels": [(channel, LIMITS[channel], list(group)) for channel, group in groups]}


def article_details(article: Article, source: Source) -> Mapping[str, Any]:
    """How long the article is to read."""
    count = words(article)
    return {"words": count, "minutes": max(1, round(count / WORDS_PER_MINUTE))}


def visuals_details(visuals: VisualSet, source: Source) -> Mapping[str, Any]:
    """Each concept with its variant's letter."""
    return {"concepts": [("A", visuals.a), ("B", visuals.b)]}


def video_details(board: Storyboard, source: Source) -> Mapping[str, Any]:
    """The shots with their start and end."""
    return {"shots": _timed(board.shots)}


def posts_details(plan: PostingPlan, source: Source) -> Mapping[str, Any]:
    """The posts with length and media, and the calendar they lie in."""
    planned = [
        Planned(
            number,
            post,
            post_length(post.channel, full_text(post)),
            LIMITS[post.channel].post,
            _figure(post, source.figures),
        )
        for number, post in enumerate(plan.posts, 1)
    ]
    dated = [(source.date_of(each.post.day), each) for each in planned]
    return {"dated": dated, "calendar": calendar(source.brief.start, source.brief.end, dated)}


def _timed(parts: Sequence[Any]) -> list[tuple[Any, int, int]]:
    ends = list(accumulate(part.seconds for part in parts))
    return [(part, end - part.seconds, end) for part, end in zip(parts, ends, strict=True)]


def _figure(post: Post, figures: Sequence[Figure]) -> Figure | None:
    """The embedded figure that fits the post's media and variant."""
    if post.media == "none":
        return None
    return next((f for f in figures if f.source and _fits(f, post)), None)


def _fits(figure: Figure, post: Post) -> bool:
    asset = figure.asset
    if post.media == "video":
        return asset.kind == "video"
    size = (asset.facts.get("width"), asset.facts.get("height"))
    return asset.kind == "image" and asset.variant == post.variant and size == SIZES[post.media]
