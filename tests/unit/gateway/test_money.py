"""However a call ends, every dollar is accounted for: held before, settled or released after, never twice."""

from decimal import Decimal

import pytest

from astromedia.domain.budget import Hold, HoldStatus
from astromedia.domain.errors import (
    AstroError,
    BudgetExceeded,
    CampaignEnded,
    OutputInvalid,
    ProviderRefused,
    ProviderUnavailable,
)
from astromedia.domain.ledger import Usage
from astromedia.domain.money import ZERO
from astromedia.gateway.breaker import FAILURES
from astromedia.gateway.calls import Completion, ImageCall, Purpose, Route
from astromedia.gateway.errors import ProviderBroken, ProviderBusy
from astromedia.gateway.memos import recall
from astromedia.gateway.retry import RetryPolicy
from tests.fakes import FakeBudgets, FakeFiles
from tests.fakes.providers import MOST, FakeProvider, FakeProviders, Scripted

from .gateways import ANTHROPIC, OFFLINE, OPENAI, Desk, desk, purpose, text_call, titled

GOOD, WRONG = '{"title": "Hello"}', '{"name": "Hello"}'
ONE_CALL, WORST = Decimal("0.0012"), Decimal("0.004")
PART = Usage(input_tokens=500)
ONCE = RetryPolicy(tries=1)


def completion(**changes: object) -> Completion:
    return Completion.model_validate({"text": GOOD, "finish_reason": "stop", "usage": PART} | changes)


class Crash(BaseException):
    """The process ended here."""


FAULTS: list[tuple[Scripted, list[Decimal], bool]] = [
    (ProviderBusy("answered 429", retry_after=1.0), [], False),
    (ProviderBusy("answered 503"), [], False),
    (ProviderBusy("timed out", charge="unknown"), [WORST], True),
    (ProviderBusy("cut off", charge="unknown", usage=PART), [Decimal("0.0005")], True),
    (ProviderBroken("odd"), [WORST], True),
    (ProviderBroken("odd", usage=PART), [Decimal("0.0005")], True),
    (ProviderRefused("answered 400"), [], False),
    (RuntimeError("our own fault"), [WORST], True),
    (completion(finish_reason="refusal"), [Decimal("0.0005")], False),
]


@pytest.mark.parametrize(("fault", "costs", "estimated"), FAULTS)
def test_a_call_that_fails_costs_what_may_have_been_billed(
    fault: Scripted, costs: list[Decimal], *, estimated: bool
) -> None:
    bench = Desk(FakeProviders(openai=FakeProvider([fault])), retry=ONCE)
    with pytest.raises((AstroError, RuntimeError)) as caught:
        bench.gateway.text(text_call(), titled)
    assert [entry.cost for entry in bench.settled] == costs
    assert all(entry.estimated is estimated for entry in bench.settled)
    assert bench.conserved()
    if not isinstance(fault, RuntimeError):
        assert getattr(caught.value, "cost", None) == sum(costs, ZERO)


@pytest.mark.parametrize(("fault", "costs", "estimated"), FAULTS[:6])
def test_a_try_that_failed_and_the_one_that_did_not_are_both_accounted_for(
    fault: Scripted, costs: list[Decimal], *, estimated: bool
) -> None:
    bench, _ = desk(openai=[fault, GOOD])
    answer = bench.gateway.text(text_call(), titled)
    assert (answer.value, answer.cost) == ("Hello", sum(costs, ONE_CALL))
    assert sorted(entry.cost for entry in bench.settled) == sorted([*costs, ONE_CALL])
    assert bench.conserved()


def test_every_try_is_held_for_its_worst_case_under_an_id_of_its_own() -> None:
    bench, _ = desk(openai=[ProviderBusy("answered 503")] * 2 + [GOOD])
    bench.gateway.text(text_call(), titled)
    holds = list(bench.budgets.holds.values())
    assert [hold.amount for hold in holds] == [WORST] * 3
    assert [hold.status for hold in holds] == [HoldStatus.RELEASED] * 2 + [HoldStatus.SETTLED]
    assert {hold.id for hold in holds if hold.status is HoldStatus.SETTLED} == {entry.id for entry in bench.settled}


def test_a_call_draws_from_its_workspace_its_user_and_its_campaign() -> None:
    bench, _ = desk(openai=[GOOD])
    bench.gateway.text(text_call(purpose=purpose(user_id="U1")), titled)
    (hold,) = bench.budgets.holds.values()
    assert [name.split("/")[0] for name in hold.scopes] == ["workspace", "user", "campaign"]


def test_a_call_that_no_budget_allows_is_never_made() -> None:
    bench, fakes = desk(openai=[GOOD])
    bench.cap("0.003")
    with pytest.raises(BudgetExceeded, match="workspace") as caught:
        bench.gateway.text(text_call(), titled)
    assert (caught.value.scope.split("/")[0], caught.value.cap) == ("workspace", Decimal("0.003"))
    assert (fakes["openai"].calls, bench.settled) == ([], [])
    assert ("RefusedByBudget", 1, {"agent": "copywriter"}) in bench.metrics


def test_a_route_that_is_too_dear_gives_way_to_a_cheaper_one() -> None:
    dear, cheap = FakeProvider(most=MOST), FakeProvider([GOOD], most=Usage(input_tokens=1500))
    bench = Desk(FakeProviders(openai=dear, anthropic=cheap), (OPENAI, ANTHROPIC))
    bench.cap("0.003")
    answer = bench.gateway.text(text_call(), titled)
    assert [attempt.provider for attempt in answer.attempts] == ["openai", "anthropic"]
    assert (dear.calls, answer.value) == ([], "Hello")
    assert bench.conserved()


def test_a_budget_that_runs_out_between_draft_and_repair_ends_the_call() -> None:
    bench, fakes = desk(openai=[WRONG, GOOD])
    bench.cap("0.005")
    with pytest.raises(BudgetExceeded) as caught:
        bench.gateway.text(text_call(), titled)
    assert (len(fakes["openai"].calls), caught.value.cost) == (1, ONE_CALL)
    assert bench.conserved()


def test_the_maximum_of_a_call_holds_over_all_its_tries() -> None:
    bench, fakes = desk((OPENAI, ANTHROPIC), openai=[WRONG, WRONG, GOOD], anthropic=[GOOD])
    with pytest.raises(BudgetExceeded) as caught:
        bench.gateway.text(text_call(max_cost=2 * ONE_CALL + WORST - Decimal("0.000000001")), titled)
    assert (caught.value.scope, caught.value.cost) == ("phase/copy", 2 * ONE_CALL)
    assert fakes["anthropic"].calls == []
    assert bench.gateway.text(text_call(max_cost=WORST, purpose=purpose(step="x")), titled).cost == ONE_CALL
    assert bench.conserved()


def test_the_cap_holds_whatever_a_provider_says() -> None:
    bench, _ = desk(openai=[completion(usage=Usage(input_tokens=9_000_000))])
    assert bench.gateway.text(text_call(), titled).cost == WORST
    assert [(entry.cost, entry.estimated) for entry in bench.settled] == [(WORST, True)]
    assert bench.conserved()


def test_a_usage_that_has_no_price_costs_the_worst_case() -> None:
    bench, _ = desk(openai=[completion(usage=Usage(input_tokens=1, embedding_tokens=1))])
    assert bench.gateway.text(text_call(), titled).cost == WORST
    assert bench.settled[0].estimated


def test_a_process_that_dies_while_it_asks_leaves_a_started_hold_for_the_reconciler() -> None:
    class Dying(FakeProvider):
        def complete(self, *_: object) -> Completion:
            raise Crash

    bench = Desk(FakeProviders(openai=Dying()))
    with pytest.raises(Crash):
        bench.gateway.text(text_call(), titled)
    assert [hold.status for hold in bench.budgets.holds.values()] == [HoldStatus.STARTED]
    assert bench.settled == []


def test_a_call_that_could_not_be_begun_holds_nothing() -> None:
    class Lost(FakeBudgets):
        def hold(self, hold: Hold) -> Hold:
            super().hold(hold)
            raise ConnectionError("the answer got lost")

    bench = Desk(FakeProviders(openai=FakeProvider([GOOD])), budgets=Lost())
    with pytest.raises(ConnectionError):
        bench.gateway.text(text_call(), titled)
    assert [hold.status for hold in bench.budgets.holds.values()] == [HoldStatus.RELEASED]
    assert bench.conserved()


def test_a_call_is_not_gone_on_with_when_its_campaign_was_cancelled() -> None:
    asked: list[Purpose] = []
    provider = FakeProvider([WRONG, GOOD])

    def wanted(purpose: Purpose) -> bool:
        asked.append(purpose)
        return False

    bench = Desk(FakeProviders(openai=provider), wanted=wanted)
    with pytest.raises(CampaignEnded, match="cancelled") as caught:
        bench.gateway.text(text_call(), titled)
    assert asked == [purpose(step="draft/repair")]
    assert (caught.value.cost, [attempt.provider for attempt in caught.value.attempts]) == (ONE_CALL, ["openai"])
    assert (len(provider.calls), len(bench.budgets.holds)) == (1, 1)
    assert bench.conserved()


def test_the_first_try_of_a_call_that_has_just_begun_asks_nobody_whether_it_is_wanted() -> None:
    bench = Desk(FakeProviders(openai=FakeProvider([GOOD])), wanted=lambda purpose: False)
    assert bench.gateway.text(text_call(), titled).value == "Hello"


def test_a_retry_and_the_next_route_are_asked_about_and_a_call_that_waited() -> None:
    answers = [True, False]
    busy = FakeProvider([ProviderBusy("answered 503")] * 2 + [GOOD])
    bench = Desk(FakeProviders(openai=busy), wanted=lambda purpose: answers.pop(0))
    with pytest.raises(CampaignEnded):
        bench.gateway.text(text_call(), titled)
    assert (len(busy.calls), answers) == (2, [])
    next_route = FakeProvider([GOOD])
    chain = FakeProviders(openai=FakeProvider([ProviderRefused("no")]), anthropic=next_route)
    for seconds_per_look in (0.0, 5.0):
        bench = Desk(chain, (OPENAI, ANTHROPIC), seconds_per_look, wanted=lambda purpose: False)
        with pytest.raises(CampaignEnded):
            bench.gateway.text(text_call(), titled)
    assert (next_route.calls, bench.budgets.holds) == ([], {})


class Full(FakeFiles):
    """Has room for so many files, and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def put(self, key: str, data: bytes, mime_type: str) -> None:
        if len(self.stored) == self._room:
            raise OSError("no space")
        super().put(key, data, mime_type)


def test_what_could_not_be_kept_is_not_bought() -> None:
    offline = FakeProvider()
    bench = Desk(FakeProviders(offline=offline), files=Full(0))
    with pytest.raises(OSError, match="no space"):
        bench.gateway.image(ImageCall(purpose=purpose(step="image/A"), design={}))
    assert (offline.calls, bench.budgets.holds, list(bench.settled)) == ([], {}, [])


def test_what_cannot_be_kept_after_all_is_paid_for_all_the_same() -> None:
    bench = Desk(FakeProviders(offline=FakeProvider()), files=Full(1))
    with pytest.raises(OSError, match="no space"):
        bench.gateway.image(ImageCall(purpose=purpose(step="image/A"), design={}))
    assert len(bench.settled) == 1
    assert bench.conserved()


def test_a_route_that_keeps_failing_is_left_alone_and_costs_no_time() -> None:
    bench, fakes = desk((OPENAI, OFFLINE), openai=[ProviderBusy("answered 503")] * 99, offline=[GOOD] * 9)
    for step in "abc":
        bench.gateway.text(text_call(purpose=purpose(step=step)), titled)
    asked, waits = len(fakes["openai"].calls), len(bench.sleeps)
    assert FAILURES <= asked < FAILURES + 4
    answer = bench.gateway.text(text_call(purpose=purpose(step="d")), titled)
    assert [attempt.provider for attempt in answer.attempts] == ["openai", "offline"]
    assert "left alone" in str(answer.attempts[0].failure)
    assert (len(fakes["openai"].calls), len(bench.sleeps)) == (asked, waits)
    assert ("BreakerOpen", 1, {"provider": "openai", "model": "m"}) in bench.metrics


def test_when_all_routes_are_left_alone_trying_later_may_help() -> None:
    bench, _ = desk(openai=[ProviderBusy("answered 503")] * 99)
    for step in "ab":
        with pytest.raises(ProviderUnavailable):
            bench.gateway.text(text_call(purpose=purpose(step=step)), titled)
    with pytest.raises(ProviderUnavailable, match="left alone") as caught:
        bench.gateway.text(text_call(purpose=purpose(step="c")), titled)
    assert type(caught.value) is ProviderUnavailable


def test_what_is_settled_is_told_by_model() -> None:
    bench, _ = desk(openai=[GOOD])
    bench.gateway.text(text_call(), titled)
    model = {"provider": "openai", "model": "m"}
    told = {name: value for name, value, dimensions in bench.metrics if dimensions == model}
    assert told == {
        "ModelCalls": 1,
        "Cost": 0.0012,
        "InputTokens": 1000,
        "CachedInputTokens": 0,
        "OutputTokens": 100,
        "ModelLatency": 0,
    }
    assert ("DollarsHeld", float(WORST), {}) in bench.metrics


def test_a_call_dearer_than_its_hold_is_told_as_it_was_settled() -> None:
    bench, _ = desk(openai=[completion(usage=Usage(input_tokens=1_000_000))])
    bench.gateway.text(text_call(), titled)
    assert [value for name, value, _ in bench.metrics if name == "Cost"] == [float(WORST)]
    assert [entry.cost for entry in bench.settled] == [WORST]
    kept = [memo for memos in bench.budgets._memos.values() for memo in memos.values()]
    assert [recalled.cost for memo in kept for recalled in recall({memo.slot: memo.content}).values()] == [WORST]


class Rerun:
    """The same call twice, over the same money: first by providers that break off, then by others."""

    def __init__(self, first: dict[str, list[Scripted]], *routes: Route) -> None:
        self.routes = routes or (OPENAI,)
        self.first = Desk(FakeProviders(**{name: FakeProvider(script) for name, script in first.items()}), self.routes)

    def crash(self) -> None:
        with pytest.raises((Crash, AstroError)):
            self.first.gateway.text(text_call(), titled)

    def again(self, **scripts: list[Scripted]) -> tuple[Desk, dict[str, FakeProvider]]:
        fakes = {name: FakeProvider(script) for name, script in scripts.items()}
        return Desk(FakeProviders(**fakes), self.routes, budgets=self.first.budgets), fakes


def test_a_valid_answer_that_was_paid_for_is_not_asked_for_again() -> None:
    rerun = Rerun({"openai": [GOOD]})
    rerun.first.gateway.text(text_call(), titled)
    bench, fakes = rerun.again(openai=[])
    answer = bench.gateway.text(text_call(repeated=True), titled)
    assert (answer.value, answer.cost, [attempt.source for attempt in answer.attempts]) == ("Hello", ZERO, ["memo"])
    assert (fakes["openai"].calls, len(bench.settled)) == ([], 1)


def test_an_invalid_draft_that_was_paid_for_goes_on_with_its_repair() -> None:
    rerun = Rerun({"openai": [WRONG, ProviderRefused("answered 400")]})
    rerun.crash()
    bench, fakes = rerun.again(openai=[GOOD])
    answer = bench.gateway.text(text_call(repeated=True), titled)
    assert [attempt.source for attempt in answer.attempts] == ["memo", "provider"]
    (asked,) = fakes["openai"].calls
    assert asked.faulty_answer == WRONG  # type: ignore[union-attr]
    assert (answer.cost, len(bench.settled)) == (ONE_CALL, 2)
    assert bench.conserved()


def test_a_draft_and_a_repair_that_did_not_do_are_not_paid_for_again() -> None:
    rerun = Rerun({"openai": [WRONG, WRONG]})
    rerun.crash()
    bench, fakes = rerun.again(openai=[GOOD])
    with pytest.raises(OutputInvalid, match="after one repair"):
        bench.gateway.text(text_call(repeated=True), titled)
    assert (fakes["openai"].calls, len(bench.settled)) == ([], 2)


def test_a_refusal_that_was_paid_for_is_not_asked_for_again() -> None:
    rerun = Rerun(
        {"openai": [completion(finish_reason="refusal")], "offline": [ProviderRefused("no")]}, OPENAI, OFFLINE
    )
    rerun.crash()
    bench, fakes = rerun.again(openai=[GOOD], offline=[GOOD])
    answer = bench.gateway.text(text_call(repeated=True), titled)
    assert [attempt.provider for attempt in answer.attempts] == ["openai", "offline"]
    assert fakes["openai"].calls == []


def test_routes_that_have_answered_come_first_in_the_order_in_which_they_did() -> None:
    rerun = Rerun({"openai": [ProviderRefused("no")], "anthropic": [GOOD]}, OPENAI, ANTHROPIC)
    rerun.first.gateway.text(text_call(), titled)
    bench, fakes = rerun.again(openai=[GOOD], anthropic=[])
    answer = bench.gateway.text(text_call(repeated=True), titled)
    assert [(attempt.provider, attempt.source) for attempt in answer.attempts] == [("anthropic", "memo")]
    assert fakes["openai"].calls == []


def test_another_question_of_the_same_step_is_not_answered_by_the_memo() -> None:
    rerun = Rerun({"openai": [GOOD]})
    rerun.first.gateway.text(text_call(), titled)
    bench, fakes = rerun.again(openai=[GOOD])
    bench.gateway.text(text_call(feedback="shorter", repeated=True), titled)
    assert len(fakes["openai"].calls) == 1
