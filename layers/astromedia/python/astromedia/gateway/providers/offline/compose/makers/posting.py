"""When something is posted, and what, made to fit the network.

The first stage takes the copy of that channel, language and variant, later stages other angles.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from astromedia.domain.channels import LIMITS, Channel, post_length
from astromedia.gateway.providers.offline.compose.fragments import clean, cut
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.words import long_date
from astromedia.gateway.providers.offline.compose.writer import Writer

from .angles import later_text, place, stacked
from .copies import variant_copy
from .footer import footer
from .seo import hashtags

# Wall-clock times that suit a channel's readers: before work, at lunch, on the way home, in the evening.
_TIMES = {
    "linkedin": ("08:30", "12:15", "17:30"),
    "email": ("09:30", "07:45", "14:00"),
    "google_ads": ("09:00", "13:30", "18:30"),
    "x": ("08:00", "12:45", "18:15"),
    "threads": ("12:30", "19:45", "08:15"),
    "facebook": ("12:00", "19:00", "17:45"),
    "instagram": ("18:30", "12:30", "20:15"),
    "tiktok": ("19:30", "21:00", "17:15"),
    "youtube": ("17:00", "18:45", "11:30"),
    "pinterest": ("20:30", "21:15", "16:45"),
}
_ANY_TIME = ("10:00", "12:30", "18:00")
_OFFICE = frozenset({"linkedin", "email"})
_SATURDAY = 5
_MEDIA = {
    "instagram": ("image_square", "video"),
    "facebook": ("image_wide", "image_square"),
    "linkedin": ("image_wide", "video"),
    "threads": ("image_square", "none"),
    "x": ("image_wide", "video"),
    "tiktok": ("video", "video"),
    "youtube": ("video", "video"),
    "pinterest": ("image_square", "image_square"),
    "email": ("image_wide", "none"),
    "google_ads": ("none", "none"),
}
_USUAL = 400
_ROOM_FOR_ARTICLE = 450
_WITH_ARTICLE = frozenset({"linkedin", "facebook", "email", "threads", "pinterest"})


def day(writer: Writer, scope: Scope, room: object) -> int:
    """A day of the stage: posts spread evenly, all of variant A before B's; office channels avoid the weekend."""
    days = _days(writer, scope)
    return days[int(_share(writer, scope) * len(days))]


def _days(writer: Writer, scope: Scope) -> Sequence[int]:
    stage, facts = scope.stage, writer.facts
    days = range(stage.from_day, stage.to_day + 1) if stage else range(1, facts.days + 1)
    working = [each for each in days if facts.day(each).weekday() < _SATURDAY] if scope.channel in _OFFICE else []
    return working or days


def _share(writer: Writer, scope: Scope) -> float:
    """How much of the stage comes before the post (0 to less than 1)."""
    count = max(1, scope.count)
    at, places = place(writer.facts, scope) or (scope.turn % count, count)
    return at / places if scope.variant is None else (at / places + (scope.variant == "B")) / 2


def clock(writer: Writer, scope: Scope, room: object) -> str:
    """A wall-clock time that suits the channel; variants and languages do not share it, and stages change it."""
    times = _TIMES.get(scope.channel or "", _ANY_TIME)
    turn = (scope.variant == "B") + (scope.language != writer.facts.language)
    return times[(turn + (scope.stage.number if scope.stage else 0)) % len(times)]


def hour(writer: Writer, scope: Scope, room: object) -> str:
    """A time of the day; later for later items."""
    return f"{9 + scope.turn % 9:02}:{(scope.turn % 2) * 30:02}"


def date_of(writer: Writer, scope: Scope, room: object) -> str:
    """A day of the campaign in words: its last one for a deadline, else as many days in as the item's number."""
    name = scope.path[-1].casefold() if scope.path else ""
    late = any(word in name for word in ("deadline", "due", "end", "échéance", "last"))
    number = writer.facts.days if late else min(writer.facts.days, 1 + scope.turn)
    return long_date(writer.facts.day(number), scope.language)


def media(writer: Writer, scope: Scope) -> Sequence[str]:
    """The picture or film a post carries."""
    usual = _MEDIA.get(scope.channel or "", ("image_square", "none"))
    return usual[::-1] if scope.variant == "B" else usual


def checkpoint(writer: Writer, scope: Scope, room: object) -> int:
    """The last day of the stage."""
    return scope.stage.to_day if scope.stage else writer.facts.days


def text(writer: Writer, scope: Scope, room: object) -> str:
    """In the first stage the variant's copy, in later ones another angle; each as full as the network has room for."""
    channel = Channel(scope.channel) if scope.channel in set(Channel) else None
    most = LIMITS[channel].post if channel else _USUAL
    tags = "".join(f" {each['']}" for each in hashtags(writer, scope, 0, 10)) if channel else ""
    end = footer(writer, scope)

    def fits(candidate: str) -> bool:
        return post_length(channel or Channel.EMAIL, candidate + end + tags) <= most

    if scope.stage and scope.stage.number:
        found = later_text(writer, scope, _close(variant_copy(writer, scope)), fits)
    else:
        found = next(filter(fits, _versions(writer, scope, end)), None)
    return (found or _squeezed(writer, scope, tags, most - len(end))) + end


def _versions(writer: Writer, scope: Scope, end: str) -> Iterator[str]:
    """The copy without its `end`: with headline and call to action, then less; long posts of B name the article."""
    copy = variant_copy(writer, scope)
    if not copy:
        yield writer.write("post.text", scope, _USUAL)
        return
    headline, close = clean_line(copy.get("headline")), _close(copy)
    body = clean_line(copy.get("body")).removesuffix(end)
    said = headline.rstrip(" \u00a0?!.").casefold() in body.casefold()
    opening = "" if said else headline
    if scope.variant == "B" and scope.channel in _WITH_ARTICLE and "content" in writer.earlier:
        article = writer.write("post.article", scope, _ROOM_FOR_ARTICLE)
        yield stacked(opening, body, article, close)
    yield from (stacked(opening, body, close), stacked(body, close), body, stacked(opening, close), opening)


def _close(copy: Mapping[str, Any]) -> str:
    action = clean_line(copy.get("call_to_action"))
    return f"→ {action}" if action else ""


def _squeezed(writer: Writer, scope: Scope, tags: str, most: int) -> str:
    room = most - 2 * len(tags) if scope.channel == "x" else most - len(tags)
    body = clean_line(variant_copy(writer, scope).get("body")) or writer.facts.company
    return cut(body, max(20, room // 2))


def clean_line(value: object) -> str:
    """A text as it was written, or nothing if there is none to read."""
    return str(value).strip() if value and clean(value) else ""
