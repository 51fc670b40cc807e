"""What the router knows and what the cache counts, in memory, as far as the API asks for it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from astromedia.domain.learning import Verdict
from astromedia.gateway.absent import NoCache
from astromedia.gateway.calls import Route
from astromedia.gateway.routing.explain import AgentLearnt


class FakeLearning:
    """Implements services.models.Learning: knows `knows`, keeps `verdicts` by campaign, phase and revision."""

    def __init__(self) -> None:
        self.knows: list[AgentLearnt] = []
        self.verdicts: dict[tuple[str, str, str, int], Verdict] = {}

    def learnt(self, workspace_id: str) -> Sequence[AgentLearnt]:
        return self.knows

    def verdict(self, workspace_id: str, campaign_id: str, phase: str, revision: int, verdict: Verdict) -> int:
        key = (workspace_id, campaign_id, phase, revision)
        known, self.verdicts[key] = self.verdicts.get(key), verdict
        return int(known != verdict)

    def expected(self, workspace_id: str, agent: str, routes: Sequence[Route]) -> Route:
        return routes[0]


class CountingCache(NoCache):
    """Counts and drops; `tags` says how many answers carry each."""

    def __init__(self) -> None:
        self.tags: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.counters: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def count(self, workspace_id: str, name: str, amounts: Mapping[str, int]) -> None:
        self.counters[workspace_id, name].update(amounts)

    def counts(self, workspace_id: str, name: str) -> Mapping[str, int]:
        return self.counters[workspace_id, name]

    def drop(self, workspace_id: str, tag: str | None = None) -> int:
        carried = self.tags[workspace_id]
        return sum(carried.pop(name) for name in list(carried) if tag in (None, name))
