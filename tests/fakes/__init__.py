"""In-memory stand-ins for every Protocol of astromedia.domain.ports, held to the same contract as the storage."""

from .accounts import FakeAccounts
from .api_keys import FakeApiKeys
from .assets import FakeAssets
from .audit import FakeAuditLog
from .budgets import FakeBudgets
from .bus import FakeBus
from .campaigns import FakeCampaigns
from .claims import FakeClaims
from .clock import FakeClock
from .editions import FakeEditions
from .engine import FakeEngine
from .erasures import FakeErasures
from .exports import FakeArchive, FakeExports
from .files import FakeFiles
from .gates import FakeGates
from .identities import FakeAttempts, FakeIdentities
from .learning import FakeLearningStore
from .ledger import FakeLedgerEntries
from .mail_tokens import FakeErrands, FakeMailTokens
from .models import FakeModels
from .pending_logins import FakePendingLogins
from .queue import FakeQueue
from .rates import FakeRates
from .schedules import FakeScheduler, FakeSchedules
from .sessions import FakeSealedKeys, FakeSessions
from .tenancy import FakeInvitations, FakeMemberships, FakeOutbox
from .timeline import FakeTimeline
from .uploads import FakeInbox, FakeUploads

__all__ = [
    "FakeAccounts",
    "FakeApiKeys",
    "FakeArchive",
    "FakeAssets",
    "FakeAttempts",
    "FakeAuditLog",
    "FakeBudgets",
    "FakeBus",
    "FakeCampaigns",
    "FakeClaims",
    "FakeClock",
    "FakeEditions",
    "FakeEngine",
    "FakeErasures",
    "FakeErrands",
    "FakeExports",
    "FakeFiles",
    "FakeGates",
    "FakeIdentities",
    "FakeInbox",
    "FakeInvitations",
    "FakeLearningStore",
    "FakeLedgerEntries",
    "FakeMailTokens",
    "FakeMemberships",
    "FakeModels",
    "FakeOutbox",
    "FakePendingLogins",
    "FakeQueue",
    "FakeRates",
    "FakeScheduler",
    "FakeSchedules",
    "FakeSealedKeys",
    "FakeSessions",
    "FakeTimeline",
    "FakeUploads",
]
