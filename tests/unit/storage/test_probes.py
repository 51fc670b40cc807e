import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import PynamoDBException

from astromedia.storage.probes import bucket_probe, table_probe
from tests.cloud import ACCOUNTS, BUCKET


def test_what_is_there_answers(aws: None) -> None:
    table_probe(ACCOUNTS)()
    bucket_probe(BUCKET)()


def test_what_is_not_there_raises(aws: None) -> None:
    with pytest.raises(PynamoDBException):
        table_probe("no-such-table")()
    with pytest.raises(ClientError):
        bucket_probe("no-such-bucket")()
