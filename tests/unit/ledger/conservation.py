"""A machine that holds, starts, settles, releases, crashes, reconciles and moves caps in any order.

After every step each budget is what a simple model says, and nothing is lost: free + held + settled = cap, the entries
sum to what is settled, the open holds to what is held. Whatever is done is done once or several times over: each
repetition stands for a Lambda that was run again after its answer got lost.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from astromedia.domain.budget import Budget, Hold, Scope
from astromedia.domain.errors import BudgetExceeded, Conflict
from astromedia.domain.money import NANO, ZERO
from astromedia.domain.plan import DEFAULT_PLAN, PLANS
from astromedia.domain.ports import Budgets, LedgerEntries
from astromedia.ledger.ledger import MARGIN, Ledger
from astromedia.ledger.scopes import scopes_of
from astromedia.services.reconcile import Reconciler
from tests.fakes import FakeBus, FakeClock
from tests.samples import campaign, entry, id_at

SECONDS = 30
TIMES = st.sampled_from([1, 1, 2])
AMOUNTS = st.sampled_from(["0", "0.000000001", "0.10", "0.999999999", "1", "2.5", "5"]).map(Decimal)
CAPS = st.sampled_from(["0", "0.10", "1.999999999", "3", "5", "8"]).map(Decimal)
USERS, KEYS = st.sampled_from(["U1", "U2", None]), st.sampled_from(["K1", None])


class Conservation(RuleBasedStateMachine):
    """Subclasses say which implementation is run; each run has a workspace of its own."""

    holds: Bundle[Hold] = Bundle("holds")

    def stores(self) -> tuple[Budgets, LedgerEntries]:
        raise NotImplementedError

    @initialize()
    def open(self) -> None:
        self.budgets, entries = self.stores()
        self.clock, self.bus = FakeClock(), FakeBus()
        self.ledger = Ledger(budgets=self.budgets, entries=entries, clock=self.clock, alert=self.bus.publish)
        self.workspace = id_at()
        self.campaigns = [campaign(workspace_id=self.workspace) for _ in range(2)]
        self.by_hand: dict[str, Decimal] = {}
        self.plan = DEFAULT_PLAN
        self.frozen: dict[str, Decimal] = {}
        self.state: dict[str, str] = {}
        self.made: dict[str, Hold] = {}
        self.cost: dict[str, Decimal] = {}

    @rule(target=holds, which=st.integers(0, 1), user=USERS, key=KEYS, amount=AMOUNTS, times=TIMES)
    def hold(
        self, which: int, user: str | None, key: str | None, amount: Decimal, times: int
    ) -> Hold | MultipleResults[Hold]:
        of = self.campaigns[which]
        worst = entry(of, cost=amount, at=self.clock(), user_id=user, api_key_id=key)
        scopes = scopes_of(of.id, self.clock(), user, key)
        capped = tuple(scope.name for scope in scopes if self.cap(scope.name) is not None)
        short = [name for name in capped if self.free(name) < amount]
        if short:
            with pytest.raises(BudgetExceeded) as refused:
                self.ledger.hold(worst, scopes, SECONDS)
            assert (refused.value.scope, refused.value.free) == (short[0], self.free(short[0]))
            return multiple()
        for _ in range(times):
            made = self.ledger.hold(worst, scopes, SECONDS)
        assert made.scopes == capped
        self.made[made.id], self.state[made.id] = made, "HELD"
        return made

    @rule(hold=holds, times=TIMES)
    def start(self, hold: Hold, times: int) -> None:
        if self.state[hold.id] in ("HELD", "STARTED") and self.clock() < hold.expires_at:
            for _ in range(times):
                self.ledger.start(hold)
            self.state[hold.id] = "STARTED"
        else:
            with pytest.raises(Conflict):
                self.ledger.start(hold)

    @rule(hold=holds, share=st.sampled_from([0, 1, 50, 100, 130]), times=TIMES)
    def settle(self, hold: Hold, share: int, times: int) -> None:
        """130: the provider says that the call was dearer than the dearest it could be."""
        cost = (hold.amount * share / 100).quantize(NANO)
        said = hold.worst.model_copy(update={"cost": cost})
        if self.state[hold.id] == "RELEASED":
            with pytest.raises(Conflict):
                self.ledger.settle(hold, said)
            return
        if self.state[hold.id] != "SETTLED":
            self.state[hold.id], self.cost[hold.id] = "SETTLED", min(cost, hold.amount)
        for _ in range(times):
            assert self.ledger.settle(hold, said).cost == self.cost[hold.id]

    @rule(hold=holds, times=TIMES)
    def release(self, hold: Hold, times: int) -> None:
        if self.state[hold.id] == "SETTLED":
            with pytest.raises(Conflict):
                self.ledger.release(hold)
            return
        for _ in range(times):
            self.ledger.release(hold)
        self.state[hold.id] = "RELEASED"

    @rule(hold=consumes(holds))
    def crash(self, hold: Hold) -> None:
        """Its process is gone: nobody but the reconciler will end this hold."""

    @rule(seconds=st.sampled_from([1, SECONDS, SECONDS + MARGIN.total_seconds()]), times=TIMES)
    def reconcile(self, seconds: float, times: int) -> None:
        self.clock.advance(seconds)
        for _ in range(times):
            Reconciler(ledger=self.ledger).run()
        for hold in self.made.values():
            if hold.expires_at <= self.clock():
                if self.state[hold.id] == "STARTED":
                    self.cost[hold.id] = hold.amount
                ends = {"STARTED": "SETTLED", "HELD": "RELEASED"}
                self.state[hold.id] = ends.get(self.state[hold.id], self.state[hold.id])

    @rule(which=st.integers(0, 5), cap=CAPS, times=TIMES)
    def set_cap(self, which: int, cap: Decimal, times: int) -> None:
        scope = self.names()[which]
        used = self.held(scope) + self.settled(scope)
        if cap < used:
            with pytest.raises(Conflict):
                self.budgets.set_cap(self.workspace, scope, cap)
            return
        for _ in range(times):
            assert self.budgets.set_cap(self.workspace, scope, cap).free == cap - used
        self.by_hand[scope] = cap

    @rule(plan=st.sampled_from(sorted(PLANS)), times=TIMES)
    def set_plan(self, plan: str, times: int) -> None:
        for _ in range(times):
            self.budgets.set_plan(self.workspace, plan, self.clock())
        self.plan = plan
        self.frozen = {name: self.held(name) + self.settled(name) for name in self.names()}

    @invariant()
    def every_budget_is_what_the_model_says(self) -> None:
        shown = {budget.scope: budget for budget in self.budgets.read(self.workspace, self.names())}
        for name in self.names():
            cap = self.cap(name)
            assert (name in shown) == (cap is not None)
            if cap is not None:
                assert money(shown[name]) == (cap, self.free(name), self.held(name), self.settled(name))

    @invariant()
    def nothing_is_lost_and_nothing_made(self) -> None:
        of = (self.ledger.entries.of_campaign(self.workspace, each.id) for each in self.campaigns)
        kept = {each.id: each for entries in of for each in entries}
        assert {id: each.cost for id, each in kept.items()} == self.cost
        far = self.clock() + timedelta(days=9999)
        open_ids = {each.id for each in self.budgets.expired(far, 9999) if each.workspace_id == self.workspace}
        assert open_ids == {id for id, state in self.state.items() if state in ("HELD", "STARTED")}
        for budget in self.budgets.page(self.workspace, 100).items:
            assert budget.free + budget.held + budget.settled == budget.cap
            assert budget.settled == sum((kept[id].cost for id in kept if budget.scope in self.made[id].scopes), ZERO)
            held = (self.made[id].amount for id in open_ids if budget.scope in self.made[id].scopes)
            assert budget.held == sum(held, ZERO)

    def names(self) -> list[str]:
        """Every scope there is."""
        pairs = zip(self.campaigns, ("U1", "U2"), strict=True)
        of = [scopes_of(each.id, self.clock(), user, "K1") for each, user in pairs]
        return list(dict.fromkeys(scope.name for scopes in of for scope in scopes))

    def cap(self, scope: str) -> Decimal | None:
        """What the cap must be: set by hand, or the plan's (but never less than was in use when the plan came)."""
        if scope in self.by_hand:
            return self.by_hand[scope]
        cap = PLANS[self.plan].cap(Scope.named(scope).kind)
        return None if cap is None else max(cap, self.frozen.get(scope, ZERO))

    def held(self, scope: str) -> Decimal:
        return self.sum_of(scope, {id: hold.amount for id, hold in self.made.items()}, {"HELD", "STARTED"})

    def settled(self, scope: str) -> Decimal:
        return self.sum_of(scope, self.cost, {"SETTLED"})

    def free(self, scope: str) -> Decimal:
        return (self.cap(scope) or ZERO) - self.held(scope) - self.settled(scope)

    def sum_of(self, scope: str, amounts: dict[str, Decimal], states: set[str]) -> Decimal:
        return sum((a for id, a in amounts.items() if self.state[id] in states and scope in self.made[id].scopes), ZERO)


def money(budget: Budget) -> tuple[Decimal, ...]:
    return budget.cap, budget.free, budget.held, budget.settled
