"""Models as messages: what they cost, and what the router has learnt about them. Amounts are in US dollars."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PlainSerializer

from astromedia.domain.money import Money
from astromedia.services.models import Catalogue, Offer

from .base import Answer, Question


def _digits(share: Decimal) -> str:
    return format(share.normalize(), "f")


Share = Annotated[Decimal, Field(allow_inf_nan=False), PlainSerializer(_digits, return_type=str)]
"""A part of a whole."""


class PriceAnswer(Answer):
    """Prices in force since `effective`, for prompts of more than `above` tokens.

    Tokens are priced per million; a class that is null has no price, and calls that use it are refused. `image` is by
    size and quality, `video_second` by resolution.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "effective": "2026-09-22",
        "above": 0,
        "input": "0.10",
        "cached_input": "0.01",
        "cache_write": "0.125",
        "cache_write_1h": None,
        "output": "0.50",
        "embedding": None,
        "image": {},
        "video_second": {},
    }

    effective: date
    above: int
    input: Money | None
    cached_input: Money | None
    cache_write: Money | None
    cache_write_1h: Money | None
    output: Money | None
    embedding: Money | None
    image: Mapping[str, Money]
    video_second: Mapping[str, Money]


class ModelAnswer(Answer):
    """A model that may be asked, and its prices; without any it is refused, never taken as free.

    `disabled_reason` is why an operator has switched it off for now, else null: while it is there nobody is asked it.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "provider": "openai",
        "model": "gpt-6-luna",
        "kind": "text",
        "currency": "USD",
        "prices": [PriceAnswer.EXAMPLE],
        "disabled_reason": None,
    }

    provider: str
    model: str
    kind: Literal["text", "media"]
    currency: Literal["USD"] = "USD"
    prices: list[PriceAnswer]
    disabled_reason: str | None

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """The answer that tells `offer`."""
        prices = [PriceAnswer.model_validate(price) for price in offer.prices]
        return cls(**offer.route._asdict(), kind=offer.kind, prices=prices, disabled_reason=offer.off)


class LearntRoute(Answer):
    """How one model did for one agent; newer answers count more.

    `reward` (0 to 1) is made of schema success, judged quality, cost, latency and people's verdicts; from `reward_low`
    to `reward_high` is its 95 % confidence interval. `cost` and `seconds` are means per answer.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "provider": "openai",
        "model": "gpt-6-luna",
        "pulls": 12,
        "verdicts": 2,
        "reward": 0.91,
        "reward_low": 0.84,
        "reward_high": 0.96,
        "cost": "0.0011",
        "seconds": 8.1,
    }

    provider: str
    model: str
    pulls: int
    verdicts: int
    reward: float | None
    reward_low: float
    reward_high: float
    cost: Money | None
    seconds: float | None


class DecisionAnswer(Answer):
    """The last choice of a model, and why it was made."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "at": "2026-03-02T09:31:00Z",
        "campaign_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "phase": "research",
        "revision": 1,
        "route": "openai/gpt-6-luna",
        "policy": "paced",
        "why": {"reason": "exploiting", "price": 0.2, "scores": {"openai/gpt-6-luna": {"reward": 0.91, "score": 0.89}}},
    }

    at: datetime
    campaign_id: str
    phase: str
    revision: int
    route: str
    policy: str
    why: Mapping[str, Any]


class LearntAnswer(Answer):
    """What was learnt for one agent: its models, best first, and the last choice among them."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "agent": "analyst",
        "routes": [LearntRoute.EXAMPLE],
        "last": DecisionAnswer.EXAMPLE,
    }

    agent: str
    routes: list[LearntRoute]
    last: DecisionAnswer | None


class ModelsAnswer(Answer):
    """The models that may be asked, in the order of fallback; what this workspace's calls taught the router.

    `cost_share` is what a call may cost on average, as a share of what the dearest model costs.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [ModelAnswer.EXAMPLE],
        "next_cursor": None,
        "learnt": [LearntAnswer.EXAMPLE],
        "cost_share": "0.5",
    }

    items: list[ModelAnswer]
    next_cursor: str | None = Field(default=None)
    learnt: list[LearntAnswer]
    cost_share: Share

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        """The answer that tells `catalogue`."""
        items = [ModelAnswer.of(offer) for offer in catalogue.offers]
        learnt = [LearntAnswer.model_validate(agent) for agent in catalogue.learnt]
        return cls(items=items, learnt=learnt, cost_share=catalogue.cost_share)


class NewCostShare(Question):
    """What a call may cost on average, as a share of what the dearest model costs: above 0 and at most 1."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"share": "0.5"}

    share: Annotated[Share, Field(gt=0, le=1, decimal_places=9)]


class CostShareAnswer(Answer):
    """The share that the router keeps to from now on."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"share": "0.5"}

    share: Share
