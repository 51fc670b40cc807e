"""What writes exports of workspaces, in a Lambda of its own."""

from functools import cache

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ExportSettings, read
from astromedia.services.contents import Contents
from astromedia.services.exporting import Exporter
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from astromedia.storage.archive import S3Archive
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.audit import DynamoAuditLog
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.editions import DynamoEditions
from astromedia.storage.exports import DynamoExports
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.memberships import DynamoInvitations, DynamoMemberships
from astromedia.storage.schedules import DynamoSchedules
from astromedia.storage.timeline import DynamoTimeline


@cache
def exporter() -> Exporter:
    """Over everything that a workspace's things are kept in."""
    settings = read(ExportSettings)
    assets = DynamoAssets(settings.CAMPAIGNS_TABLE)
    contents = Contents(
        accounts=DynamoAccounts(settings.ACCOUNTS_TABLE),
        memberships=DynamoMemberships(settings.ACCOUNTS_TABLE),
        invitations=DynamoInvitations(settings.ACCOUNTS_TABLE),
        api_keys=DynamoApiKeys(settings.ACCOUNTS_TABLE),
        audit=DynamoAuditLog(settings.ACCOUNTS_TABLE),
        campaigns=DynamoCampaigns(settings.CAMPAIGNS_TABLE),
        timeline=DynamoTimeline(settings.CAMPAIGNS_TABLE),
        entries=DynamoLedgerEntries(settings.LEDGER_TABLE),
        assets=assets,
        editions=DynamoEditions(settings.CAMPAIGNS_TABLE),
        schedules=DynamoSchedules(settings.CAMPAIGNS_TABLE),
        budgets=DynamoBudgets(settings.LEDGER_TABLE),
    )
    return Exporter(
        exports=DynamoExports(settings.CAMPAIGNS_TABLE, settings.ACCOUNTS_TABLE),
        contents=contents,
        assets=assets,
        archive=S3Archive(settings.ASSETS_BUCKET),
        clock=utc_now,
    )
