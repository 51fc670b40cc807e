"""What the router keeps: each decision with how it came out, and per agent and route the sums that it learns from."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, Protocol

from pydantic import Field

from .model import Model
from .money import Money

Verdict = Literal["approved", "edited", "rejected"]
"""What a person made of a phase's output: took it as it was, after changing it, or not at all."""

WINDOW_DAYS = 3
"""Sums are kept apart by windows of time, so that what is old can count for less."""
_EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def window_of(at: datetime) -> int:
    """The number of the window that `at` is in."""
    return (at - _EPOCH) // timedelta(days=WINDOW_DAYS)


class RouteDecision(Model):
    """A route that was taken for one call, why, and how it did. `reward` is 0 to 1, `cost` in US dollars.

    `schema_score` is 1 if the answer was valid at once, 0.5 after a repair, 0 if there was no valid answer; `quality`
    (0 to 1) is as judged by rules. `verdict` is what people said of the phase's output later, if they did.
    """

    id: str
    workspace_id: str
    campaign_id: str
    phase: str
    revision: int
    step: str
    agent: str
    provider: str
    model: str
    at: datetime
    policy: str
    why: Mapping[str, Any]
    features: tuple[float, ...]
    schema_score: float = Field(ge=0, le=1)
    quality: float = Field(ge=0, le=1)
    cost: Money
    seconds: float = Field(ge=0)
    reward: float = Field(ge=0, le=1)
    verdict: Verdict | None = None

    @property
    def route(self) -> str:
        return f"{self.provider}/{self.model}"


class StoredTally(NamedTuple):
    """The sums over the answers of one route for one agent in one window, and the newest decision that is in them."""

    agent: str
    route: str
    window: int
    sums: Sequence[int]
    last: RouteDecision


class LearningStore(Protocol):
    """What the router learns from. Sums are only ever added to, atomically: none is lost, whoever adds at once."""

    def add(self, decision: RouteDecision, sums: Sequence[int]) -> bool:
        """Keep `decision` and add `sums` to those of its agent, route and window. False, no change, if it is kept."""

    def tallies(self, workspace_id: str, since: int, agent: str | None = None) -> Sequence[StoredTally]:
        """The sums from the window `since` on: of one agent, or of all."""

    def decisions(self, workspace_id: str, campaign_id: str, phase: str, revision: int) -> Sequence[RouteDecision]:
        """In the order of their ids."""

    def judge(self, decision: RouteDecision, verdict: Verdict, sums: Sequence[int]) -> bool:
        """Note `verdict` and add `sums` where the decision's went. False, no change, if its verdict changed since."""

    def share(self, workspace_id: str) -> float | None:
        """What share of the dearest route's cost a call may cost on average; None if nobody set it."""

    def set_share(self, workspace_id: str, share: float) -> None: ...
