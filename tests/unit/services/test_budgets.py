from datetime import UTC, datetime
from decimal import Decimal

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.budget import Hold
from astromedia.domain.errors import BudgetExceeded, Conflict, Forbidden, InvalidInput, NotFound
from astromedia.domain.plan import LADDER, PLANS
from astromedia.domain.role import Role
from astromedia.services.audit import Audit
from astromedia.services.budgets import BudgetService, short_of
from astromedia.services.paging import Cursors
from astromedia.services.usage import UsageService
from tests.fakes import FakeAccounts, FakeApiKeys, FakeAuditLog, FakeBudgets, FakeCampaigns, FakeClock
from tests.samples import api_key, audit_entry, campaign, entry, member, user, workspace

NOW = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
EDITOR = ADA.model_copy(update={"role": Role.EDITOR})
MONTH = "workspace/2026-12"
MADE = campaign(workspace_id="W1")
OURS, THEIRS = api_key("W1"), api_key("W2")


@pytest.fixture
def budgets() -> FakeBudgets:
    return FakeBudgets()


@pytest.fixture
def log() -> FakeAuditLog:
    return FakeAuditLog()


@pytest.fixture
def service(budgets: FakeBudgets, log: FakeAuditLog) -> BudgetService:
    campaigns, accounts = FakeCampaigns(), FakeAccounts()
    campaigns.add(MADE, [])
    accounts.add(user(id="U1", workspace_id="W1"), workspace(id="W1"), member("W1", "U1"))
    api_keys = FakeApiKeys()
    for key in (OURS, THEIRS):
        api_keys.add(key, audit_entry(key.workspace_id))
    return BudgetService(
        budgets=budgets,
        accounts=accounts,
        api_keys=api_keys,
        campaigns=campaigns,
        audit=Audit(log=log, clock=FakeClock(NOW)),
        cursors=Cursors(b"key"),
        clock=FakeClock(NOW),
    )


def spend(budgets: FakeBudgets, cost: str, *scopes: str) -> None:
    worst = entry(MADE, cost=cost)
    hold = budgets.hold(Hold(id=worst.id, scopes=scopes, worst=worst, created_at=NOW, expires_at=NOW))
    budgets.settle(hold, worst)


def test_only_owners_and_admins_see_and_change(service: BudgetService) -> None:
    for refused in (
        lambda who: service.page(who, 10),
        lambda who: service.get(who, MONTH),
        lambda who: service.set_cap(who, MONTH, Decimal(1)),
        lambda who: service.set_plan(who, "W1", "team"),
    ):
        for role in (Role.EDITOR, Role.VIEWER):
            with pytest.raises(Forbidden, match="owner or admin"):
                refused(ADA.model_copy(update={"role": role}))
        refused(ADA.model_copy(update={"role": Role.ADMIN}))


def test_a_cap_is_never_below_what_is_spent(service: BudgetService, budgets: FakeBudgets) -> None:
    spend(budgets, "1.50", MONTH)
    with pytest.raises(Conflict, match=r"1\.50"):
        service.set_cap(ADA, MONTH, Decimal("1.49"))
    assert service.set_cap(ADA, MONTH, Decimal("1.50")).free == 0


def test_a_cap_of_a_month_holds_for_the_next(service: BudgetService) -> None:
    service.set_cap(ADA, MONTH, Decimal(7))
    assert service.get(ADA, "workspace/2027-01").cap == 7
    with pytest.raises(InvalidInput):
        service.set_cap(ADA, "workspace/2026-11", Decimal(7))


@pytest.mark.parametrize("scope", ["campaign/other", "user/other/2026-12", "nonsense", "api_key/uncapped"])
def test_what_is_not_ours_or_has_no_cap_is_not_found(service: BudgetService, scope: str) -> None:
    with pytest.raises(NotFound):
        service.get(ADA, scope)


def test_the_first_scope_that_is_short_is_named(service: BudgetService, budgets: FakeBudgets) -> None:
    service.check_left(ADA, MADE.id, Decimal(5))
    spend(budgets, "4.99", "user/U1/2026-12")
    with pytest.raises(BudgetExceeded, match=r"\$0\.01 left of \$5\.00.*'starter'") as refused:
        service.check_left(ADA, MADE.id, Decimal("0.02"))
    assert (refused.value.scope, refused.value.free) == ("user/U1/2026-12", Decimal("0.01"))
    service.check_left(ADA, MADE.id, Decimal("0.01"))


def test_a_key_that_is_ours_can_have_a_cap(service: BudgetService) -> None:
    scope = f"api_key/{OURS.id}"
    with pytest.raises(NotFound, match="has no cap"):
        service.get(ADA, scope)
    assert service.set_cap(ADA, scope, Decimal("0.50")).free == Decimal("0.50")
    assert service.get(ADA, scope).cap == Decimal("0.50")
    with pytest.raises(NotFound, match="no API key"):
        service.set_cap(ADA, f"api_key/{THEIRS.id}", Decimal(1))


def test_a_campaign_of_a_key_needs_that_much_left_on_the_key(service: BudgetService) -> None:
    service.set_cap(ADA, f"api_key/{OURS.id}", Decimal("0.50"))
    service.check_left(ADA, MADE.id, Decimal("0.51"))
    service.check_left(ADA, MADE.id, Decimal("0.50"), OURS.id)
    with pytest.raises(BudgetExceeded) as refused:
        service.check_left(ADA, MADE.id, Decimal("0.51"), OURS.id)
    assert refused.value.scope == f"api_key/{OURS.id}"


def test_the_biggest_plan_promises_no_bigger_one(service: BudgetService) -> None:
    budget = service.get(ADA, MONTH)
    assert "plan" not in short_of(budget, Decimal(9), LADDER[-1])


def test_a_campaigns_own_cap_is_bounded_by_the_plan_but_for_managers(service: BudgetService) -> None:
    most = PLANS["free"].campaign
    assert service.cap_campaign(EDITOR, "C9", most).cap == most
    with pytest.raises(Forbidden):
        service.cap_campaign(EDITOR, "C9", most + 1)
    assert service.cap_campaign(ADA, "C9", most + 1).cap == most + 1


def test_my_month_ends_with_the_year(budgets: FakeBudgets) -> None:
    usage = UsageService(budgets=budgets, clock=FakeClock(NOW)).mine(EDITOR)
    assert (usage.month, usage.renews_at) == ("2026-12", datetime(2027, 1, 1, tzinfo=UTC))
    assert (usage.plan.name, usage.upgrade) == ("free", PLANS["starter"])
