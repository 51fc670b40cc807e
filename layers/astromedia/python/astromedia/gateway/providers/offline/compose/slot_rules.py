"""Which slot says what: three tables, and the rules for what needs more than a look-up."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import french, words
from .facts import Facts, Fragment
from .fragments import cut, joined, lower_first, quoted
from .scope import Scope
from .topic import topic

if TYPE_CHECKING:
    from .slots import Slots

_WIDTHS = (100, 56, 30)
_SHORTEST = 2
Rule = Callable[["Slots", Scope, int], str | None]
Read = Callable[[Facts], Fragment | list[Fragment] | None]

# The brief's own words: what to read, and which of several (0 the one for this turn, 1 the next ...).
FRAGMENTS: Mapping[str, tuple[Read, int]] = {
    "offer_name": (lambda facts: facts.offer, 0),
    "audience_name": (lambda facts: facts.audience, 0),
    "sector": (lambda facts: facts.industry, 0),
    "pain": (lambda facts: facts.pains, 0),
    "desire": (lambda facts: facts.desires, 0),
    "edge": (lambda facts: facts.edges, 0),
    "edge2": (lambda facts: facts.edges, 1),
    "goal2": (lambda facts: facts.goals, 1),
}

# Of these, what the company says of itself: "their" in it is not the audience.
OF_THE_COMPANY = frozenset({"edge", "edge2"})

# What earlier phases said: where it is, and which of several.
EARLIER: Mapping[str, tuple[str, int]] = {
    "persona": ("research.personas.*.name", 0),
    "persona2": ("research.personas.*.name", 1),
    "need": ("research.personas.*.needs.*", 0),
    "objection": ("research.personas.*.objections.*", 0),
    "trend": ("research.trends.*.title", 0),
    "trend2": ("research.trends.*.title", 1),
    "strength": ("research.swot.strengths.*", 0),
    "weakness": ("research.swot.weaknesses.*", 0),
    "opportunity": ("research.swot.opportunities.*", 0),
    "threat": ("research.swot.threats.*", 0),
    "insight": ("research.insights.*", 0),
    "promise": ("strategy.promise", 0),
    "idea": ("strategy.big_idea", 0),
    "pillar": ("strategy.pillars.*.name", 0),
    "pillar2": ("strategy.pillars.*.name", 1),
    "pillar3": ("strategy.pillars.*.name", 2),
    "message": ("strategy.pillars.*.message", 0),
    "message2": ("strategy.pillars.*.message", 1),
    "keyword": ("seo.primary_keyword", 0),
    "term": ("seo.keywords.*.term", 0),
    "question": ("seo.questions.*.question", 0),
    "answer": ("seo.questions.*.answer", 0),
    "tagline": ("copy.taglines.*", 0),
    "hook": ("scriptwriting.short.hook", 0),
    "script": ("scriptwriting.short.title", 0),
    "caption": ("scriptwriting.short.scenes.*.caption", 0),
    "voice": ("scriptwriting.short.scenes.*.voice", 0),
    "scene": ("scriptwriting.long.scenes.*.voice", 0),
    "article": ("content.title", 0),
    "heading": ("content.sections.*.heading", 0),
    "mood": ("visuals.mood", 0),
    "rule_regions": ("review.regions", 0),
    "review_outcome": ("review.outcome", 0),
    "review_todo": ("review.findings.*.todo", 0),
}


def turned(items: Sequence[Any], turn: int, offset: int) -> Any | None:
    """The item for this turn; with an offset, another one than offset 0 gives, or None if there are too few."""
    return items[(turn + offset) % len(items)] if len(items) > offset else None


def _offer(slots: "Slots", scope: Scope, tier: int) -> str:
    fragment, language = slots.facts.offer, scope.language
    if fragment and fragment.language != language and scope.published:
        return _topic(slots, scope, tier)
    own = slots.facts.company.split(" ", 1)[0]
    if fragment and fragment.language == language and fragment.text.startswith(own) and tier < _SHORTEST:
        return cut(fragment.text, _WIDTHS[tier])
    return slots.noun(fragment, scope, tier, words.word("offer_named", language), words.word("offer_unnamed", language))


def _short_offer(slots: "Slots", scope: Scope, tier: int) -> str:
    offer = slots.facts.offer
    if offer is None or len(offer.text) == len(topic(slots.facts).text):
        return _offer(slots, scope, tier)
    named, unnamed = (words.word(name, scope.language) for name in ("offer_named", "offer_unnamed"))
    heart = topic(slots.facts)
    own_the = offer.language == scope.language and offer.text.lower().startswith("the ")
    article = offer.text.split(" ", 1)[0].lower() if own_the else ""
    return slots.noun(heart._replace(text=f"{article} {heart.text}".strip()), scope, tier, named, unnamed)


def _topic(slots: "Slots", scope: Scope, tier: int) -> str:
    return slots.plain(topic(slots.facts), scope.language, _WIDTHS[tier])


def _audience(slots: "Slots", scope: Scope, tier: int) -> str:
    fragment, language = slots.facts.audience, scope.language
    unnamed = words.word("audience_unnamed", language)
    if fragment is None or (tier == _SHORTEST and len(fragment.text) > _WIDTHS[-1]):
        return unnamed
    if fragment.language != language:
        named = tier == 0 and not scope.published
        return f"{unnamed} ({quoted(cut(fragment.text, _WIDTHS[1]), language)})" if named else unnamed
    text = lower_first(cut(fragment.text, _WIDTHS[tier]), slots.facts.names)
    return text if language == "en" else french.definite(text) or f"{unnamed} ({text})"


def _tone(slots: "Slots", scope: Scope, tier: int) -> str | None:
    tone = slots.facts.tone
    if tone and tone.text == words.word("default_tone", "en"):
        return words.word("default_tone", scope.language)
    return slots.plain(tone, scope.language, _WIDTHS[tier]) if tone else None


def _goal(slots: "Slots", scope: Scope, tier: int) -> str | None:
    goals = slots.facts.goals
    fragment = turned(goals, scope.turn if scope.goal is None else scope.goal, 0)
    return slots.plain(fragment, scope.language, _WIDTHS[tier]) if fragment else None


def _list_of(read: Callable[[Facts], Sequence[Fragment]]) -> Rule:
    def rule(slots: "Slots", scope: Scope, tier: int) -> str | None:
        if scope.published:
            return None
        shown = [slots.plain(each, scope.language, _WIDTHS[tier]) for each in read(slots.facts)[:3]]
        return joined(shown, words.word("and", scope.language)) if len(shown) > 1 and tier < _SHORTEST else None

    return rule


def _channels(slots: "Slots", scope: Scope, tier: int) -> str:
    labels = slots.channel_list(scope.language)
    if tier == _SHORTEST and len(labels) > 2:
        return words.word("channels_unnamed", scope.language)
    return joined(labels, words.word("and", scope.language))


def _rivals(slots: "Slots", scope: Scope, tier: int) -> str | None:
    return (
        joined([cut(name, _WIDTHS[tier]) for name in slots.facts.rivals[:3]], words.word("and", scope.language)) or None
    )


def _pillars(slots: "Slots", scope: Scope, tier: int) -> str | None:
    names = [slots.value(name, scope.at(turn=0), tier) for name in ("pillar", "pillar2", "pillar3")]
    shown = [quoted(name, scope.language) for name in names if name]
    return joined(shown, words.word("and", scope.language)) if len(shown) > 1 else None


def _stage(slots: "Slots", scope: Scope, tier: int) -> str | None:
    return scope.stage.name if scope.stage else None


def _roadmap(slots: "Slots", scope: Scope, tier: int) -> str | None:
    names = [quoted(name, scope.language) for name in slots.earlier.texts("strategy.roadmap.*.name")]
    return joined(names, words.word("and", scope.language)) if len(names) > 1 and tier < _SHORTEST else None


def _about(slots: "Slots", scope: Scope, tier: int) -> str | None:
    about = slots.facts.about
    if about is None or tier == _SHORTEST or (scope.published and about.language != scope.language):
        return None
    return quoted(cut(about.text.split(". ", 1)[0], (220, 110)[tier]), scope.language)


def _day(number: Callable[[Facts, Scope], int]) -> Rule:
    return lambda slots, scope, tier: words.long_date(slots.facts.day(number(slots.facts, scope)), scope.language)


def _angle(variant: str) -> Rule:
    def rule(slots: "Slots", scope: Scope, tier: int) -> str | None:
        for copy in slots.earlier.mappings("copy.channels.*"):
            if copy.get("channel") == scope.channel and copy.get("language") == scope.language:
                written = copy.get(variant)
                return str(written["angle"]) if isinstance(written, Mapping) and written.get("angle") else None
        return None

    return rule


def _budget(slots: "Slots", scope: Scope, tier: int) -> str | None:
    amount = slots.facts.budget
    return words.money(Decimal(amount), slots.facts.currency, scope.language) if amount else None


def _period(slots: "Slots", scope: Scope, tier: int) -> str:
    first, last = (words.long_date(slots.facts.day(day), scope.language) for day in (1, slots.facts.days))
    name = "period" if slots.facts.days > 1 else "period_of_a_day"
    return words.word(name, scope.language).format(first, last)


def _channel(slots: "Slots", scope: Scope, tier: int) -> str:
    channel = scope.channel or turned(slots.facts.channels, scope.turn, 0) or "email"
    return words.channel(channel, scope.language)


RULES: Mapping[str, Rule] = {
    "company": lambda slots, scope, tier: cut(slots.facts.company, 80 if tier < _SHORTEST else 32),
    "offer": _offer,
    "short_offer": _short_offer,
    "topic": _topic,
    "audience": _audience,
    "tone": _tone,
    "where": lambda slots, scope, tier: slots.where(scope, tier),
    "goal": _goal,
    "edges": _list_of(lambda facts: facts.edges),
    "goals": _list_of(lambda facts: facts.goals),
    "channels": _channels,
    "channel": _channel,
    "rivals": _rivals,
    "pillars": _pillars,
    "stage": _stage,
    "roadmap": _roadmap,
    "about": _about,
    "budget": _budget,
    "location": lambda slots, scope, tier: slots.facts.location,
    "website": lambda slots, scope, tier: slots.facts.website,
    "postal_address": lambda slots, scope, tier: "{{postal_address}}",
    "unsubscribe_url": lambda slots, scope, tier: "{{unsubscribe_url}}",
    "period": _period,
    "start": _day(lambda facts, scope: 1),
    "end": _day(lambda facts, scope: facts.days),
    "angle_a": _angle("a"),
    "angle_b": _angle("b"),
}
