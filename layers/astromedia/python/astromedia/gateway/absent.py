"""What the gateway does without: cache, index, learning, switch, metrics, cancelling. Each keeps its contract, idly."""

from collections.abc import Mapping, Sequence

from astromedia.kit.metrics import Metric

from .calls import Purpose, Route, TextCall
from .contracts import Arm, Decision, Outcome, RouteFacts, SemanticHit


class NoCache:
    """Implements contracts.CacheStore: finds nothing, keeps nothing, lets everyone lead."""

    def get(self, workspace_id: str, key: str) -> bytes | None:
        return None

    def put(self, workspace_id: str, key: str, value: bytes, seconds: int, tags: Sequence[str] = ()) -> None:
        return None

    def drop(self, workspace_id: str, tag: str | None = None) -> int:
        return 0

    def lead(self, workspace_id: str, key: str, seconds: float) -> str | None:
        return "alone"

    def done(self, workspace_id: str, key: str, lease: str) -> None:
        return None

    def wait(self, workspace_id: str, key: str, seconds: float) -> None:
        return None

    def count(self, workspace_id: str, name: str, amounts: Mapping[str, int]) -> None:
        return None

    def flush(self) -> None:
        """Nothing was counted."""

    def counts(self, workspace_id: str, name: str) -> Mapping[str, int]:
        return {}

    def rows(self, workspace_id: str, key: str, limit: int) -> Sequence[bytes]:
        return ()

    def add_row(self, workspace_id: str, key: str, value: bytes, most: int, seconds: int) -> None:
        return None


class NoIndex:
    """Implements contracts.SemanticIndex: no call resembles another."""

    def find(self, call: TextCall) -> SemanticHit | None:
        return None

    def keep(self, call: TextCall, key: str) -> None:
        return None

    def judge(self, call: TextCall, hit: SemanticHit, *, right: bool) -> None:
        return None


class FixedOrder:
    """Implements contracts.Router: the operator's order of fallback, whatever happens."""

    def rank(self, facts: RouteFacts, arms: Sequence[Arm]) -> Decision:
        return Decision([arm.route for arm in arms], "fixed", {"order": "as the operator set it"})

    def learn(self, facts: RouteFacts, decision: Decision, outcome: Outcome) -> None:
        return None


class AllOn:
    """Implements contracts.Switch: nothing is switched off."""

    def why_off(self, route: Route) -> None:
        return None


ALL_ON = AllOn()


def always_wanted(purpose: Purpose) -> bool:
    """Whether the work of a call still is wanted: nobody ever cancels it."""
    return True


def no_meter(metric: Metric, value: float = 1, /, **dimensions: str) -> None:
    """Implements contracts.Meter: counts nothing."""
