"""Where mypy checks that every fake is what it stands for."""

from astromedia.domain import ports

from . import (
    FakeAccounts,
    FakeAssets,
    FakeCampaigns,
    FakeClock,
    FakeEngine,
    FakeFiles,
    FakeLedgerEntries,
    FakeTimeline,
)

ACCOUNTS: type[ports.Accounts] = FakeAccounts
ASSETS: type[ports.Assets] = FakeAssets
CAMPAIGNS: type[ports.Campaigns] = FakeCampaigns
CLOCK: ports.Clock = FakeClock()
ENGINE: type[ports.Engine] = FakeEngine
FILES: type[ports.Files] = FakeFiles
LEDGER: type[ports.LedgerEntries] = FakeLedgerEntries
TIMELINE: type[ports.Timeline] = FakeTimeline
