"""What a model call used and cost, as the append-only ledger keeps it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import Field

from .model import Model
from .money import ZERO, Money

CallKind = Literal["text", "image", "video", "embedding"]
Source = Literal["provider", "cache", "semantic", "memo"]
"""Where an answer came from: a provider, the exact cache, the semantic cache, or one's own earlier paid answer."""


class Usage(Model):
    """What a provider says a call used, by the classes that have prices of their own; no unit is in two of them.

    Input tokens include neither the cached ones nor those written to a cache: for the usual time (`cache_write_tokens`;
    Anthropic: five minutes) or for an hour. `reasoning_tokens` only tell how many of the output tokens were reasoning.
    One call makes images of one size and quality, and video of one resolution; a sum of usages does not name them.
    """

    input_tokens: int = Field(default=0, ge=0)
    cached_input_tokens: int = Field(default=0, ge=0)
    cache_write_tokens: int = Field(default=0, ge=0)
    cache_write_1h_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    reasoning_tokens: int = Field(default=0, ge=0)
    embedding_tokens: int = Field(default=0, ge=0)
    images: int = Field(default=0, ge=0)
    image_size: str = ""
    image_quality: str = ""
    video_seconds: float = Field(default=0, ge=0)
    video_resolution: str = ""

    @property
    def prompt_tokens(self) -> int:
        """All that was read, whatever its class."""
        return self.input_tokens + self.cached_input_tokens + self.cache_write_tokens + self.cache_write_1h_tokens


AMOUNTS = tuple(name for name, field in Usage.model_fields.items() if field.annotation is not str)
"""The fields of a usage that can be summed."""


class LedgerEntry(Model):
    """One settled model call, or one answer that the cache gave for nothing. The same id written again changes nothing.

    `at` is when the call was about to be made: the budgets of that month paid for it. `price_date` is the effective
    date of the price book row that `cost` (in US dollars) was computed with. `saved` is what an answer from the cache
    cost when it was bought. `estimated` says that the cost is the worst case: the provider named no usage, or nobody
    knows how the call ended.
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


class Entries(NamedTuple):
    """A campaign's entries, and the worst cases of its calls that have begun and that nobody has ended yet."""

    settled: Sequence[LedgerEntry] = ()
    begun: Sequence[LedgerEntry] = ()
