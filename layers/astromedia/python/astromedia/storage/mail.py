"""Mail: by SES, or kept as rows of the accounts table where nobody delivers it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from astromedia.domain.errors import MailRefused
from astromedia.domain.ids import new_id
from astromedia.domain.model import Model

from . import clients
from .rows import table

if TYPE_CHECKING:
    from mypy_boto3_sesv2.type_defs import ContentTypeDef

KEPT = timedelta(days=7)
OUTBOX = "OUTBOX"
"""The partition of what was sent, in the order of time."""


class Mail(Model):
    """A message that was sent."""

    at: datetime
    to: str
    subject: str
    text: str


class DynamoOutbox:
    """Implements tenancy.Outbox: keeps mail for whoever may read the table, for 7 days."""

    def __init__(self, table_name: str, clock: Callable[[], datetime]) -> None:
        self._rows = table(table_name)
        self._clock = clock

    def send(self, to: str, subject: str, text: str) -> None:
        now = self._clock()
        mail = Mail(at=now, to=to, subject=subject, text=text)
        expires = int((now + KEPT).timestamp())
        self._rows(OUTBOX, new_id(now), document=mail.model_dump_json(), ttl=expires).save()


class SesOutbox:
    """Implements tenancy.Outbox: sends mail from `sender`, an address that SES knows to be ours."""

    def __init__(self, sender: str) -> None:
        self._sender = sender

    def send(self, to: str, subject: str, text: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            clients.ses().send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={"Simple": {"Subject": _utf8(subject), "Body": {"Text": _utf8(text)}}},
            )
        except (BotoCoreError, ClientError) as error:
            raise MailRefused(f"SES did not take a message: {type(error).__name__}") from error


def _utf8(text: str) -> "ContentTypeDef":
    return {"Data": text, "Charset": "UTF-8"}
