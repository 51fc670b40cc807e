"""The gateway while an operator has switched providers off."""

from collections.abc import Sequence
from typing import Any

import pytest

from astromedia.domain.errors import ProviderRefused, SwitchedOff
from astromedia.gateway.errors import ProviderBusy
from tests.fakes.cache import FakeCache
from tests.fakes.providers import FakeProvider, FakeProviders, Scripted
from tests.fakes.switch import FakeSwitch

from .gateways import ANTHROPIC, OPENAI, Desk, text_call, titled
from .test_choice import GOOD, WRONG, Backwards


def switched(board: FakeSwitch, **scripts: Sequence[Scripted]) -> Desk:
    fakes = FakeProviders(**{name: FakeProvider(script) for name, script in scripts.items()})
    return Desk(fakes, (OPENAI, ANTHROPIC), switch=board)


def test_what_is_switched_off_is_neither_asked_nor_learnt_from_and_works_again_when_it_is_on() -> None:
    router, board = Backwards(), FakeSwitch(anthropic="outage")
    fakes = FakeProviders(openai=FakeProvider([GOOD]), anthropic=FakeProvider([GOOD]))
    desk = Desk(fakes, (OPENAI, ANTHROPIC), router=router, switch=board)
    answer = desk.gateway.text(text_call(), titled)
    assert [(tried.provider, tried.failure and tried.failure.error) for tried in answer.attempts] == [
        ("anthropic", "SwitchedOff"),
        ("openai", None),
    ]
    assert [arm.route for arm in router.arms] == [OPENAI]
    assert [outcome.route for outcome in router.outcomes] == [OPENAI]
    assert ("SwitchedOff", 1, {"provider": "anthropic"}) in desk.metrics
    board.off.clear()
    assert desk.gateway.text(text_call(inputs={"brief": "other"}), titled).attempts[-1].provider == "anthropic"


def test_when_all_is_switched_off_each_is_named_nothing_is_asked_and_nothing_held() -> None:
    desk = switched(FakeSwitch(openai="outage, INC-7", anthropic="bad French"), openai=[], anthropic=[])
    with pytest.raises(
        SwitchedOff, match=r"openai/m: is switched off \(outage, INC-7\); retry when it is on"
    ) as refused:
        desk.gateway.text(text_call(), titled)
    assert "anthropic/m: is switched off (bad French)" in refused.value.detail
    assert not desk.budgets.holds
    assert desk.conserved()


def test_a_cached_answer_of_a_model_that_is_off_is_still_good() -> None:
    board = FakeSwitch()
    fakes = FakeProviders(openai=FakeProvider([GOOD]))
    desk = Desk(fakes, (OPENAI,), switch=board, store=FakeCache())
    desk.gateway.text(text_call(), titled)
    board.off["openai"] = "outage"
    assert desk.gateway.text(text_call(), titled).attempts[-1].source == "cache"


def test_a_call_that_goes_on_trying_feels_it_before_its_next_try() -> None:
    board = FakeSwitch()

    class Failing(FakeProvider):
        def complete(self, *arguments: Any) -> Any:
            board.off["openai"] = "outage"
            return super().complete(*arguments)

    failing = Failing([ProviderBusy("down")] * 4)
    desk = Desk(FakeProviders(openai=failing), (OPENAI,), switch=board)
    with pytest.raises(SwitchedOff, match="outage"):
        desk.gateway.text(text_call(), titled)
    assert len(failing.calls) == 1
    assert desk.conserved()


def test_a_paid_draft_of_a_model_that_is_off_is_used_but_not_repaired_by_it() -> None:
    board = FakeSwitch()
    desk = switched(board, openai=[WRONG, ProviderRefused("no")], anthropic=[ProviderRefused("no"), GOOD])
    with pytest.raises(ProviderRefused):
        desk.gateway.text(text_call(), titled)
    board.off["openai"] = "outage"
    answer = desk.gateway.text(text_call(repeated=True), titled)
    errors = [tried.failure and tried.failure.error for tried in answer.attempts]
    assert errors == ["OutputInvalid", "SwitchedOff", None]
    assert answer.attempts[-1].provider == "anthropic"
