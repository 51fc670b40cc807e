"""What the API's use cases keep things in."""

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.claims import DynamoClaims
from astromedia.storage.editions import DynamoEditions
from astromedia.storage.gates import DynamoGates
from astromedia.storage.identities import DynamoAttempts, DynamoIdentities
from astromedia.storage.inbox import S3Inbox
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.pending_logins import DynamoPendingLogins
from astromedia.storage.queue import DynamoQueue
from astromedia.storage.sessions import DynamoSealedKeys, DynamoSessions
from astromedia.storage.timeline import DynamoTimeline
from astromedia.storage.uploads import DynamoUploads

from .campaigns import campaign_store
from .files import file_store


class Stores:
    """What the use cases keep things in."""

    def __init__(self, settings: ApiSettings) -> None:
        self.accounts = DynamoAccounts(settings.ACCOUNTS_TABLE)
        self.claims = DynamoClaims(settings.ACCOUNTS_TABLE)
        self.api_keys = DynamoApiKeys(settings.ACCOUNTS_TABLE)
        self.sessions = DynamoSessions(settings.ACCOUNTS_TABLE)
        self.pending_logins = DynamoPendingLogins(settings.ACCOUNTS_TABLE)
        self.identities = DynamoIdentities(settings.ACCOUNTS_TABLE)
        self.attempts = DynamoAttempts(settings.ACCOUNTS_TABLE)
        self.sealed_keys = DynamoSealedKeys(settings.ACCOUNTS_TABLE)
        self.campaigns = campaign_store(settings.CAMPAIGNS_TABLE)
        self.timeline = DynamoTimeline(settings.CAMPAIGNS_TABLE)
        self.assets = DynamoAssets(settings.CAMPAIGNS_TABLE)
        self.files = file_store(settings)
        self.uploads = DynamoUploads(settings.CAMPAIGNS_TABLE)
        self.inbox = S3Inbox(settings.ASSETS_BUCKET)
        self.entries = DynamoLedgerEntries(settings.LEDGER_TABLE)
        self.budgets = DynamoBudgets(settings.LEDGER_TABLE)
        self.gates = DynamoGates(settings.CAMPAIGNS_TABLE)
        self.queue = DynamoQueue(settings.CAMPAIGNS_TABLE, utc_now)
        self.bus = EventBridgeBus(settings.EVENT_BUS_NAME)
        self.editions = DynamoEditions(settings.CAMPAIGNS_TABLE)
