"""What the router learns from, in memory."""

from collections.abc import Sequence
from itertools import zip_longest
from threading import Lock

from astromedia.domain.learning import RouteDecision, StoredTally, Verdict, window_of


class FakeLearningStore:
    """Implements ports.LearningStore. With `broken`, everything raises it, as a store that is down does."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str, int, str], RouteDecision] = {}
        self.sums: dict[tuple[str, str, int, str], StoredTally] = {}
        self.shares: dict[str, float] = {}
        self.broken: Exception | None = None
        self.reads = 0
        self._lock = Lock()

    def add(self, decision: RouteDecision, sums: Sequence[int]) -> bool:
        self._work()
        with self._lock:
            if _key(decision) in self.kept:
                return False
            self.kept[_key(decision)] = decision
            self._add(decision, sums, last=decision)
        return True

    def tallies(self, workspace_id: str, since: int, agent: str | None = None) -> Sequence[StoredTally]:
        self._work()
        self.reads += 1
        mine = sorted((key, tally) for key, tally in self.sums.items() if key[0] == workspace_id)
        return [tally for _, tally in mine if tally.window >= since and agent in (None, tally.agent)]

    def decisions(self, workspace_id: str, campaign_id: str, phase: str, revision: int) -> Sequence[RouteDecision]:
        self._work()
        place = (workspace_id, campaign_id, phase, revision)
        return [decision for key, decision in sorted(self.kept.items(), key=lambda item: item[0]) if key[:4] == place]

    def judge(self, decision: RouteDecision, verdict: Verdict, sums: Sequence[int]) -> bool:
        self._work()
        with self._lock:
            kept = self.kept.get(_key(decision))
            if kept is None or kept.verdict != decision.verdict:
                return False
            self.kept[_key(decision)] = decision.model_copy(update={"verdict": verdict})
            self._add(decision, sums)
        return True

    def share(self, workspace_id: str) -> float | None:
        self._work()
        return self.shares.get(workspace_id)

    def set_share(self, workspace_id: str, share: float) -> None:
        self._work()
        self.shares[workspace_id] = share

    def _add(self, decision: RouteDecision, sums: Sequence[int], last: RouteDecision | None = None) -> None:
        window = window_of(decision.at)
        key = (decision.workspace_id, decision.agent, window, decision.route)
        before = self.sums.get(key) or StoredTally(decision.agent, decision.route, window, (), decision)
        after = tuple(a + b for a, b in zip_longest(before.sums, sums, fillvalue=0))
        self.sums[key] = before._replace(sums=after, last=last or before.last)

    def _work(self) -> None:
        if self.broken:
            raise self.broken


def _key(decision: RouteDecision) -> tuple[str, str, str, int, str]:
    return decision.workspace_id, decision.campaign_id, decision.phase, decision.revision, decision.id
