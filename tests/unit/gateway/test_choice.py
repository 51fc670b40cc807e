"""Routes are asked in the router's order, and the router is told what each came to."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from astromedia.domain.errors import BudgetExceeded, ProviderRefused
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import ImageCall, Route
from astromedia.gateway.contracts import Arm, Decision, Outcome, RouteFacts
from astromedia.gateway.errors import ProviderBusy
from tests.fakes.providers import FakeProvider, FakeProviders, Scripted

from .gateways import ANTHROPIC, OPENAI, Desk, purpose, text_call, titled

GOOD, WRONG = '{"title": "Hello"}', '{"name": "Hello"}'


class Backwards:
    """A router that turns the order around and remembers what it is told."""

    def __init__(self) -> None:
        self.facts: list[RouteFacts] = []
        self.arms: list[Arm] = []
        self.outcomes: list[Outcome] = []

    def rank(self, facts: RouteFacts, arms: Sequence[Arm]) -> Decision:
        self.facts.append(facts)
        self.arms = list(arms)
        return Decision([arm.route for arm in arms][::-1], "backwards", {})

    def learn(self, facts: RouteFacts, decision: Decision, outcome: Outcome) -> None:
        assert decision.policy == "backwards"
        self.outcomes.append(outcome)


def bench(router: Backwards, **scripts: Sequence[Scripted]) -> Desk:
    fakes = FakeProviders(**{name: FakeProvider(script) for name, script in scripts.items()})
    return Desk(fakes, (OPENAI, ANTHROPIC), router=router)


def test_the_router_knows_the_call_and_the_worst_of_each_route_and_decides() -> None:
    router = Backwards()
    answer = bench(router, openai=[], anthropic=[GOOD]).gateway.text(text_call(), titled)
    assert answer.attempts[-1].provider == "anthropic"
    assert router.arms == [Arm(OPENAI, Decimal("0.004")), Arm(ANTHROPIC, Decimal("0.004"))]
    (facts,) = router.facts
    assert (facts.workspace_id, facts.agent, facts.language, facts.step) == ("W1", "copywriter", "en", "draft")
    assert facts.input_characters == len('{"brief":{"name":"Ada"}}')


@pytest.mark.parametrize(
    ("script", "schema", "cost"),
    [([GOOD], 1.0, "0.0012"), ([WRONG, GOOD], 0.5, "0.0024"), ([WRONG, WRONG], 0.0, "0.0024")],
)
def test_the_router_learns_what_it_took(script: list[Scripted], schema: float, cost: str) -> None:
    router = Backwards()
    bench(router, openai=[GOOD], anthropic=script).gateway.text(text_call(), titled)
    first = router.outcomes[0]
    assert (first.route, first.schema, first.cost) == (ANTHROPIC, schema, Decimal(cost))
    assert (first.quality > 0) is (schema > 0)


@pytest.mark.parametrize("failure", [ProviderRefused("no"), ProviderBusy("down")])
def test_a_route_that_was_asked_and_failed_is_learnt_from(failure: Exception) -> None:
    router = Backwards()
    bench(router, openai=[GOOD], anthropic=[failure] * 9).gateway.text(text_call(), titled)
    assert [(outcome.route, outcome.schema) for outcome in router.outcomes] == [(ANTHROPIC, 0.0), (OPENAI, 1.0)]


def test_nothing_is_learnt_of_routes_that_were_not_asked() -> None:
    router = Backwards()
    fakes = FakeProviders(
        openai=FakeProvider([GOOD], most=Usage(input_tokens=1500)),
        anthropic=FakeProvider(most=Usage(input_tokens=9000)),
    )
    desk = Desk(fakes, (OPENAI, ANTHROPIC), router=router)
    desk.cap("0.005")
    desk.gateway.text(text_call(), titled)
    assert [outcome.route for outcome in router.outcomes] == [OPENAI]


def test_a_route_whose_answer_was_wrong_is_learnt_from_though_its_repair_was_too_dear() -> None:
    router = Backwards()
    desk = bench(router, openai=[], anthropic=[WRONG])
    desk.cap("0.005")
    with pytest.raises(BudgetExceeded):
        desk.gateway.text(text_call(), titled)
    (outcome,) = router.outcomes
    assert (outcome.route, outcome.schema, outcome.cost) == (ANTHROPIC, 0.0, Decimal("0.0012"))


def test_nothing_is_learnt_from_answers_that_were_paid_for_before() -> None:
    router = Backwards()
    desk = bench(router, openai=[], anthropic=[GOOD])
    for repeated in (False, True):
        desk.gateway.text(text_call(repeated=repeated), titled)
    assert (len(router.facts), len(router.outcomes)) == (1, 1)


def test_a_route_whose_prompt_cannot_be_made_to_fit_gives_way() -> None:
    class Small(FakeProvider):
        def worst(self, call: object, model: str) -> Usage:
            raise ProviderRefused("the inputs do not fit")

    fakes = FakeProviders(openai=Small(), anthropic=FakeProvider([GOOD]))
    answer = Desk(fakes, (OPENAI, ANTHROPIC)).gateway.text(text_call(), titled)
    assert [attempt.provider for attempt in answer.attempts] == ["openai", "anthropic"]


def test_media_are_rendered_by_the_first_route_that_can() -> None:
    router = Backwards()
    routes = [Route("offline", "renderer-1"), Route("openai", "m")]
    desk = Desk(FakeProviders(offline=FakeProvider(), openai=FakeProvider()), image_routes=routes, router=router)
    answer = desk.gateway.image(ImageCall(purpose=purpose(step="image/A"), design={}))
    assert answer.attempts[-1].provider == "offline"
    assert router.facts == []
