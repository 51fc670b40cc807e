"""What a call costs: a dated price book by token class. An unknown price is refused, never taken as zero."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Self

from pydantic import Field, TypeAdapter, model_validator

from astromedia.domain.errors import PriceUnknown
from astromedia.domain.ledger import Usage
from astromedia.domain.model import Model
from astromedia.domain.money import ZERO, charge

MILLION = Decimal(1_000_000)
OWN_PRICES_FROM = date(2020, 1, 1)
ANY = "any"
INPUT_CLASSES = {
    "input_tokens": "input",
    "cached_input_tokens": "cached_input",
    "cache_write_tokens": "cache_write",
    "cache_write_1h_tokens": "cache_write_1h",
}
"""What of a usage is the prompt, and under which name that class has its price."""
TOKEN_CLASSES = INPUT_CLASSES | {"output_tokens": "output", "embedding_tokens": "embedding"}
_SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$")

Dollars = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class Price(Model):
    """US dollars of one model from `effective` on: per million tokens of each class, per image, per second of video.

    A class that is left out has no price, and a usage of it is refused. Reasoning is output. Images are priced by
    "size/quality" ("1024x1024/high"), seconds of video by resolution, or either by "any". The row applies to prompts of
    more than `above` tokens (0: to all); some models cost more when the prompt is long.
    """

    provider: str
    model: str
    effective: date
    above: Annotated[int, Field(ge=0)] = 0
    input: Dollars | None = None
    cached_input: Dollars | None = None
    cache_write: Dollars | None = None
    cache_write_1h: Dollars | None = None
    output: Dollars | None = None
    embedding: Dollars | None = None
    image: Mapping[str, Dollars] = Field(default_factory=dict)
    video_second: Mapping[str, Dollars] = Field(default_factory=dict)

    def cost(self, usage: Usage) -> Decimal:
        """What `usage` costs, rounded up to the nano-dollar. PriceUnknown if it has a class without a price."""
        tokens = [(getattr(usage, used), name) for used, name in TOKEN_CLASSES.items()]
        per_million = sum((amount * self._rate(name) for amount, name in tokens if amount), ZERO)
        pieces = sum((amount * self._rate(name, kind) for amount, name, kind in _pieces(usage) if amount), ZERO)
        return charge(per_million / MILLION + pieces)

    def worst(self, usage: Usage) -> Decimal:
        """The most that a call within `usage` can cost, however its prompt is split into classes of input."""
        rates = {used: getattr(self, TOKEN_CLASSES[used]) or ZERO for used in INPUT_CLASSES}
        dearest = max(rates, key=rates.__getitem__)
        return self.cost(usage.model_copy(update=dict.fromkeys(INPUT_CLASSES, 0) | {dearest: usage.prompt_tokens}))

    def _rate(self, name: str, kind: str = "") -> Decimal:
        rates = getattr(self, name)
        rate: Decimal | None = rates.get(kind, rates.get(ANY)) if isinstance(rates, Mapping) else rates
        if rate is None:
            what = f"{name} {kind}".strip()
            raise PriceUnknown(f"No price for {what} of {self.provider}/{self.model}: refused, never taken as free")
        return rate


def _pieces(usage: Usage) -> tuple[tuple[Decimal, str, str], ...]:
    """What is priced by the piece: how many, and the name and the kind of the price."""
    picture = "/".join(filter(None, (usage.image_size, usage.image_quality)))
    return (
        (Decimal(usage.images), "image", picture),
        (Decimal(str(usage.video_seconds)), "video_second", usage.video_resolution),
    )


class OwnPrice(Model):
    """An operator's price for a model of their own, per million tokens; a class left out costs what input costs.

    A model that films has a price per second of video instead.
    """

    input: Dollars | None = None
    output: Dollars | None = None
    cached_input: Dollars | None = None
    cache_write: Dollars | None = None
    cache_write_1h: Dollars | None = None
    video_second: Mapping[str, Dollars] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_a_price(self) -> Self:
        if (self.input is None) != (self.output is None) or (self.input is None and not self.video_second):
            raise ValueError("give input and output, or video_second")
        return self


class Tariff(Model):
    """The prices of one model that are in force: one per prompt length, shortest first."""

    prices: tuple[Price, ...]

    @property
    def effective(self) -> date:
        """Since when they are in force."""
        return self.prices[0].effective

    def cost(self, usage: Usage) -> Decimal:
        """What `usage` costs, at the price for its prompt's length. PriceUnknown if it has a class without a price."""
        return self.up_to(usage.prompt_tokens)[-1].cost(usage)

    def up_to(self, prompt_tokens: int) -> Sequence[Price]:
        """The prices that prompts of at most that many tokens can have."""
        return [price for price in self.prices if price.above < max(prompt_tokens, 1)]


def worst_cost(tariff: Tariff, usage: Usage) -> Decimal:
    """The most that a call within `usage` can cost: what is held before it is made.

    Within: no more prompt tokens in all (in whatever classes), no more of each other class, and pictures and films of
    the kinds that `usage` names. PriceUnknown if it has a class without a price.
    """
    return max(price.worst(usage) for price in tariff.up_to(usage.prompt_tokens))


class PriceBook:
    """Prices by provider and model."""

    def __init__(self, prices: Iterable[Price]) -> None:
        self._prices: dict[tuple[str, str], list[Price]] = {}
        for price in sorted(prices, key=lambda price: (price.effective, price.above)):
            self._prices.setdefault((price.provider, price.model), []).append(price)

    def tariff(self, provider: str, model: str, day: date) -> Tariff:
        """What `model` costs on `day`; a dated snapshot costs what its model costs. PriceUnknown if it is not known."""
        known = self._prices.get((provider, model)) or self._prices.get((provider, _SNAPSHOT.sub("", model)), [])
        begun = [price.effective for price in known if price.effective <= day]
        if not begun:
            raise PriceUnknown(
                f"No price for {provider}/{model} on {day}: the call is refused. Add one to MODEL_PRICES, for example "
                f'{{"{provider}/{model}": {{"input": "0.10", "output": "0.50"}}}} (US dollars per million tokens)'
            )
        return Tariff(prices=tuple(price for price in known if price.effective == begun[-1]))


def price_book(own: Mapping[str, OwnPrice] | None = None, elsewhere: Collection[str] = ()) -> PriceBook:
    """The published prices (prices.json), and an operator's `own` by "provider/model", which win.

    Published prices hold for the providers themselves: not for those that are reached `elsewhere`, through an address
    of the operator's own (a region, a proxy, a server that only speaks the protocol).
    """
    mine = [_own(name, price) for name, price in (own or {}).items()]
    replaced = {(price.provider, price.model) for price in mine}
    published = (price for price in _published() if price.provider not in elsewhere)
    return PriceBook([*mine, *(price for price in published if (price.provider, price.model) not in replaced)])


def _own(name: str, price: OwnPrice) -> Price:
    provider, _, model = name.partition("/")
    rates = dict.fromkeys(INPUT_CLASSES.values(), price.input) | price.model_dump(exclude_none=True)
    return Price(provider=provider, model=model, effective=OWN_PRICES_FROM, **rates)


@cache
def _published() -> tuple[Price, ...]:
    """Every row of prices.json, which says per provider where its prices were read and when."""
    book = TypeAdapter(dict[str, Any]).validate_json((files(__package__) / "prices.json").read_bytes())
    rows = ({"provider": provider, **row} for provider, part in book.items() for row in part["prices"])
    return tuple(map(Price.model_validate, rows))
