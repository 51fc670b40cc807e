"""Slots of the templates: words of the brief and of earlier outputs, in a form that suits the sentence and the room.

`tier` 0 is the full form, 1 a shorter one, 2 the shortest: a general word instead of a long name, and nothing for what
can be left out.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from . import english, french, words
from .earlier import Earlier
from .facts import Facts, Fragment
from .fragments import cut, is_name, lower_first, quoted
from .scope import Scope
from .slot_rules import EARLIER, FRAGMENTS, OF_THE_COMPANY, RULES, turned

TIERS = (0, 1, 2)
WIDTHS = (100, 56, 30)
_EARLIER_WIDTHS = (300, 80, 0)
_DEFINITE: Mapping[str, Callable[[str], str | None]] = {"en": english.definite, "fr": french.definite}
# What French copy cannot turn into "vous", and what sounds like someone speaking.
_THEY = re.compile(r"(?:ils|elles|leurs?)\b", re.IGNORECASE)
_SPOKEN = {
    "en": re.compile(r"(?:i|we|my|our)\b", re.IGNORECASE),
    "fr": re.compile(r"(?:je|j['’]|nous|on|mon|ma|mes|notre|nos)\b", re.IGNORECASE),
}

Twin = Callable[[str, str, Scope], str | None]


class Slots:
    """Values of slots for one document. `twin` says in another language what an earlier phase said, if it can."""

    def __init__(self, facts: Facts, earlier: Earlier, twin: Twin) -> None:
        self.facts: Facts = facts
        self.earlier = earlier
        self._twin = twin

    def value(self, name: str, scope: Scope, tier: int) -> str | None:
        """The value of slot `name`; None if nothing was said about it."""
        bound: Any = scope.bound.get(f"{{{name}}}")
        if isinstance(bound, str):
            return bound
        if name in FRAGMENTS:
            return self._fragment(name, scope, tier)
        if name == "wish":
            wish = self._fragment("desire", scope, tier)
            return english.infinitive(wish) if wish and scope.language == "en" else wish
        if name in EARLIER:
            return self._said(name, scope, tier)
        return RULES[name](self, scope, tier) if name in RULES else None

    def _fragment(self, name: str, scope: Scope, tier: int) -> str | None:
        read, offset = FRAGMENTS[name]
        found = read(self.facts)
        several = isinstance(found, list)
        fragment: Fragment | None = turned(found, scope.turn, offset) if isinstance(found, list) else found
        if fragment is None or (several and tier == TIERS[-1]):
            return None
        if scope.published and several:
            return self._published(fragment, scope.language, WIDTHS[tier], of_audience=name not in OF_THE_COMPANY)
        return self.plain(fragment, scope.language, WIDTHS[tier])

    def _published(self, fragment: Fragment, language: str, width: int, *, of_audience: bool) -> str | None:
        """The fragment as it may stand in a text for the audience: not in another language, and in the right person."""
        if fragment.language != language:
            return None
        if language == "fr" and _THEY.match(fragment.text):
            return None
        if _SPOKEN[language].match(fragment.text):
            return quoted(cut(fragment.text, width), language)
        text = self.plain(fragment, language, width)
        return english.about_you(text) if language == "en" and of_audience else text

    def plain(self, fragment: Fragment, language: str, width: int) -> str:
        """The fragment's words: with a lower-case first letter, or in quotation marks if in another language."""
        text = cut(fragment.text, width)
        return self.lower(text) if fragment.language == language else quoted(text, language)

    def lower(self, text: str) -> str:
        """With a lower-case first letter, unless it starts with a name."""
        return text if text.startswith(self.facts.company) else lower_first(text, self.facts.names)

    def _said(self, name: str, scope: Scope, tier: int) -> str | None:
        path, offset = EARLIER[name]
        text: str | None = turned(self.earlier.texts(path), scope.turn, offset)
        if text is None or (len(text) > _EARLIER_WIDTHS[tier] and tier > 0):
            return None
        if scope.language != self.facts.language:
            return self._twin(path, text, scope)
        return text

    def noun(self, fragment: Fragment | None, scope: Scope, tier: int, otherwise: str, unnamed: str) -> str:
        """A noun phrase with its article; `otherwise` frames one without known article, `unnamed` stands for none."""
        if fragment is None or (tier == TIERS[-1] and len(fragment.text) > WIDTHS[-1]):
            return unnamed
        text = cut(fragment.text, WIDTHS[tier])
        if fragment.language != scope.language:
            return quoted(text, scope.language)
        definite = text if is_name(text) else _DEFINITE[scope.language](self.lower(text))
        return definite or otherwise.format(quoted(text, scope.language))

    def where(self, scope: Scope, tier: int) -> str | None:
        """The brief's location as "in Lyon"."""
        location = self.facts.location
        if location is None or tier == TIERS[-1]:
            return None
        place = french.place if scope.language == "fr" else english.place
        return place(cut(location, WIDTHS[tier]))

    def channel_list(self, language: str) -> list[str]:
        """The names of the brief's channels."""
        return [words.channel(each, language) for each in self.facts.channels]
