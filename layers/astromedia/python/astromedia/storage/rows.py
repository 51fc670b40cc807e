"""How every table is laid out: a key, a JSON document, and the few attributes that conditions and lists need."""

from functools import cache
from typing import TypeVar

from pydantic import BaseModel
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.exceptions import DoesNotExist
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from astromedia.kit.start import before_snapshot

from .clients import ONE_AT_A_TIME, session

Document = TypeVar("Document", bound=BaseModel)
Stored = TypeVar("Stored", bound="Row")


class Listing(GlobalSecondaryIndex["Row"]):  # type: ignore[no-untyped-call]  # its __init_subclass__
    """What a workspace has of one kind, by id. Only rows with both attributes are in it."""

    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class Patience:
    """What one request to DynamoDB may take: with its three further tries less than any function has. PynamoDB's own
    bounds would let one try outlast the API."""

    connect_timeout_seconds = 1
    read_timeout_seconds = 5


class Row(Model):
    """One stored thing. Decimals are strings inside `document`, so no amount ever passes through a float."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    document = UnicodeAttribute(null=True)
    ttl = NumberAttribute(null=True)
    told = NumberAttribute(null=True)
    used = NumberAttribute(null=True)
    listing = Listing()

    @classmethod
    def _get_connection(cls) -> TableConnection:
        known, table = cls._connection, super()._get_connection()
        if table is not known:
            prepared(table.connection)
        return table

    def read(self, kind: type[Document]) -> Document:
        """The document. Fields that this version no longer has are left out, new ones take their defaults."""
        return kind.model_validate_json(self.document, extra="ignore")


@cache
def table(name: str) -> type[Row]:
    """Rows of the table `name`. One class per table, as each class has a client of its own."""

    class Bound(Row):
        class Meta(Patience):
            table_name = name

    return Bound


def row_at(rows: type[Stored], pk: str, sk: str) -> Stored | None:
    """The row with this key, read consistently; None if there is none."""
    try:
        return rows.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def rows_at(rows: type[Stored], *places: tuple[str, str]) -> list[Stored | None]:
    """The rows with these keys (pk, sk), which all differ, in one consistent read; None for each that there is not."""
    found = {(row.pk, row.sk): row for row in rows.batch_get(list(places), consistent_read=True)}
    return [found.get(place) for place in places]


@cache
def connection() -> Connection:
    """What transactions go through. Those that may lose are tried again by contention.py: boto's own patience would
    multiply with that, and a request would end with its function."""
    seconds = Patience.connect_timeout_seconds, Patience.read_timeout_seconds
    made = Connection(connect_timeout_seconds=seconds[0], read_timeout_seconds=seconds[1], max_retry_attempts=1)
    return prepared(made)


def prepared(made: Connection) -> Connection:
    """The connection with its client, which is of the session of all others: pynamodb would begin one for each."""
    with ONE_AT_A_TIME:
        made._local.session = session()  # noqa: SLF001 - it has no other way to be given one
        before_snapshot(made.client.close)
    return made


def start_after(**key: str) -> dict[str, dict[str, str]]:
    """Where a query goes on: after the row with this key."""
    return {name: {"S": value} for name, value in key.items()}
