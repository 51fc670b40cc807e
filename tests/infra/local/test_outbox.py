"""The mail that the local cloud keeps, as people read it."""

import os

import pytest

from astromedia.storage.mail import DynamoOutbox
from infra.local.endpoints import Endpoints
from infra.local.outbox import mail, told
from tests.cloud import ACCOUNTS
from tests.samples import NOW


@pytest.mark.usefixtures("aws")
def test_mail_is_told_with_whom_it_is_for() -> None:
    address = os.environ["AWS_ENDPOINT_URL"]
    outputs = {"data": {"AccountsTable": ACCOUNTS}}
    region = os.environ["AWS_DEFAULT_REGION"]
    here = Endpoints("http://127.0.0.1:1", "redis://127.0.0.1:2/0", address, region=region, outputs=outputs)
    DynamoOutbox(ACCOUNTS, lambda: NOW).send("grace@example.com", "Join Höhle", "Hello")
    (found,) = [message for message in mail(here) if message.to == "grace@example.com"]
    assert told(found) == "2026-03-02 09:30:00 UTC\nTo: grace@example.com\nSubject: Join Höhle\n\nHello"
