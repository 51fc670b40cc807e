"""What was learnt, for people, and what people say, for the router."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import sqrt

from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.domain.learning import RouteDecision, StoredTally, Verdict
from astromedia.domain.ports import Clock, LearningStore

from ..calls import Route
from .explain import AgentLearnt, Chosen, RouteLearnt
from .knowledge import oldest, weighed
from .reward import with_verdict
from .router import SHARE
from .tally import Tally

TRIES = 5
"""A verdict that meets another one is tried so often."""
SURE = 1.96
"""Standard errors of a 95 % confidence interval."""
UNSURE = 0.5
"""The spread of rewards that a few answers alone are not believed to fall below: the interval of one is everything."""


@dataclass(frozen=True)
class Learning:
    """What the API has to do with the router's learning."""

    store: LearningStore
    clock: Clock

    def learnt(self, workspace_id: str) -> tuple[AgentLearnt, ...]:
        """What is known now, by agent."""
        now = self.clock()
        by_agent: dict[str, list[StoredTally]] = {}
        for tally in self.store.tallies(workspace_id, oldest(now)):
            by_agent.setdefault(tally.agent, []).append(tally)
        return tuple(_agent(agent, by_agent[agent], now) for agent in sorted(by_agent))

    def verdict(self, workspace_id: str, campaign_id: str, phase: str, revision: int, verdict: Verdict) -> int:
        """Learn what people said of a phase's output; how many decisions that changed. Said again, it changes none."""
        decisions = self.store.decisions(workspace_id, campaign_id, phase, revision)
        return sum(self._judge(decision, verdict) for decision in decisions if decision.schema_score)

    def expected(self, workspace_id: str, agent: str, routes: Sequence[Route]) -> Route:
        """Of `routes`, the one that was taken most of late; the first if none was. ValueError if there are none."""
        if not routes:
            raise ValueError("no route can be expected of none")
        if len(routes) == 1:
            return routes[0]
        now = self.clock()
        known = weighed(self.store.tallies(workspace_id, oldest(now), agent), now)
        return max(routes, key=lambda route: _pulls(known, f"{route.provider}/{route.model}"))

    def share(self, workspace_id: str) -> float:
        """What share of the dearest route's cost a call of the workspace may cost on average."""
        share = self.store.share(workspace_id)
        return SHARE if share is None else share

    def set_share(self, workspace_id: str, share: float) -> None:
        """Change it, for every process within half a minute. InvalidInput unless 0 < share <= 1."""
        if not 0 < share <= 1:
            raise InvalidInput("The share is not possible.", [FieldError("share", "must be above 0 and at most 1")])
        self.store.set_share(workspace_id, share)

    def _judge(self, decision: RouteDecision, verdict: Verdict) -> bool:
        for _ in range(TRIES):
            if decision.verdict == verdict:
                return False
            before, after = (with_verdict(decision.reward, said) for said in (decision.verdict, verdict))
            change = Tally.judged(decision.features, before, after, 1 if decision.verdict is None else 0)
            if self.store.judge(decision, verdict, change.integers):
                return True
            decision = self._again(decision)
        return False

    def _again(self, decision: RouteDecision) -> RouteDecision:
        place = decision.workspace_id, decision.campaign_id, decision.phase, decision.revision
        return next(kept for kept in self.store.decisions(*place) if kept.id == decision.id)


def _pulls(known: Mapping[str, Tally], route: str) -> float:
    return known[route].pulls if route in known else 0.0


def _agent(agent: str, tallies: Sequence[StoredTally], now: datetime) -> AgentLearnt:
    known = weighed(tallies, now)
    routes = sorted((_route(route, tally) for route, tally in known.items()), key=lambda r: -(r.reward or 0.0))
    return AgentLearnt(agent=agent, routes=tuple(routes), last=_chosen(tally.last for tally in tallies))


def _route(route: str, tally: Tally) -> RouteLearnt:
    provider, _, model = route.partition("/")
    mean, (low, high) = tally.reward, interval(tally)
    return RouteLearnt(
        provider=provider,
        model=model,
        pulls=round(tally.pulls),
        verdicts=round(tally.verdicts),
        reward=None if mean is None else round(mean, 4),
        reward_low=round(low, 4),
        reward_high=round(high, 4),
        cost=None if tally.cost is None else Decimal(f"{tally.cost:.9f}"),
        seconds=None if tally.seconds is None else round(tally.seconds, 3),
    )


def interval(tally: Tally) -> tuple[float, float]:
    """The 95 % confidence interval of the mean reward, within 0 and 1.

    The spread is taken as if one more answer had been seen, UNSURE away from the mean: without it, two answers that
    happen to agree would look like certainty.
    """
    if tally.reward is None:
        return 0.0, 1.0
    spread = sqrt((tally.pulls * tally.reward_spread**2 + UNSURE**2) / (tally.pulls + 1))
    reach = SURE * spread / sqrt(tally.pulls)
    return max(0.0, tally.reward - reach), min(1.0, tally.reward + reach)


def _chosen(decisions: Iterable[RouteDecision]) -> Chosen:
    last = max(decisions, key=lambda decision: (decision.at, decision.id))
    return Chosen(
        at=last.at,
        campaign_id=last.campaign_id,
        phase=last.phase,
        revision=last.revision,
        route=last.route,
        policy=last.policy,
        why=last.why,
    )
