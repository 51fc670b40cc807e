"""When something is posted, and what: the copy of that channel, language and variant, made to fit the network."""

from collections.abc import Iterator, Sequence

from astromedia.domain.channels import LIMITS, Channel, post_length
from astromedia.gateway.providers.offline.compose.fragments import clean, cut
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import Writer

from .copies import variant_copy
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
    """The campaign's day: posts spread evenly, all of variant A before B's; office channels avoid the weekend."""
    facts, count = writer.facts, max(1, scope.count)
    half = count // 2 if scope.variant == "B" else 0
    place = half + scope.turn // 2 if scope.variant else scope.turn
    number = 1 + (place * (facts.days - 1) // (count - 1) if count > 1 else 0)
    return _on_weekday(writer, number) if scope.channel in _OFFICE else number


def _on_weekday(writer: Writer, number: int) -> int:
    near = (number, number + 1, number + 2, number - 1, number - 2)
    open_days = (
        each for each in near if 1 <= each <= writer.facts.days and writer.facts.day(each).weekday() < _SATURDAY
    )
    return next(open_days, number)


def clock(writer: Writer, scope: Scope, room: object) -> str:
    """A wall-clock time that suits the channel; variants and languages do not share it."""
    times = _TIMES.get(scope.channel or "", _ANY_TIME)
    second = (scope.variant == "B") + (scope.language != writer.facts.language)
    return times[second % len(times)]


def media(writer: Writer, scope: Scope) -> Sequence[str]:
    """The picture or film a post carries."""
    usual = _MEDIA.get(scope.channel or "", ("image_square", "none"))
    return usual[::-1] if scope.variant == "B" else usual


def checkpoint(writer: Writer, scope: Scope, room: object) -> int:
    """The last day of the stage."""
    return scope.stage.to_day if scope.stage else writer.facts.days


def text(writer: Writer, scope: Scope, room: object) -> str:
    """The variant's copy, with headline and call to action where there is room; long posts of B name the article."""
    channel = Channel(scope.channel) if scope.channel in set(Channel) else None
    most = LIMITS[channel].post if channel else _USUAL
    tags = "".join(f" {each['']}" for each in hashtags(writer, scope, 0, 10)) if channel else ""
    for candidate in _versions(writer, scope):
        if post_length(channel or Channel.EMAIL, candidate + tags) <= most:
            return candidate
    return _squeezed(writer, scope, tags, most)


def _versions(writer: Writer, scope: Scope) -> Iterator[str]:
    copy = variant_copy(writer, scope)
    if not copy:
        yield writer.write("post.text", scope, _USUAL)
        return
    headline, body, action = (clean_line(copy.get(name)) for name in ("headline", "body", "call_to_action"))
    close = f"→ {action}" if action else ""
    said = headline.rstrip(" \u00a0?!.").casefold() in body.casefold()
    opening = "" if said else headline
    if scope.variant == "B" and scope.channel in _WITH_ARTICLE and "content" in writer.earlier:
        article = writer.write("post.article", scope, _ROOM_FOR_ARTICLE)
        yield _stacked(opening, body, article, close)
    yield from (_stacked(opening, body, close), _stacked(body, close), body, _stacked(opening, close), opening)


def _squeezed(writer: Writer, scope: Scope, tags: str, most: int) -> str:
    room = most - 2 * len(tags) if scope.channel == "x" else most - len(tags)
    body = clean_line(variant_copy(writer, scope).get("body")) or writer.facts.company
    return cut(body, max(20, room // 2))


def clean_line(value: object) -> str:
    """A text as it was written, or nothing if there is none to read."""
    return str(value).strip() if value and clean(value) else ""


def _stacked(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
