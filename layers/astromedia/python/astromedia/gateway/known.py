"""Answers that are known already: to the same question, or to one that asks for the same in other words."""

from dataclasses import dataclass
from typing import TypeVar

from astromedia.domain.ledger import Source
from astromedia.domain.ports import Clock
from astromedia.ledger.ledger import Ledger

from . import metering
from .cache import AnswerCache
from .calls import Answer, OutputRejected, Route, TextCall
from .contracts import CachedAnswer, Meter, SemanticIndex
from .entries import hit_entry
from .errands import Errand, Made
from .journey import Journey
from .semantic.answers import agrees

Value = TypeVar("Value")

LEVELS = {"cache": "exact_hits", "semantic": "semantic_hits"}


@dataclass(frozen=True, kw_only=True)
class KnownAnswers:
    """The exact cache and the semantic one over it. What they serve has passed the call's own check."""

    cache: AnswerCache
    semantic: SemanticIndex
    ledger: Ledger
    meter: Meter
    clock: Clock

    def same(self, errand: Errand[Value], journey: Journey) -> Answer[Value] | None:
        """The answer to exactly this question."""
        cached = self.cache.find(journey.call.purpose.workspace_id, errand.key)
        return None if cached is None else self._served(errand, journey, cached, "cache")

    def alike(self, errand: Errand[Value], journey: Journey) -> Answer[Value] | None:
        """The answer to a question that asks for the same. A shadow is only noted: the model is asked all the same.

        A call that revises is about one output: no other's answer does for it, nor does its answer for others. Nor does
        one of a model that this call would not ask, such as a draft from before there was a key.
        """
        call = journey.call
        if not isinstance(call, TextCall) or call.revises or (hit := self.semantic.find(call)) is None:
            return None
        cached = self.cache.find(call.purpose.workspace_id, hit.key)
        if cached is None or not _is_wanted(Route(cached.provider, cached.model), errand):
            return None
        if hit.shadow:
            journey.shadow = hit, cached
            return None
        answer = self._served(errand, journey, cached, "semantic")
        if answer is None:
            metering.not_alike(self.meter)
            self.semantic.judge(call, hit, right=False)
        return answer

    def miss(self, journey: Journey) -> None:
        """Count that none was known."""
        self.cache.count(journey.call.purpose, "misses")
        metering.miss(self.meter)

    def learn(self, errand: Errand[Value], journey: Journey, route: Route, made: Made[Value]) -> None:
        """Keep a bought answer for others, and compare it with the one that a shadow would have served."""
        call = journey.call
        if journey.shadow and isinstance(call, TextCall):
            hit, earlier = journey.shadow
            self.semantic.judge(call, hit, right=agrees(earlier.data, made.data))
        if _is_makeshift(route, errand):
            return
        answer = CachedAnswer(made.data, *route, made.cost, call.purpose.campaign_id)
        self.cache.keep(call.purpose, errand.key, answer, errand.seconds_kept)
        if isinstance(call, TextCall) and not call.revises:
            self.semantic.keep(call, errand.key)

    def _served(
        self, errand: Errand[Value], journey: Journey, cached: CachedAnswer, source: Source
    ) -> Answer[Value] | None:
        """The cached answer, if it does for this call; the ledger notes, once, what it saved."""
        if _is_sent_back(errand, cached):
            return None
        try:
            value = errand.read(cached.data)
        except OutputRejected:
            return None
        whose = journey.call.purpose
        entry = hit_entry(whose, errand.kind, source, cached, journey.call_id, self.clock())
        if self.ledger.note(entry):
            self.cache.count(whose, LEVELS[source], cached.cost)
            metering.hit(self.meter, entry)
        journey.entries.append(entry)
        journey.arrived(Route(cached.provider, cached.model), source, cached.cost)
        return Answer(value, journey.attempts, journey.entries, cached.cost)


def _is_sent_back(errand: Errand[Value], cached: CachedAnswer) -> bool:
    """Whether a person saw this very answer and wanted another, in all that answer and output have in common.

    Code computes some of an output, and an answer says besides what was done about feedback.
    """
    before = (errand.call.previous_output if isinstance(errand.call, TextCall) else None) or {}
    common = before.keys() & cached.data.keys()
    return bool(common) and all(before[name] == cached.data[name] for name in common)


def _is_wanted(route: Route, errand: Errand[Value]) -> bool:
    """Whether an answer by `route` is one that the errand's models may give."""
    return route in errand.routes and not _is_makeshift(route, errand)


def _is_makeshift(route: Route, errand: Errand[Value]) -> bool:
    """Whether the answer came from the offline composer because every model that was wanted failed."""
    return route.provider == "offline" and any(wanted.provider != "offline" for wanted in errand.routes)
