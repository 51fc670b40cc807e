"""Where mypy checks that every fake is what it stands for."""

from astromedia.domain import api_key, idempotency, ports, timekeeping

from . import (
    FakeAccounts,
    FakeApiKeys,
    FakeAssets,
    FakeBudgets,
    FakeBus,
    FakeCampaigns,
    FakeClaims,
    FakeClock,
    FakeEditions,
    FakeEngine,
    FakeFiles,
    FakeGates,
    FakeLearningStore,
    FakeLedgerEntries,
    FakeQueue,
    FakeScheduler,
    FakeSchedules,
    FakeTimeline,
)

ACCOUNTS: type[ports.Accounts] = FakeAccounts
API_KEYS: type[api_key.ApiKeys] = FakeApiKeys
ASSETS: type[ports.Assets] = FakeAssets
BUDGETS: type[ports.Budgets] = FakeBudgets
BUS: type[ports.Bus] = FakeBus
CAMPAIGNS: type[ports.Campaigns] = FakeCampaigns
CLAIMS: type[idempotency.Claims] = FakeClaims
CLOCK: ports.Clock = FakeClock()
EDITIONS: type[ports.Editions] = FakeEditions
ENGINE: type[ports.Engine] = FakeEngine
FILES: type[ports.Files] = FakeFiles
GATES: type[ports.Gates] = FakeGates
LEARNING: type[ports.LearningStore] = FakeLearningStore
LEDGER: type[ports.LedgerEntries] = FakeLedgerEntries
QUEUE: type[ports.Queue] = FakeQueue
SCHEDULER: type[timekeeping.Scheduler] = FakeScheduler
SCHEDULES: type[timekeeping.Schedules] = FakeSchedules
TIMELINE: type[ports.Timeline] = FakeTimeline
