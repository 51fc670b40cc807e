"""The cache as people see it: what it answered, what it saved, and how to make it forget."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from astromedia.agents.catalog import Catalog
from astromedia.domain.account import Caller
from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.domain.money import NANO, ZERO
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Campaigns
from astromedia.gateway.contracts import CacheStore
from astromedia.gateway.semantic.learning import SemanticLearnt, learnt

from .roles import require

COUNTS = ("exact_hits", "semantic_hits", "misses")


class AgentCache(NamedTuple):
    """How one agent's calls were answered; `saved` in US dollars. `semantic` is how sure the cache is of meanings."""

    agent: str
    exact_hits: int
    semantic_hits: int
    misses: int
    saved: Decimal
    semantic: SemanticLearnt | None = None

    @property
    def hit_rate(self) -> float | None:
        """The share of calls that the cache answered, 0 to 1; None before the first call."""
        hits = self.exact_hits + self.semantic_hits
        return round(hits / (hits + self.misses), 4) if hits + self.misses else None


def whole(parts: Sequence[AgentCache]) -> AgentCache:
    """All agents together."""
    exact, semantic, misses = (sum(getattr(part, name) for part in parts) for name in COUNTS)
    return AgentCache("", exact, semantic, misses, sum((part.saved for part in parts), ZERO))


@dataclass(frozen=True, kw_only=True)
class CacheService:
    """Over any store; counters live as long as the cache does."""

    store: CacheStore
    campaigns: Campaigns
    agents: Catalog

    def by_agent(self, caller: Caller) -> Sequence[AgentCache]:
        """Every agent, also one that has not called yet."""
        return [self._of(caller.workspace_id, agent) for agent in self.agents.all(caller.workspace_id)]

    def drop(self, caller: Caller, campaign_id: str | None = None, agent: str | None = None) -> int:
        """Forget the answers of a campaign, of an agent, or all of the workspace's; how many those were.

        Forbidden for viewers; NotFound if there is no such campaign; InvalidInput if both are named, or the agent is
        unknown.
        """
        require(caller, Permission.CACHE_DROP, "drop cached answers")
        if campaign_id and agent:
            raise InvalidInput("Name a campaign or an agent.", [FieldError("agent", "leave it out, or campaign_id")])
        if agent and agent not in (known := self.agents.all(caller.workspace_id)):
            raise InvalidInput("No such agent.", [FieldError("agent", f"is not one of: {', '.join(known)}")])
        if campaign_id:
            self.campaigns.get(caller.workspace_id, campaign_id)
        tag = f"campaign/{campaign_id}" if campaign_id else f"agent/{agent}" if agent else None
        return self.store.drop(caller.workspace_id, tag)

    def _of(self, workspace_id: str, agent: str) -> AgentCache:
        counts = self.store.counts(workspace_id, f"cache/{agent}")
        exact, semantic, misses = (counts.get(name, 0) for name in COUNTS)
        saved = counts.get("saved_nano", 0) * NANO
        return AgentCache(agent, exact, semantic, misses, saved, learnt(self.store, workspace_id, agent))
