"""Requests that may be sent again: a row by workspace, who asks, operation and key. It expires by itself."""

import json
import zlib
from functools import cache

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from astromedia.domain.idempotency import Asked, Claim, FirstAnswer

from . import keys
from .contention import removed, saved
from .rows import Patience, Row, row_at

LARGEST_BYTES = 350_000
"""An item holds 400 kB: the body of an answer that is larger, compressed, is not kept."""
SK = "CLAIM"


class ClaimRow(Row):
    """`document` is the claim but for its answer, `token` its token; `answer` is status and headers, `body` the bytes,
    compressed."""

    token = UnicodeAttribute()
    answer = UnicodeAttribute(null=True)
    body = BinaryAttribute(null=True, legacy_encoding=False)


class DynamoClaims:
    """Implements idempotency.Claims on the accounts table."""

    def __init__(self, table_name: str) -> None:
        self._rows = claim_table(table_name)

    def add(self, claim: Claim) -> bool:
        return self._put(claim, ClaimRow.pk.does_not_exist())

    def get(self, asked: Asked) -> Claim | None:
        row = self._row(asked)
        return _read(row) if row else None

    def replace(self, before: Claim, after: Claim) -> bool:
        return self._put(after, ClaimRow.token == before.token)

    def remove(self, claim: Claim) -> bool:
        return removed(self._rows(_pk(claim.asked), SK, token=claim.token), ClaimRow.token == claim.token)

    def _put(self, claim: Claim, condition: Condition) -> bool:
        if saved(self._written(claim), condition):
            return True
        # It is there already if only the table's answer got lost, and the request was sent again.
        row = self._row(claim.asked)
        return row is not None and row.token == claim.token

    def _row(self, asked: Asked) -> ClaimRow | None:
        return row_at(self._rows, _pk(asked), SK)

    def _written(self, claim: Claim) -> ClaimRow:
        body = zlib.compress(claim.answer.body) if claim.answer and claim.answer.body is not None else None
        return self._rows(
            _pk(claim.asked),
            SK,
            token=claim.token,
            document=claim.model_dump_json(exclude={"answer"}),
            answer=json.dumps([claim.answer.status, dict(claim.answer.headers)]) if claim.answer else None,
            body=body if body is not None and len(body) <= LARGEST_BYTES else None,
            ttl=int(claim.expires_at.timestamp()),
        )


@cache
def claim_table(name: str) -> type[ClaimRow]:
    """Rows of claims in the table `name`."""

    class Bound(ClaimRow):
        class Meta(Patience):
            table_name = name

    return Bound


def _pk(asked: Asked) -> str:
    of_caller = f"{keys.of_workspace(asked.workspace_id)}{keys.CLAIM}{asked.by}"
    return f"{of_caller}#{asked.operation}#{asked.key}"


def _read(row: ClaimRow) -> Claim:
    claim = row.read(Claim)
    if not row.answer:
        return claim
    status, headers = json.loads(row.answer)
    body = zlib.decompress(row.body) if row.body is not None else None
    return claim.model_copy(update={"answer": FirstAnswer(status, headers, body)})
