"""The router: what is known of the routes, the policy's choice, and what comes of it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from astromedia.domain.ids import new_id
from astromedia.domain.learning import RouteDecision
from astromedia.domain.ports import Clock, LearningStore

from ..calls import Route
from ..contracts import Arm, Decision, Outcome, RouteFacts
from .features import features
from .knowledge import Knowledge, Memory, Warn
from .paced import PacedLinear
from .policy import Choice, Known, Pace, Policy
from .reward import reward
from .tally import Lesson, Tally

SHARE = 0.5
"""Unless a workspace sets its own, a call may cost half of what the dearest route costs, on average."""
LAST = "offline"
"""The provider that is asked when nobody else answers."""
CHEAPEST = 1e-9
"""No price is taken for less (US dollars): prices are compared by their logarithms."""


def at_once(work: Callable[[], object]) -> None:
    """Leaves nothing for later."""
    work()


@dataclass(kw_only=True)
class BanditRouter:
    """Implements contracts.Router over what all processes of the workspace have learnt.

    Nobody needs to wait until a lesson is stored: whoever finishes what is begun `aside` may give it there.
    """

    store: LearningStore
    clock: Clock
    warn: Warn
    aside: Callable[[Callable[[], object]], None] = at_once
    random: Callable[[], float] = random.random
    policy: Policy = field(default_factory=PacedLinear)

    def rank(self, facts: RouteFacts, arms: Sequence[Arm]) -> Decision:
        """The paid routes by the policy's choice, then those that are only to fall back on, in the order given."""
        seen = features(facts)
        paid = [arm for arm in arms if arm.route.provider != LAST]
        last = [arm.route for arm in arms if arm.route.provider == LAST]
        given = [*(arm.route for arm in paid), *last]
        if len(paid) < 2:
            return Decision(given, "only route", {"reason": "only route"}, seen)
        knowledge = self._memory.of(facts.workspace_id, facts.agent)
        if knowledge is None:
            return Decision(given, "given order", {"reason": "what was learnt cannot be read"}, seen)
        choice = self._choice(knowledge, paid, seen)
        return Decision([*(paid[i].route for i in choice.order), *last], self.policy.name, _why(choice, paid), seen)

    def learn(self, facts: RouteFacts, decision: Decision, outcome: Outcome) -> None:
        """Keep the decision with how it came out, and add that to what is known of the route. It never raises."""
        try:
            made = self._record(facts, decision, outcome)
            lesson = Tally.of(Lesson(made.features, made.reward, float(made.cost), made.seconds))
            if knowledge := self._memory.at_hand(facts.workspace_id, facts.agent):
                knowledge.learn(made.route, lesson)
            self.aside(lambda: self._keep(made, lesson))
        except Exception as error:  # an answer is worth more than what can be learnt of it
            self._lost(error, facts.agent)

    def _keep(self, made: RouteDecision, lesson: Tally) -> None:
        try:
            self.store.add(made, lesson.integers)
        except Exception as error:
            self._lost(error, made.agent)

    def _lost(self, error: Exception, agent: str) -> None:
        self.warn("a decision cannot be kept", error=type(error).__name__, agent=agent)

    @cached_property
    def _memory(self) -> Memory:
        return Memory(self.store, self.clock, self.warn)

    def _choice(self, knowledge: Knowledge, paid: Sequence[Arm], seen: Sequence[float]) -> Choice:
        names, prices = [_name(arm.route) for arm in paid], [max(CHEAPEST, float(arm.worst_cost)) for arm in paid]
        known = knowledge.of(names, prices)
        chooser = knowledge.chooser(names, lambda: self.policy.fit(known))
        share = SHARE if knowledge.share is None else knowledge.share
        return chooser.choose(seen, pace(known, share), self.random)

    def _record(self, facts: RouteFacts, decision: Decision, outcome: Outcome) -> RouteDecision:
        now = self.clock()
        return RouteDecision(
            id=new_id(now),
            workspace_id=facts.workspace_id,
            campaign_id=facts.campaign_id,
            phase=facts.phase,
            revision=facts.revision,
            step=facts.step,
            agent=facts.agent,
            provider=outcome.route.provider,
            model=outcome.route.model,
            at=now,
            policy=decision.policy,
            why=decision.why,
            features=tuple(decision.features) or features(facts),
            schema_score=outcome.schema,
            quality=outcome.quality,
            cost=outcome.cost,
            seconds=outcome.seconds,
            reward=reward(outcome),
        )


def pace(known: Sequence[Known], share: float) -> Pace:
    """The money so far; the ceiling is `share` of the dearest of the `known` (as it was, else as it is priced)."""
    dearest = max(CHEAPEST, *(arm.price if arm.tally.cost is None else arm.tally.cost for arm in known))
    spent, calls = sum(arm.tally.costs[0] for arm in known), sum(arm.tally.pulls for arm in known)
    return Pace(spent, calls, max(CHEAPEST, share * dearest), dearest)


def _name(route: Route) -> str:
    return f"{route.provider}/{route.model}"


def _why(choice: Choice, paid: Sequence[Arm]) -> Mapping[str, Any]:
    scores = {_name(arm.route): score for arm, score in zip(paid, choice.scores, strict=True)}
    return {"reason": choice.reason, "price": round(choice.price, 4), "scores": scores}
