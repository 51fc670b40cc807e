"""What the router knows, in memory, as far as the API asks for it."""

from collections.abc import Sequence

from astromedia.domain.learning import Verdict
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
