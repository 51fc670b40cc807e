"""Quotes as messages; every amount is in US dollars."""

from typing import Any, ClassVar, Literal, Self

from astromedia.domain.money import Money
from astromedia.services.quotes import PhaseQuote, Quote

from .base import Answer


class PhaseQuoteAnswer(Answer):
    """What one phase will cost; `provider` and `model` are those it is expected to be made by.

    `runs` counts the past phases of the same agent that the estimate is made from; with few of them, it leans on what
    such a phase costs as a rule. The phase's calls are refused rather than cost more than `max` together.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "phase": "research",
        "agent": "analyst",
        "provider": "openai",
        "model": "gpt-6-luna",
        "p50": "0.0012092",
        "p95": "0.003023",
        "max": "0.0445435",
        "runs": 3,
    }

    phase: str
    agent: str
    provider: str
    model: str
    p50: Money
    p95: Money
    max: Money
    runs: int

    @classmethod
    def of(cls, quote: PhaseQuote) -> Self:
        """The answer that tells `quote`."""
        return cls(
            phase=quote.phase, agent=quote.agent, **quote.route._asdict(), **quote.cost._asdict(), runs=quote.runs
        )


class QuoteAnswer(Answer):
    """What a campaign will cost: half the time at most `p50`, 19 times in 20 at most `p95`, and never over `max`.

    `offline` says that no model that costs money will be asked.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "campaign_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "currency": "USD",
        "offline": False,
        "p50": "0.0012092",
        "p95": "0.003023",
        "max": "0.0445435",
        "phases": [PhaseQuoteAnswer.EXAMPLE],
    }

    campaign_id: str
    currency: Literal["USD"] = "USD"
    offline: bool
    p50: Money
    p95: Money
    max: Money
    phases: tuple[PhaseQuoteAnswer, ...]

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """The answer that tells `quote`."""
        phases = tuple(PhaseQuoteAnswer.of(each) for each in quote.phases)
        return cls(campaign_id=quote.campaign_id, offline=quote.offline, **quote.total._asdict(), phases=phases)
