"""What a model call used and cost, as the append-only ledger keeps it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from .model import Model
from .money import ZERO, Money

CallKind = Literal["text", "image", "video", "embedding"]
Source = Literal["provider", "cache", "semantic", "memo"]
"""Where an answer came from: a provider, the exact cache, the semantic cache, or one's own earlier paid answer."""


class Usage(Model):
    """What a provider says a call used. Input tokens do not include the cached ones, output includes reasoning."""

    input_tokens: int = Field(default=0, ge=0)
    cached_input_tokens: int = Field(default=0, ge=0)
    cache_write_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    images: int = Field(default=0, ge=0)
    video_seconds: float = Field(default=0, ge=0)


class LedgerEntry(Model):
    """One settled model call, or one answer that the cache gave for nothing. The same id written again changes nothing.

    `price_date` is the effective date of the price book row that `cost` (in US dollars) was computed with. `saved` is
    what an answer from the cache cost when it was bought. `estimated` says that the cost is the worst case: the
    provider named no usage, or nobody knows how the call ended.
    """

    id: str
    workspace_id: str
    campaign_id: str
    phase: str
    revision: int
    request_id: str
    agent: str
    user_id: str | None = None
    api_key_id: str | None = None
    kind: CallKind
    source: Source = "provider"
    provider: str
    model: str
    usage: Usage
    cost: Money
    saved: Money = ZERO
    estimated: bool = False
    currency: Literal["USD"] = "USD"
    price_date: str
    latency_ms: int
    at: datetime
