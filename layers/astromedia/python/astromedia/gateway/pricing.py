"""What a call costs: a dated price book by token class. An unknown price is refused, never taken as zero."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from astromedia.domain.errors import PriceUnknown
from astromedia.domain.ledger import Usage
from astromedia.domain.model import Model
from astromedia.domain.money import ZERO, charge

MILLION = Decimal(1_000_000)
OWN_PRICES_FROM = date(2020, 1, 1)
_SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$")

Dollars = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class Price(Model):
    """US dollars of one model from `effective` on: per million tokens of each class, per image, per second of video.

    It applies to prompts of more than `above` tokens (0: to all); some models cost more when the prompt is long.
    """

    provider: str
    model: str
    effective: date
    above: Annotated[int, Field(ge=0)] = 0
    input: Dollars
    cached_input: Dollars
    cache_write: Dollars
    output: Dollars
    image: Dollars = ZERO
    video_second: Dollars = ZERO

    def cost(self, usage: Usage) -> Decimal:
        """What `usage` costs, rounded up to the nano-dollar."""
        tokens = (
            usage.input_tokens * self.input
            + usage.cached_input_tokens * self.cached_input
            + usage.cache_write_tokens * self.cache_write
            + usage.output_tokens * self.output
        )
        media = usage.images * self.image + Decimal(str(usage.video_seconds)) * self.video_second
        return charge(tokens / MILLION + media)


class OwnPrice(Model):
    """An operator's price for a model of their own, per million tokens; a class left out costs what input costs."""

    input: Dollars
    output: Dollars
    cached_input: Dollars | None = None
    cache_write: Dollars | None = None


class Tariff(Model):
    """The prices of one model that are in force: one per prompt length, shortest first."""

    prices: tuple[Price, ...]

    @property
    def effective(self) -> date:
        """Since when they are in force."""
        return self.prices[0].effective

    def cost(self, usage: Usage) -> Decimal:
        """What `usage` costs, at the price for its prompt's length."""
        prompt = usage.input_tokens + usage.cached_input_tokens + usage.cache_write_tokens
        return [price for price in self.prices if price.above < max(prompt, 1)][-1].cost(usage)


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


def price_book(own: Mapping[str, OwnPrice] | None = None) -> PriceBook:
    """The published prices (prices.json), and an operator's `own` by "provider/model", which win."""
    mine = [_own(name, price) for name, price in (own or {}).items()]
    replaced = {(price.provider, price.model) for price in mine}
    return PriceBook([*mine, *(price for price in _published() if (price.provider, price.model) not in replaced)])


def _own(name: str, price: OwnPrice) -> Price:
    provider, _, model = name.partition("/")
    rates = {"cached_input": price.input, "cache_write": price.input} | price.model_dump(exclude_none=True)
    return Price(provider=provider, model=model, effective=OWN_PRICES_FROM, **rates)


@cache
def _published() -> tuple[Price, ...]:
    """Every row of prices.json, which says per provider where its prices were read and when."""
    book = TypeAdapter(dict[str, Any]).validate_json((files(__package__) / "prices.json").read_bytes())
    rows = ({"provider": provider, **row} for provider, part in book.items() for row in part["prices"])
    return tuple(map(Price.model_validate, rows))
