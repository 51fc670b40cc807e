"""Where mypy checks that every fake is what it stands for."""

from astromedia.domain import (
    api_key,
    audit,
    erasure,
    errand,
    export,
    idempotency,
    identity,
    mail_token,
    ports,
    session,
    tenancy,
    timekeeping,
    two_factor,
    upload,
)
from astromedia.gateway import contracts

from . import (
    FakeAccounts,
    FakeApiKeys,
    FakeArchive,
    FakeAssets,
    FakeAttempts,
    FakeAuditLog,
    FakeBudgets,
    FakeBus,
    FakeCampaigns,
    FakeClaims,
    FakeClock,
    FakeEditions,
    FakeEngine,
    FakeErasures,
    FakeErrands,
    FakeExports,
    FakeFiles,
    FakeGates,
    FakeIdentities,
    FakeInbox,
    FakeInvitations,
    FakeLearningStore,
    FakeLedgerEntries,
    FakeMailTokens,
    FakeMemberships,
    FakeOutbox,
    FakePendingLogins,
    FakeQueue,
    FakeRates,
    FakeScheduler,
    FakeSchedules,
    FakeSealedKeys,
    FakeSessions,
    FakeTimeline,
    FakeUploads,
)
from .switch import FakeSwitch

ACCOUNTS: type[ports.Accounts] = FakeAccounts
API_KEYS: type[api_key.ApiKeys] = FakeApiKeys
ASSETS: type[ports.Assets] = FakeAssets
ATTEMPTS: type[identity.Attempts] = FakeAttempts
AUDIT_LOG: type[audit.AuditLog] = FakeAuditLog
BUDGETS: type[ports.Budgets] = FakeBudgets
BUS: type[ports.Bus] = FakeBus
CAMPAIGNS: type[ports.Campaigns] = FakeCampaigns
CLAIMS: type[idempotency.Claims] = FakeClaims
CLOCK: ports.Clock = FakeClock()
EDITIONS: type[ports.Editions] = FakeEditions
ENGINE: type[ports.Engine] = FakeEngine
ERASURES: type[erasure.Erasures] = FakeErasures
ARCHIVE: type[export.Archive] = FakeArchive
EXPORTS: type[export.Exports] = FakeExports
ERRANDS: type[errand.Errands] = FakeErrands
FILES: type[ports.Files] = FakeFiles
GATES: type[ports.Gates] = FakeGates
IDENTITIES: type[identity.Identities] = FakeIdentities
INBOX: type[upload.Inbox] = FakeInbox
INVITATIONS: type[tenancy.Invitations] = FakeInvitations
LEARNING: type[ports.LearningStore] = FakeLearningStore
LEDGER: type[ports.LedgerEntries] = FakeLedgerEntries
MAIL_TOKENS: type[mail_token.MailTokens] = FakeMailTokens
MEMBERSHIPS: type[tenancy.Memberships] = FakeMemberships
OUTBOX: type[tenancy.Outbox] = FakeOutbox
PENDING_LOGINS: type[two_factor.PendingLogins] = FakePendingLogins
QUEUE: type[ports.Queue] = FakeQueue
RATES: type[ports.Rates] = FakeRates
SCHEDULER: type[timekeeping.Scheduler] = FakeScheduler
SCHEDULES: type[timekeeping.Schedules] = FakeSchedules
SEALED_KEYS: type[session.SealedKeys] = FakeSealedKeys
SESSIONS: type[session.Sessions] = FakeSessions
SWITCH: type[contracts.Switch] = FakeSwitch
TIMELINE: type[ports.Timeline] = FakeTimeline
UPLOADS: type[upload.Uploads] = FakeUploads
