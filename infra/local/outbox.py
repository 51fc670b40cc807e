"""The mail that the local cloud has kept instead of delivering it."""

from collections.abc import Iterator

from astromedia.storage.mail import OUTBOX, Mail
from infra.local.endpoints import Endpoints
from infra.local.plan import local_session


def mail(endpoints: Endpoints) -> Iterator[Mail]:
    """Every message of the last 7 days, the oldest first."""
    tables = local_session(endpoints.region).client("dynamodb", endpoint_url=endpoints.aws_endpoint_url)
    pages = tables.get_paginator("query").paginate(
        TableName=endpoints.output("AccountsTable"),
        KeyConditionExpression="pk = :outbox",
        ExpressionAttributeValues={":outbox": {"S": OUTBOX}},
    )
    for page in pages:
        for item in page["Items"]:
            yield Mail.model_validate_json(item["document"]["S"])


def told(message: Mail) -> str:
    """A message as people read it."""
    return f"{message.at:%Y-%m-%d %H:%M:%S} UTC\nTo: {message.to}\nSubject: {message.subject}\n\n{message.text}"
