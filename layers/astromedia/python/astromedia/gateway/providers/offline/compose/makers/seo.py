"""Search words and hashtags: what the personas would type, made of the offer, the audience and the place."""

from collections.abc import Iterator, Sequence

from astromedia.domain.channels import LIMITS, Channel
from astromedia.gateway.providers.offline.compose.fragments import cut, lower_first
from astromedia.gateway.providers.offline.compose.phrasebook import suited
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.slugs import slug, tag
from astromedia.gateway.providers.offline.compose.topic import subject, topic, town
from astromedia.gateway.providers.offline.compose.writer import MARKS, Writer

from .copies import channel_copy
from .records import Binding

_TERM = 60
_SLUG = 70
_SHORT_AUDIENCE = 40
_KEYWORDS = 10
_HASHTAGS = {
    "instagram": 6,
    "tiktok": 4,
    "youtube": 3,
    "linkedin": 4,
    "facebook": 2,
    "x": 2,
    "threads": 1,
    "pinterest": 4,
}


def primary(writer: Writer, scope: Scope, room: object) -> str:
    """The keyword the page is about."""
    return subject(writer.facts).text


def page_slug(writer: Writer, scope: Scope, room: object) -> str:
    """The page's address: the core words, and the place."""
    return slug(f"{subject(writer.facts).text} {town(writer.facts) or ''}", _SLUG)


def keywords(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """Distinct terms with search intent and priority; the primary keyword is the first."""
    found: dict[str, Binding] = {}
    for binding in _candidates(writer, scope):
        found.setdefault(str(binding["term"]).casefold(), binding)
    return list(found.values())[: min(most, max(fewest, _KEYWORDS))]


def terms(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """The keywords alone, for a list of texts."""
    return [{"": binding["term"], **binding} for binding in keywords(writer, scope, fewest, min(most, max(fewest, 6)))]


def _candidates(writer: Writer, scope: Scope) -> Iterator[Binding]:
    heart = subject(writer.facts).text
    yield {"term": heart, "intent": "commercial", "priority": 1}
    inside = scope.at(
        bound={
            "{core}": heart,
            "{town}": town(writer.facts) or "",
            "{plain}": _plain(writer, scope),
        }
    )
    found = sorted(suited("search", writer.tags(scope)), key=lambda entry: int(entry["priority"]))
    for entry in found:
        for phrase in entry[scope.language]:
            term = writer.fill(phrase.lstrip(MARKS), inside)
            if term and term.casefold().startswith(heart.casefold()):
                term = heart + term[len(heart) :]
            if term and len(term) <= _TERM:
                yield {
                    "term": lower_first(term, writer.facts.names),
                    "intent": entry["intent"],
                    "priority": entry["priority"],
                }


def _plain(writer: Writer, scope: Scope) -> str:
    audience = writer.facts.audience
    if audience is None or len(audience.text) > _SHORT_AUDIENCE or audience.language != scope.language:
        return ""
    return lower_first(cut(audience.text, 24), writer.facts.names)


def hashtags(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """As many hashtags as the channel carries well: the copywriter's, else company, offer, place, sector and more."""
    count = min(most, _HASHTAGS.get(scope.channel or "", 4))
    if scope.channel in set(Channel):
        count = min(count, LIMITS[Channel(scope.channel)].hashtags)
    written = channel_copy(writer, scope).get("hashtags")
    found = [str(each) for each in written] if isinstance(written, list) else tags(writer, scope)
    return [{"": each} for each in found[: max(fewest, count)]]


def tags(writer: Writer, scope: Scope) -> list[str]:
    """Distinct hashtags, the most particular first."""
    facts = writer.facts
    place = town(facts) or ""
    texts = [topic(writer.facts).text, place, *(_short(each.text) for each in (facts.industry,) if each)]
    words = [word for entry in suited("hashtag_word", writer.tags(scope)) for word in entry[scope.language]]
    made = [tag(facts.company, whole=True), *(tag(text) for text in texts), *(tag(word, whole=True) for word in words)]
    return list({each.casefold(): each for each in reversed(made) if each}.values())[::-1]


def _short(text: str) -> str:
    words: Sequence[str] = text.split()
    return text if len(words) <= 3 else ""
