"""Copy for one variant on one channel: an angle, a headline, a body as long as the channel reads, a call to action."""

from collections.abc import Sequence

from astromedia.domain.channels import LIMITS, Channel, ChannelLimits
from astromedia.gateway.providers.offline.compose import phrasebook
from astromedia.gateway.providers.offline.compose.phrasebook import Entry
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import FILLER, Writer

from .footer import footer
from .records import Binding, Phrases, chosen

_USUAL = ChannelLimits(headline=80, body=400, post=500, hashtags=3)
# The parts of a body by channel, and what separates them.
_SHAPES = {
    "linkedin": ("hook value point proof close", "\n\n"),
    "email": ("greeting hook value point proof next close_email signature", "\n\n"),
    "youtube": ("hook value point proof about close", "\n\n"),
    "facebook": ("hook value proof close", "\n\n"),
    "instagram": ("hook value proof close", "\n\n"),
    "pinterest": ("hook value close", " "),
    "threads": ("hook value close", "\n\n"),
    "tiktok": ("hook value close", " "),
    "x": ("hook value", " "),
    "google_ads": ("ad_text", " "),
}
_PLAIN = ("hook value proof close", " ")
_EARLY = ("problem", "question", "story")
_LATE = ("promise", "proof", "invitation")


def variant(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """The one binding of a variant: angle, headline, body and call to action of this scope's channel."""
    limits = LIMITS[Channel(scope.channel)] if scope.channel in set(Channel) else _USUAL
    entry = _angle(writer, scope)
    inside = scope.at(bound={"tag": entry["id"]})
    headline = _headline(writer, inside, entry, limits.headline)
    return [
        {
            "angle": Phrases(f"angle/{entry['id']}", entry["angle"][scope.language]),
            "headline": headline,
            "body": _body(writer, inside, entry, limits.body),
        }
    ]


def _angle(writer: Writer, scope: Scope) -> Entry:
    """A of one family of angles, B of the other; channels take turns."""
    ids = _LATE if scope.variant == "B" else _EARLY
    possible = {entry["id"]: entry for entry in chosen(writer, "angle", scope.at(turn=0), 99) if entry["id"] in ids}
    order = [possible[name] for name in writer.dice.shuffled(ids, f"angle/{scope.variant}") if name in possible]
    return order[scope.turn % len(order)]


def _headline(writer: Writer, scope: Scope, entry: Entry, longest: int) -> str:
    own: Sequence[str] = entry["headline"][scope.language]
    found = writer.fresh(own, f"headline/{entry['id']}", scope, longest)
    return found or writer.write("copy.headline", scope, longest)


def _body(writer: Writer, scope: Scope, entry: Entry, longest: int) -> str:
    names, between = _SHAPES.get(scope.channel or "", _PLAIN)
    text, end = "", footer(writer, scope)
    for name in names.split():
        room = longest - len(text) - len(between) - len(end)
        part = _part(writer, scope, entry, name, room, text) if room > 0 else None
        text = f"{text}{between}{part}" if text and part else text or part or ""
    return (text or writer.write(FILLER, scope, longest - len(end))) + end


def _part(writer: Writer, scope: Scope, entry: Entry, name: str, room: int, before: str) -> str | None:
    if name == "hook":
        return writer.fresh(entry["hook"][scope.language], f"hook/{entry['id']}", scope, room)
    intent = f"body.{name}"
    found = phrasebook.suited(intent, writer.tags(scope))
    phrases = [phrase for each in found for phrase in each[scope.language]]
    return writer.fresh(phrases, intent, scope, room, before) or writer.again(phrases, intent, scope, room, before)
