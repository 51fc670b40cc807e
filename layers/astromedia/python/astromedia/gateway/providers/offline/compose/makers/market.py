"""Rivals, goals and how often to look at them."""

from collections.abc import Callable, Sequence

from astromedia.gateway.providers.offline.compose import kinds
from astromedia.gateway.providers.offline.compose.formats import FICTITIOUS_PHONES
from astromedia.gateway.providers.offline.compose.fragments import capital_first, cut
from astromedia.gateway.providers.offline.compose.phrasebook import entries, suited
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import Writer

from .records import USUAL, Binding, binding, chosen

_ALTERNATIVES, _ALL = 2, 99
_REVIEWS = {
    "awareness": "weekly",
    "loyalty": "at_the_end",
    "recruits": "weekly",
    "visits": "weekly",
    "behaviour": "at_the_end",
}


def rivals(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
    """The brief's competitors by name; then kinds of alternatives, at least enough of them to fill the list."""
    named = list(writer.facts.rivals[:most])
    entry = suited("named_rival", writer.tags(scope))[0]
    known: list[Binding] = [{**binding("named_rival", entry, scope), "name": name} for name in named]
    others = max(fewest, min(most, max(USUAL, len(named)))) - len(named)
    others = min(others, _ALTERNATIVES) if len(named) >= fewest else others
    return known + [binding("rival", each, scope) for each in chosen(writer, "rival", scope, others)]


def one_of(family: str) -> Callable[[Writer, Scope, int, int], list[Binding]]:
    """For an object of its own or of a list bound otherwise: the record of `family` whose turn it is."""

    def made(writer: Writer, scope: Scope, fewest: int, most: int) -> list[Binding]:
        found = chosen(writer, family, scope.at(turn=0), _ALL) or list(entries(family))
        return [binding(family, found[scope.turn % len(found)], scope)]

    return made


def goal(writer: Writer, scope: Scope, room: object) -> str:
    """The brief's goal as it was written."""
    goals = writer.facts.goals
    index = scope.turn if scope.goal is None else scope.goal
    return capital_first(cut(goals[index % len(goals)].text, 160)) if goals else writer.facts.company


def reviews(writer: Writer, scope: Scope) -> Sequence[str]:
    """How often the goal's figures are worth a look."""
    goals = writer.facts.goals
    result = kinds.result(goals[scope.goal or 0].text) if goals else "awareness"
    return (_REVIEWS.get(result, "daily" if writer.facts.days <= USUAL * 7 else "weekly"),)


def locales(writer: Writer, scope: Scope) -> Sequence[str]:
    """The scope's language in the spellings schemas use."""
    return {"fr": ("fr", "fr-FR", "fr_FR", "French"), "en": ("en", "en-US", "en-GB", "en_US", "English")}[
        scope.language
    ]


def currencies(writer: Writer, scope: Scope) -> Sequence[str]:
    """The currency of the brief's budget."""
    return (writer.facts.currency,)


def phone(writer: Writer, scope: Scope, room: object) -> str:
    """A number that belongs to nobody: kept free for fiction by the country's regulator."""
    return FICTITIOUS_PHONES[scope.language][0]
