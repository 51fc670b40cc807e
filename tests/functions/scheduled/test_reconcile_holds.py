"""What the clock runs: expired holds end, whoever left them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from astromedia.bootstrap import scheduled
from astromedia.domain.budget import Hold
from astromedia.storage.budgets import DynamoBudgets
from functions.scheduled.reconcile_holds.handler import handler
from tests.cloud import LEDGER
from tests.samples import campaign, entry, id_at

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
SCOPE = "workspace/2001-01"


@pytest.fixture
def budgets(settings: None) -> DynamoBudgets:
    scheduled.reconciler.cache_clear()
    return DynamoBudgets(LEDGER)


def expired(workspace: str) -> Hold:
    worst = entry(campaign(workspace_id=workspace), cost="0.40")
    return Hold(id=worst.id, scopes=(SCOPE,), worst=worst, created_at=LONG_AGO, expires_at=LONG_AGO)


def test_expired_holds_are_settled_or_released(budgets: DynamoBudgets) -> None:
    workspace = id_at()
    budgets.start(budgets.hold(expired(workspace)))
    budgets.hold(expired(workspace))
    done = handler({"source": "aws.scheduler"}, None)
    assert done["settled"] >= 1
    assert done["released"] >= 1
    (budget,) = budgets.read(workspace, [SCOPE])
    assert (budget.held, budget.settled) == (Decimal(0), Decimal("0.40"))
