"""What the pictures say and how they look."""

from collections.abc import Mapping, Sequence

from astromedia.gateway.providers.offline.compose import phrasebook
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import Writer

from .colours import complete
from .records import Binding

_LAYOUTS = ("split", "poster", "editorial", "spotlight")
_NAMES = ("background", "surface", "primary", "accent", "text")
_LONGEST_HEADLINE = 60
_READABLE_HEADLINE = 46


def palette(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """The brand's colours by the part they play, completed in harmony."""
    facts = writer.facts
    seed = f"{facts.company} {facts.industry.text if facts.industry else ''}"
    return [dict(zip(_NAMES, complete(facts.colors, seed, _mood(writer)), strict=True))]


def _mood(writer: Writer) -> str:
    tone = writer.facts.tone.text.casefold() if writer.facts.tone else ""
    moods: Sequence[Mapping[str, str]] = phrasebook.entries("palette_mood")
    if "sober" in writer.facts.sectors:
        return "calm"
    return next((entry["mood"] for entry in moods if any(word in tone for word in entry["words"].split())), "bold")


def layouts(writer: Writer, scope: Scope) -> Sequence[str]:
    """Layouts in an order of their own; B is never at the place A is, neighbours in a list differ."""
    order = writer.dice.shuffled(_LAYOUTS, "layout")
    first = (scope.turn + (2 if scope.variant == "B" else 0)) % len(order)
    return [*order[first:], *order[:first]]


def concept(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """The headline of one variant: from its copy, else the promise or a tagline, else the phrasebook."""
    letter = (scope.variant or "A").lower()
    written = [
        " ".join(str(copy[letter].get("headline") or "").split())
        for copy in writer.earlier.mappings("copy.channels.*")
        if isinstance(copy.get(letter), Mapping) and copy.get("language", scope.language) == scope.language
    ]
    spare = writer.earlier.texts("copy.taglines.*") + writer.earlier.texts("strategy.promise")
    fitting = [text for text in written if 8 <= len(text) <= _READABLE_HEADLINE] or [
        text for text in (spare if letter == "a" else spare[::-1]) if len(text) <= _LONGEST_HEADLINE
    ]
    pool = writer.dice.shuffled(fitting, f"visual/{letter}")
    headline = next((text for text in pool if text not in writer.said), None)
    headline = headline or writer.write("copy.headline", scope, _READABLE_HEADLINE)
    writer.said.add(headline)
    named = writer.facts.offer and writer.facts.offer.text.casefold() in headline.casefold()
    return [{"headline": headline, "{headline}": headline, "tag": "offer_said" if named else "offer_unsaid"}]
