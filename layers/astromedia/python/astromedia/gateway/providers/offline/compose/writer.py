"""The writer: says an intent within a length, in the scope's language, and not the same thing twice in a document."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from . import kinds, phrasebook, template
from .dice import Dice
from .earlier import Earlier
from .facts import Facts
from .fragments import cut
from .scope import Scope
from .slot_rules import EARLIER, FRAGMENTS
from .slots import TIERS, Slots

FIRST, ALWAYS, LAST = "!", "!!", "~"
NOT_SOBER = "^"
MARKS = FIRST + LAST + NOT_SOBER
# What earlier phases write for the audience to hear in the end.
PUBLISHED = frozenset(
    {
        "strategy.promise",
        "pillar",
        "tagline",
        "generic.line",
        "generic.opening",
        "generic.closing",
        "generic.postscript",
    }
)
_LATE = 100
_TELLING, _OPENING, _BREATH = 24, 18, 90
FILLER = "filler"
PARTICULAR = frozenset(
    {*FRAGMENTS, *EARLIER, "wish", "tone", "edges", "rivals", "pillars", "goal", "about", "website"}
) - {"offer_name"}
_ASIDE = re.compile(r"“[^”]*”|«[^»]*»|\([^)]*\)")
_COLON = re.compile(r":\s")
_SENTENCE_END = re.compile(r"[.!?]\s")
TRANSLATABLE = {
    "strategy.promise": "strategy.promise",
    "strategy.big_idea": "strategy.big_idea",
    "strategy.pillars.*.name": "pillar/name",
    "strategy.pillars.*.message": "pillar/message",
    "scriptwriting.long.scenes.*.voice": "scene_long/voice",
    "seo.questions.*.question": "faq/question",
    "seo.questions.*.answer": "faq/answer",
    "copy.taglines.*": "tagline",
}

Phrase = str | Sequence[Sequence[str]]


class Choice(NamedTuple):
    """One alternative: a template, or sentences in order; `mine` if it is meant for this kind of brief or place."""

    phrase: Phrase
    mine: bool


class Writer:
    """Writes one document. What it said is remembered, so that lists have no doubles and texts differ.

    `taken` are the items that the list being made has already; what is `unwanted` is said only if nothing else fits.
    """

    def __init__(
        self, facts: Facts, earlier: Earlier, dice: Dice, unwanted: Callable[[str], bool] = lambda text: False
    ) -> None:
        self.facts = facts
        self.earlier = earlier
        self.dice = dice
        self.slots = Slots(facts, earlier, self._twin)
        self.said: set[str] = set()
        self.taken: Sequence[Any] = ()
        self._unwanted = unwanted
        self._used: Counter[tuple[str, str]] = Counter()

    def tags(self, scope: Scope) -> frozenset[str]:
        """What the phrases should suit: kind of brief, channel, variant, what the goal counts, position in the list."""
        goal = (
            self.facts.goals[scope.goal].text if scope.goal is not None and scope.goal < len(self.facts.goals) else ""
        )
        more = (
            scope.channel,
            scope.variant,
            scope.position,
            kinds.result(goal) if scope.goal is not None else None,
            scope.bound.get("tag"),
        )
        size = {
            "one_day" if self.facts.days == 1 else "days",
            "many_channels" if len(self.facts.channels) > 2 else "few",
        }
        return self.facts.sectors | {self.facts.action} | size | {tag for tag in more if isinstance(tag, str)}

    def write(self, intent: str, scope: Scope, longest: int, shortest: int = 0) -> str:
        """A text that says `intent`; cut at a word only if no phrase fits."""
        scope = scope.at(published=scope.published or intent in PUBLISHED)
        found = phrasebook.suited(intent, self.tags(scope))
        choices = [
            Choice(phrase, "for" in entry)
            for entry in found
            for phrase in _alternatives(entry.get(scope.language) or entry["en"])
        ]
        return self.choose(choices, intent, scope, longest, shortest)

    def say(self, phrases: Sequence[str], name: str, scope: Scope, longest: int, shortest: int = 0) -> str:
        """One of `phrases`, all equally suited."""
        return self.choose([Choice(phrase, mine=True) for phrase in phrases], name, scope, longest, shortest)

    def choose(self, choices: Sequence[Choice], name: str, scope: Scope, longest: int, shortest: int) -> str:
        """The best of `choices` that fits: not said yet, least used, suited, shortened as little as possible."""
        ranked = self._ranked(choices, name)
        for strict, tier in product((True, False), TIERS):
            for choice in ranked:
                text = self._render(choice.phrase, name, scope, tier, longest, strict=strict)
                fits = text and shortest <= len(text) <= longest and text not in self.taken and not self._unwanted(text)
                if text and fits and not (strict and self._poor(text)):
                    return self._remember(text, choice.phrase, name)
        return self._forced(ranked, name, scope, longest, shortest)

    def fresh(self, phrases: Iterable[str], name: str, scope: Scope, longest: int, beside: str = "") -> str | None:
        """One of `phrases` that fits, is new, and repeats no words of the brief that are in `beside`; or None."""
        for tier in TIERS[:2]:
            for choice in self._ranked([Choice(phrase, mine=True) for phrase in phrases], name):
                text = self._render(choice.phrase, name, scope, tier, longest)
                fits = text and len(text) <= longest and not self._unwanted(text)
                if text and fits and not self._poor(text) and not self._repeats(text, beside):
                    return self._remember(text, choice.phrase, name)
        return None

    def again(self, phrases: Iterable[str], name: str, scope: Scope, longest: int, beside: str) -> str | None:
        """As `fresh`, but it may have been said in another text."""
        ranked = self._ranked([Choice(phrase, mine=True) for phrase in phrases], name)
        for choice, tier in product(ranked, TIERS):
            text = self._render(choice.phrase, name, scope, tier, longest)
            if text and len(text) <= longest and text not in beside and not self._repeats(text, beside):
                return self._remember(text, choice.phrase, name)
        return None

    def verbatim(self, text: str, scope: Scope, longest: int, shortest: int) -> str:
        """`text` as it is, cut or continued only if its length is out of bounds."""
        if len(text) < shortest:
            return self._stretched(text, scope, shortest, longest)
        return _trimmed(text, shortest, longest)

    def fill(self, phrase: str, scope: Scope, tier: int = 0) -> str | None:
        """One template filled, whatever was said before; None if one of its slots has no value."""
        return template.fill(phrase.lstrip(MARKS), lambda slot: self.slots.value(slot, scope, tier), scope.language)

    def _ranked(self, choices: Sequence[Choice], name: str) -> list[Choice]:
        """Least used first; of these the ones that say something particular, then those for this kind of brief."""
        order = self.dice.shuffled(choices, name)
        return sorted(
            order, key=lambda choice: (self._worn(choice.phrase, name), _general(choice.phrase), not choice.mine)
        )

    def _worn(self, phrase: Phrase, name: str) -> int:
        used = self._used[name, str(phrase)]
        mark = phrase.lstrip(NOT_SOBER) if isinstance(phrase, str) else ""
        if mark.startswith(ALWAYS) or (mark.startswith(FIRST) and not used):
            return -1
        return used + _LATE if mark.startswith(LAST) else used

    def _poor(self, text: str) -> bool:
        """Said before, naming the company twice in a breath, or with two colons in one sentence outside of quotes."""
        if len(text) < _BREATH and text.count(self.facts.company) > 1:
            return True
        bare = _ASIDE.sub("", text)
        return text in self.said or any(len(_COLON.findall(part)) > 1 for part in _SENTENCE_END.split(bare))

    def _repeats(self, text: str, beside: str) -> bool:
        facts = self.facts
        fragments = (each.text[:_TELLING].casefold() for each in (*facts.edges, *facts.pains, *facts.desires))
        again = any(words in text.casefold() and words in beside.casefold() for words in fragments)
        return bool(beside) and (again or text[:_OPENING] in beside)

    def _render(
        self, phrase: Phrase, name: str, scope: Scope, tier: int, longest: int, *, strict: bool = True
    ) -> str | None:
        if isinstance(phrase, str):
            unsuited = phrase.startswith(NOT_SOBER) and "sober" in self.facts.sectors
            return None if unsuited else self.fill(phrase, scope, tier)
        return self._paragraph(phrase, name, scope, tier, longest, strict=strict)

    def _paragraph(
        self, sentences: Sequence[Sequence[str]], name: str, scope: Scope, tier: int, longest: int, *, strict: bool
    ) -> str | None:
        text = ""
        for i, alternatives in enumerate(sentences):
            room = longest - len(text) - 1
            said = self._sentence(alternatives, f"{name}/{i}", scope, tier, room, strict=strict)
            text = f"{text} {said}".strip() if said else text
            if not text:
                return None
        return text

    def _sentence(
        self, alternatives: Sequence[str], name: str, scope: Scope, tier: int, room: int, *, strict: bool
    ) -> str | None:
        for choice in self._ranked([Choice(phrase, mine=True) for phrase in alternatives], name):
            said = self._render(choice.phrase, name, scope, tier, room)
            fits = said and len(said) <= room and not self._unwanted(said)
            if said and fits and not (strict and self._poor(said)):
                self._used[name, str(choice.phrase)] += 1
                return said
        return None

    def _forced(self, ranked: Sequence[Choice], name: str, scope: Scope, longest: int, shortest: int) -> str:
        last = TIERS[-1]
        texts = [self._render(choice.phrase, name, scope, last, 10_000) for choice in ranked]
        text = min((text for text in texts if text), key=len, default=self.facts.company)
        if len(text) < shortest:
            text = self._stretched(text, scope, shortest, longest)
        return self._remember(_trimmed(text, shortest, longest), text, name)

    def _stretched(self, text: str, scope: Scope, shortest: int, longest: int) -> str:
        while len(text) < shortest:
            text = (
                f"{text.rstrip('.')}. {self.write(FILLER, scope.at(turn=len(text)), max(300, longest - len(text) - 2))}"
            )
        return _trimmed(text, shortest, longest)

    def _remember(self, text: str, phrase: Phrase, name: str) -> str:
        self.said.add(text)
        self._used[name, str(phrase)] += 1
        return text

    def _twin(self, path: str, text: str, scope: Scope) -> str | None:
        intent = TRANSLATABLE.get(path)
        phrase = self.twin_phrase(intent, text, scope.language) if intent else None
        said = self.fill(phrase, scope.at(turn=0, published=True)) if phrase else None
        return said.rstrip(".") if said else None

    def twin_phrase(self, intent: str, text: str, language: str) -> str | None:
        """The phrase that says in `language` what `text`, made by a phrase of this book, says in the campaign's."""
        family, _, field = intent.partition("/")
        pairs = [
            pair
            for entry in phrasebook.entries(family)
            for pair in _pairs(entry[field] if field else entry, self.facts.language, language)
            if template.could_make(pair[0].lstrip(MARKS).rstrip("."), text.rstrip("."))
        ]
        return max(pairs, key=lambda pair: template.literal_length(pair[0]), default=("", None))[1]


def _trimmed(text: str, shortest: int, longest: int) -> str:
    """`text` in at most `longest` characters: cut at a word, or anywhere if that would be too short."""
    shorter = cut(text, longest)
    return shorter if len(shorter) >= shortest else text[:longest].rstrip().ljust(shortest, ".")


def _general(phrase: Phrase) -> bool:
    """Whether a template says nothing particular about the brief."""
    return isinstance(phrase, str) and PARTICULAR.isdisjoint(template.slots(phrase))


def _alternatives(lines: Any) -> list[Phrase]:
    return [lines] if lines and isinstance(lines[0], list) else list(lines)


def _pairs(entry: Mapping[str, Any], one: str, other: str) -> list[tuple[str, str]]:
    return list(zip(entry.get(one, ()), entry.get(other, ()), strict=False))
