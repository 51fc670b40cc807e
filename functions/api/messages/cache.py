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


class FalseHitAnswer(Answer):
    """A call whose answer the semantic cache took from an earlier one (`score`: how sure it was), and wrongly so.

    `campaign_id` is the campaign that asked, `facts` what was read from its question.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "score": 0.97,
        "campaign_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "facts": ["write", "post", "spring"],
    }

    score: float
    campaign_id: str
    facts: tuple[str, ...]


class SemanticAnswer(Answer):
    """How sure the cache is of meanings: it answers from `threshold` on, or not at all (null) if that is too risky.

    Of `samples` hits that were checked against a fresh answer, `wrong` were; `false_hits` are the latest of those.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "threshold": 0.94,
        "samples": 120,
        "wrong": 1,
        "false_hits": [FalseHitAnswer.EXAMPLE],
    }

    threshold: float | None
    samples: int
    wrong: int
    false_hits: tuple[FalseHitAnswer, ...]


class AgentCacheAnswer(CacheCounts):
    """One agent's calls."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"agent": "analyst"} | COUNTS | {"semantic": SemanticAnswer.EXAMPLE}

    agent: str
    semantic: SemanticAnswer


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
