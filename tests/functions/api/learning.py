"""What the router knows, in memory, as far as the API asks for it."""

from collections.abc import Sequence

from astromedia.domain.learning import Verdict
from astromedia.gateway.calls import Route
from astromedia.gateway.routing.explain import AgentLearnt
from astromedia.gateway.routing.learning import Learning
from tests.fakes.clock import FakeClock
from tests.fakes.learning import FakeLearningStore


class FakeLearning:
    """Implements services.models.Learning: knows `knows`, keeps `verdicts` by campaign, phase and revision."""

    def __init__(self) -> None:
        self.knows: list[AgentLearnt] = []
        self.verdicts: dict[tuple[str, str, str, int], Verdict] = {}
        self._shares = Learning(FakeLearningStore(), FakeClock())

    def learnt(self, workspace_id: str) -> Sequence[AgentLearnt]:
        return self.knows

    def verdict(self, workspace_id: str, campaign_id: str, phase: str, revision: int, verdict: Verdict) -> int:
        key = (workspace_id, campaign_id, phase, revision)
        known, self.verdicts[key] = self.verdicts.get(key), verdict
        return int(known != verdict)

    def expected(self, workspace_id: str, agent: str, routes: Sequence[Route]) -> Route:
        return routes[0]

    def share(self, workspace_id: str) -> float:
        return self._shares.share(workspace_id)

    def set_share(self, workspace_id: str, share: float) -> None:
        self._shares.set_share(workspace_id, share)
