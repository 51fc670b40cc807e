"""The cache as messages; amounts are in US dollars."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

from astromedia.domain.money import Money
from astromedia.services.caching import AgentCache, whole

from .base import Answer

COUNTS = {"exact_hits": 9, "semantic_hits": 1, "misses": 10, "hit_rate": 0.5, "saved": "0.0123"}


class CacheCounts(Answer):
    """How calls were answered: by the very same question, by one that means the same, or by a model.

    `hit_rate` is the share that the cache answered (null before the first call), `saved` what those answers had cost.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = COUNTS

    exact_hits: int
    semantic_hits: int
    misses: int
    hit_rate: float | None
    saved: Money


class FalseHit(Answer):
    """Two questions that the semantic cache took for one, and that were found to differ."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"asked": "a post for spring", "answered": "a post for autumn", "score": 0.97}

    asked: str
    answered: str
    score: float


class SemanticAnswer(Answer):
    """The semantic level of one agent: it is `on` only while it keeps its error budget.

    `samples` hits were checked against a fresh answer, `false_hits` of them were wrong, `examples` are the latest.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "on": True,
        "threshold": 0.94,
        "samples": 120,
        "false_hits": 0,
        "examples": [],
    }

    on: bool
    threshold: float | None
    samples: int
    false_hits: int
    examples: list[FalseHit]


class AgentCacheAnswer(CacheCounts):
    """One agent's calls."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"agent": "analyst"} | COUNTS | {"semantic": SemanticAnswer.EXAMPLE}

    agent: str
    semantic: SemanticAnswer | None


class CacheAnswer(CacheCounts):
    """All agents' calls, and each one's."""

    EXAMPLE: ClassVar[dict[str, Any]] = COUNTS | {"currency": "USD", "agents": [AgentCacheAnswer.EXAMPLE]}

    currency: Literal["USD"] = "USD"
    agents: list[AgentCacheAnswer]

    @classmethod
    def of(cls, agents: Sequence[AgentCache]) -> Self:
        """The answer that tells of `agents`."""
        total = CacheCounts.model_validate(whole(agents))
        return cls(**dict(total), agents=[AgentCacheAnswer.model_validate(agent) for agent in agents])


class DroppedAnswer(Answer):
    """How many cached answers were forgotten."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"dropped": 12}

    dropped: int
