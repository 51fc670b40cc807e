"""How the ledger table is laid out: a row as everywhere, and its amounts as whole nano-dollars."""

from decimal import Decimal
from functools import cache

from pynamodb.attributes import Attribute, BinaryAttribute, BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.constants import NUMBER

from astromedia.domain.money import NANO

from .rows import Patience, Row


class NanoDollars(Attribute[Decimal]):
    """US dollars, stored as a whole number of nano-dollars: DynamoDB adds and compares those exactly (38 digits)."""

    attr_type = NUMBER

    def serialize(self, value: Decimal) -> str:
        nanos = value / NANO
        if nanos != int(nanos):
            raise ValueError(f"{value} US dollars is not a whole number of nano-dollars")
        return str(int(nanos))

    def deserialize(self, value: str) -> Decimal:
        return Decimal(value) * NANO


class MoneyRow(Row):
    """A budget, a hold, a standing cap, a plan, an entry or a memo."""

    cap = NanoDollars(null=True)
    free = NanoDollars(null=True)
    held = NanoDollars(null=True)
    settled = NanoDollars(null=True)
    calm = NanoDollars(null=True)
    alerted = NumberAttribute(null=True)
    by_hand = BooleanAttribute(null=True)
    scopes = UnicodeAttribute(null=True)
    content = BinaryAttribute(null=True, legacy_encoding=False)
    ttl = NumberAttribute(null=True)


@cache
def money_table(name: str) -> type[MoneyRow]:
    """Rows of the ledger table `name`."""

    class Bound(MoneyRow):
        class Meta(Patience):
            table_name = name

    return Bound
