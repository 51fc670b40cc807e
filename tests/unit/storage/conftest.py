"""Each port twice: as a fake and as the real thing on a local cloud. One suite holds both to the same contract."""

from collections.abc import Iterator

import boto3
import pytest

from astromedia.domain.ports import Accounts, Assets, Campaigns, Files, LedgerEntries, Timeline
from astromedia.storage import clients, rows
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.files import S3Files
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.timeline import DynamoTimeline
from tests import fakes

from .cloud import cloud

ACCOUNTS, CAMPAIGNS, LEDGER, BUCKET = "test-accounts", "test-campaigns", "test-ledger", "test-assets"


def _table(name: str) -> None:
    boto3.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in ("pk", "sk", "gsi1pk", "gsi1sk")],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "gsi1",
                "KeySchema": [
                    {"AttributeName": "gsi1pk", "KeyType": "HASH"},
                    {"AttributeName": "gsi1sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture(scope="session")
def aws() -> Iterator[None]:
    """A cloud with our tables and bucket, and an environment that points to it."""
    for made_before in (rows.table, rows.connection, clients.s3):
        made_before.cache_clear()
    with cloud() as environment, pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        for name in (ACCOUNTS, CAMPAIGNS, LEDGER):
            _table(name)
        region = environment["AWS_DEFAULT_REGION"]
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": region})  # type: ignore[typeddict-item]
        yield


@pytest.fixture(params=["fake", "aws"])
def host(request: pytest.FixtureRequest) -> str:
    """Which implementation the test gets."""
    if request.param == "aws":
        request.getfixturevalue("aws")
    return str(request.param)


@pytest.fixture
def accounts(host: str) -> Accounts:
    return DynamoAccounts(ACCOUNTS) if host == "aws" else fakes.FakeAccounts()


@pytest.fixture
def campaigns(host: str) -> Campaigns:
    return DynamoCampaigns(CAMPAIGNS) if host == "aws" else fakes.FakeCampaigns()


@pytest.fixture
def timeline(host: str) -> Timeline:
    return DynamoTimeline(CAMPAIGNS) if host == "aws" else fakes.FakeTimeline()


@pytest.fixture
def assets(host: str) -> Assets:
    return DynamoAssets(CAMPAIGNS) if host == "aws" else fakes.FakeAssets()


@pytest.fixture
def ledger(host: str) -> LedgerEntries:
    return DynamoLedgerEntries(LEDGER) if host == "aws" else fakes.FakeLedgerEntries()


@pytest.fixture
def files(host: str) -> Files:
    return S3Files(BUCKET) if host == "aws" else fakes.FakeFiles()
