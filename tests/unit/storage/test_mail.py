"""Mail is kept where nobody delivers it, and sent by SES where it does."""

import boto3
import pytest
from botocore.stub import Stubber

from astromedia.domain.errors import MailRefused
from astromedia.storage import clients
from astromedia.storage.mail import KEPT, OUTBOX, DynamoOutbox, Mail, SesOutbox
from astromedia.storage.rows import table
from tests.cloud import ACCOUNTS
from tests.samples import NOW

SENDER = "hello@example.com"


@pytest.mark.usefixtures("aws")
def test_mail_is_kept_for_a_week() -> None:
    DynamoOutbox(ACCOUNTS, lambda: NOW).send("eve@example.com", "Join Höhle", "Hello")
    (row,) = [row for row in table(ACCOUNTS).query(OUTBOX) if row.read(Mail).to == "eve@example.com"]
    assert row.read(Mail) == Mail(at=NOW, to="eve@example.com", subject="Join Höhle", text="Hello")
    assert row.ttl == (NOW + KEPT).timestamp()


@pytest.mark.usefixtures("aws")
def test_ses_takes_mail() -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    SesOutbox(SENDER).send("eve@example.com", "Join Höhle", "Hello")


@pytest.mark.usefixtures("aws")
def test_what_ses_does_not_take_is_told() -> None:
    with Stubber(clients.ses()) as ses:
        ses.add_client_error("send_email", "MessageRejected")
        with pytest.raises(MailRefused, match="MessageRejected"):
            SesOutbox(SENDER).send("eve@example.com", "Join", "Hello")
