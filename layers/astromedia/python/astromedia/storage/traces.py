"""What a table holds of a workspace or a user: found by reading all of it.

Nothing else would do: of a schedule that was removed the runs stay, and no row leads to them; nor to a request that was
kept for its repetition. So what is added later is found as well, if it is laid out as all else is: a workspace's rows
have keys that begin with it, and whatever else belongs to somebody names them in its document.
"""

import json
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase

from astromedia.domain.erasure import Cleared, Erasure, Subject

from . import keys
from .clients import dynamodb_table
from .remains import Found, keys_of, left_of

NAMES = {"#document": "document"}


class DynamoTraces:
    """Implements erasure.Traces on one table."""

    def __init__(self, table_name: str) -> None:
        self._name = table_name

    def clear(self, erasure: Erasure) -> Cleared:
        """One page of the table (1 MB): what goes is deleted, what stays without the person is written anew."""
        page = self._scan(erasure)
        found = [Found(each["pk"], each["sk"], each.get("document", "")) for each in page["Items"]]
        changes = [(row, left) for row in found if (left := left_of(erasure, row)) != row.document]
        with dynamodb_table(self._name).batch_writer() as batch:
            for pk, sk in {key for row, left in changes if left is None for key in keys_of(row)}:
                batch.delete_item({"pk": pk, "sk": sk})
        for row, left in changes:
            if left is not None:
                self._rewrite(row, left)
        last = page.get("LastEvaluatedKey")
        return Cleared(len(changes), json.dumps(last) if last else None)

    def _scan(self, erasure: Erasure) -> Any:
        start = {"ExclusiveStartKey": json.loads(erasure.position)} if erasure.position else {}
        return dynamodb_table(self._name).scan(
            FilterExpression=_likely(erasure),
            ProjectionExpression="pk, sk, #document",
            ExpressionAttributeNames=NAMES,
            ConsistentRead=True,
            **start,
        )

    def _rewrite(self, row: Found, document: str) -> None:
        """Leave the row as it is if it was changed since: the next look at the table finds it again."""
        table = dynamodb_table(self._name)
        try:
            table.update_item(
                Key={"pk": row.pk, "sk": row.sk},
                UpdateExpression="SET #document = :left",
                ExpressionAttributeNames=NAMES,
                ConditionExpression=Attr("document").eq(row.document),
                ExpressionAttributeValues={":left": document},
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            return


def _likely(erasure: Erasure) -> ConditionBase:
    """Lets through all that may have to go; what of it does is decided row by row."""
    named = Attr("document").contains(erasure.id)
    if erasure.subject is Subject.WORKSPACE:
        own = Attr("pk").begins_with(keys.of_workspace(erasure.id)) | Attr("pk").begins_with(keys.audit_of(erasure.id))
        return own | Attr("sk").contains(erasure.id) | named
    keyed = Attr("pk").contains(erasure.id) | Attr("sk").contains(erasure.id)
    return keyed | named | Attr("document").contains(erasure.email or erasure.id)
