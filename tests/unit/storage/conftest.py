"""Each port twice: as a fake and as the real thing on a local cloud. One suite holds both to the same contract."""

from collections.abc import Iterator

import pytest

from astromedia.domain.api_key import ApiKeys
from astromedia.domain.audit import AuditLog
from astromedia.domain.idempotency import Claims
from astromedia.domain.ports import (
    Accounts,
    Assets,
    Budgets,
    Campaigns,
    Editions,
    Files,
    Gates,
    LearningStore,
    LedgerEntries,
    Timeline,
)
from astromedia.domain.timekeeping import Schedules
from astromedia.domain.upload import Uploads
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.audit import DynamoAuditLog
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.claims import DynamoClaims
from astromedia.storage.editions import DynamoEditions
from astromedia.storage.files import S3Files
from astromedia.storage.gates import DynamoGates
from astromedia.storage.learning import DynamoLearning
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.schedules import DynamoSchedules
from astromedia.storage.timeline import DynamoTimeline
from astromedia.storage.uploads import DynamoUploads
from tests import fakes
from tests.cloud import ACCOUNTS, BUCKET, CAMPAIGNS, LEDGER
from tests.load.stores import valkey

from .users import access_list


@pytest.fixture(params=["fake", "aws"])
def host(request: pytest.FixtureRequest) -> str:
    """Which implementation the test gets."""
    if request.param == "aws":
        request.getfixturevalue("aws")
    return str(request.param)


@pytest.fixture(scope="session")
def closed_valkey_url() -> Iterator[str]:
    """Where a Valkey is that lets in nobody but the users of the template."""
    with valkey(users=access_list()) as port:
        yield f"valkey://127.0.0.1:{port}"


@pytest.fixture
def accounts(host: str) -> Accounts:
    return DynamoAccounts(ACCOUNTS) if host == "aws" else fakes.FakeAccounts()


@pytest.fixture
def audit_log(host: str) -> AuditLog:
    return DynamoAuditLog(ACCOUNTS) if host == "aws" else fakes.FakeAuditLog()


@pytest.fixture
def api_keys(audit_log: AuditLog) -> ApiKeys:
    """Keys whose changes are in `audit_log`."""
    return fakes.FakeApiKeys(log=audit_log) if isinstance(audit_log, fakes.FakeAuditLog) else DynamoApiKeys(ACCOUNTS)


@pytest.fixture
def campaigns(host: str, timeline: Timeline) -> Campaigns:
    """Campaigns whose events go to `timeline`."""
    return fakes.FakeCampaigns(timeline) if isinstance(timeline, fakes.FakeTimeline) else DynamoCampaigns(CAMPAIGNS)


@pytest.fixture
def timeline(host: str) -> Timeline:
    return DynamoTimeline(CAMPAIGNS) if host == "aws" else fakes.FakeTimeline()


@pytest.fixture
def gates(host: str) -> Gates:
    return DynamoGates(CAMPAIGNS) if host == "aws" else fakes.FakeGates()


@pytest.fixture
def assets(host: str) -> Assets:
    return DynamoAssets(CAMPAIGNS) if host == "aws" else fakes.FakeAssets()


@pytest.fixture
def uploads(assets: Assets) -> Uploads:
    """Uploads that become `assets`."""
    return fakes.FakeUploads(assets) if isinstance(assets, fakes.FakeAssets) else DynamoUploads(CAMPAIGNS)


@pytest.fixture
def ledger(host: str) -> LedgerEntries:
    return DynamoLedgerEntries(LEDGER) if host == "aws" else fakes.FakeLedgerEntries()


@pytest.fixture
def files(host: str) -> Files:
    return S3Files(BUCKET) if host == "aws" else fakes.FakeFiles()


@pytest.fixture
def budgets(host: str) -> Budgets:
    return DynamoBudgets(LEDGER) if host == "aws" else fakes.FakeBudgets()


@pytest.fixture
def learning(host: str) -> LearningStore:
    return DynamoLearning(LEDGER) if host == "aws" else fakes.FakeLearningStore()


@pytest.fixture
def editions(host: str) -> Editions:
    return DynamoEditions(CAMPAIGNS) if host == "aws" else fakes.FakeEditions()


@pytest.fixture
def schedules(host: str) -> Schedules:
    return DynamoSchedules(CAMPAIGNS) if host == "aws" else fakes.FakeSchedules()


@pytest.fixture
def claims(host: str) -> Claims:
    return DynamoClaims(ACCOUNTS) if host == "aws" else fakes.FakeClaims()
