"""What a model call used and cost, as the append-only ledger keeps it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from .model import Model
from .money import Money

CallKind = Literal["text", "image", "video"]


class Usage(Model):
    """What a provider says a call used. Input tokens do not include the cached ones, output includes reasoning."""

    input_tokens: int = Field(default=0, ge=0)
    cached_input_tokens: int = Field(default=0, ge=0)
    cache_write_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    images: int = Field(default=0, ge=0)
    video_seconds: float = Field(default=0, ge=0)


class LedgerEntry(Model):
    """One settled model call. `id` is derived from what was asked for, so a repeated write changes nothing.

    `price_date` is the effective date of the price book row that `cost` (in US dollars) was computed with.
    """

    id: str
    workspace_id: str
    campaign_id: str
    phase: str
    revision: int
    request_id: str
    agent: str
    kind: CallKind
    provider: str
    model: str
    usage: Usage
    cost: Money
    currency: Literal["USD"] = "USD"
    price_date: str
    latency_ms: int
    at: datetime
