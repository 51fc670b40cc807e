"""What AWS asks for each thing that is counted: infra/cost/prices.toml, where each price has its source and day."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

PRICES = Path(__file__).with_name("prices.toml")


class Price(BaseModel):
    """`dollars` for `per` units. `source` published it, and it was read, or published, on the day `read`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    dollars: Decimal = Field(gt=0)
    per: int = Field(ge=1)
    unit: str
    source: str
    read: date

    def of(self, quantity: Decimal) -> Decimal:
        """US dollars for so many units."""
        return self.dollars * quantity / self.per


def prices(path: Path = PRICES) -> Mapping[str, Price]:
    """Every price by the key of what is counted, in the order of the file."""
    listed = tomllib.loads(path.read_text(), parse_float=Decimal)
    return {key: Price.model_validate(price) for key, price in listed.items()}
