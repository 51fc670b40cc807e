"""The way of a call: routes in order, one repair, one ledger entry per completion."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

import pytest

from astromedia.domain.budget import Memo
from astromedia.domain.errors import OutputInvalid, PriceUnknown, ProviderRefused, ProviderUnavailable
from astromedia.domain.ledger import Usage
from astromedia.domain.money import ZERO
from astromedia.gateway.calls import Completion, ImageCall, Models, Route, VideoCall
from astromedia.gateway.errors import ProviderBusy
from astromedia.gateway.gateway import Gateway
from astromedia.gateway.journey import SHORTEST_TRY_SECONDS
from astromedia.ledger.ledger import MARGIN
from tests.fakes import FakeBudgets
from tests.fakes.cache import FakeCache
from tests.fakes.providers import FakeProvider, FakeProviders

from .gateways import ANTHROPIC, OFFLINE, OPENAI, Desk, desk, purpose, text_call, titled

GOOD, WRONG = '{"title": "Hello"}', '{"name": "Hello"}'
BUSY = ProviderBusy("answered 503")
ONE_CALL = Decimal("0.0012")
CHAIN = (OPENAI, OFFLINE)


def _is_what_agents_see(gateway: Gateway) -> Models:
    return gateway


def outcomes(answer: object) -> list[tuple[str, str | None]]:
    attempts = answer.attempts  # type: ignore[attr-defined]
    return [(attempt.provider, attempt.failure and attempt.failure.error) for attempt in attempts]


def test_a_good_answer_is_settled_once_and_logged_without_its_prompt() -> None:
    bench, _ = desk(openai=[GOOD])
    answer = bench.gateway.text(text_call(), titled)
    assert (answer.value, answer.cost, outcomes(answer)) == ("Hello", ONE_CALL, [("openai", None)])
    assert [(entry.cost, entry.usage.input_tokens) for entry in bench.settled] == [(ONE_CALL, 1000)]
    ((message, facts),) = bench.lines
    assert (message, facts["model"], facts["cost"]) == ("model call settled", "m", "0.0012")
    assert facts["ledger_entry"] == bench.settled[0].id
    assert "Write." not in str(bench.lines)
    assert "Ada" not in str(bench.lines)


def test_an_invalid_answer_is_repaired_once_with_its_faults() -> None:
    bench, fakes = desk(openai=[WRONG, GOOD])
    answer = bench.gateway.text(text_call(), titled)
    assert outcomes(answer) == [("openai", "OutputInvalid"), ("openai", None)]
    assert answer.cost == 2 * ONE_CALL == sum(entry.cost for entry in bench.settled)
    again = fakes["openai"].calls[1]
    assert again.purpose.step == "draft/repair"
    assert again.faulty_answer == WRONG  # type: ignore[union-attr]
    assert "title: must be a text" in str(again.faults)  # type: ignore[union-attr]


def test_still_invalid_goes_to_the_next_route_with_the_original_call() -> None:
    bench, fakes = desk(CHAIN, openai=[WRONG, "no JSON"], offline=[GOOD])
    answer = bench.gateway.text(text_call(), titled)
    assert outcomes(answer) == [("openai", "OutputInvalid"), ("openai", "OutputInvalid"), ("offline", None)]
    assert fakes["offline"].calls == [text_call()]
    assert len(bench.settled) == 3
    assert answer.cost == 2 * ONE_CALL


def test_all_invalid_is_an_error_that_names_the_faults() -> None:
    bench, _ = desk(openai=[WRONG, WRONG])
    with pytest.raises(OutputInvalid, match=r"openai/m: after one repair: title: must be a text"):
        bench.gateway.text(text_call(), titled)
    assert len(bench.settled) == 2


@pytest.mark.parametrize("reason", ["length", "None", "pause_turn"])
def test_an_answer_that_is_not_whole_is_invalid_even_if_it_parses(reason: str) -> None:
    cut = Completion(text=GOOD, finish_reason=reason, usage=Usage(output_tokens=5))
    bench, _ = desk(openai=[cut, GOOD])
    assert outcomes(bench.gateway.text(text_call(), titled)) == [("openai", "OutputInvalid"), ("openai", None)]


def test_a_refusal_is_paid_for_and_gives_way() -> None:
    refused = Completion(text="", finish_reason="refusal", usage=Usage(output_tokens=5))
    bench, _ = desk(CHAIN, openai=[refused], offline=[GOOD])
    assert outcomes(bench.gateway.text(text_call(), titled)) == [("openai", "ProviderRefused"), ("offline", None)]
    assert len(bench.settled) == 2


def test_busy_is_retried_by_the_policy_and_settled_once() -> None:
    bench, _ = desk(openai=[ProviderBusy("answered 429", retry_after=3.0), BUSY, BUSY, GOOD])
    answer = bench.gateway.text(text_call(), titled)
    assert outcomes(answer) == [("openai", None)]
    assert bench.sleeps == [3.0, 0.5, 1.0]
    assert len(bench.settled) == 1


def test_busy_for_good_is_unavailable_after_the_policys_tries() -> None:
    bench, fakes = desk(openai=[BUSY] * 9)
    with pytest.raises(ProviderUnavailable, match=r"openai/m: answered 503 \(tries: 4\)"):
        bench.gateway.text(text_call(), titled)
    assert len(fakes["openai"].calls) == 4
    assert bench.settled == []


def test_a_refused_call_is_not_retried() -> None:
    bench, fakes = desk(openai=[ProviderRefused("answered 401")])
    with pytest.raises(ProviderRefused, match="401"):
        bench.gateway.text(text_call(), titled)
    assert len(fakes["openai"].calls) == 1
    assert bench.sleeps == []


def test_an_unknown_price_is_refused_before_anything_is_asked() -> None:
    bench, fakes = desk((Route("openai", "mystery"),), openai=[GOOD])
    with pytest.raises(PriceUnknown, match=r"openai/mystery.*MODEL_PRICES"):
        bench.gateway.text(text_call(), titled)
    assert fakes["openai"].calls == []


def test_an_unknown_price_gives_way_and_shows() -> None:
    bench, _ = desk((Route("openai", "mystery"), OFFLINE), openai=[], offline=[GOOD])
    assert outcomes(bench.gateway.text(text_call(), titled)) == [("openai", "PriceUnknown"), ("offline", None)]


def test_only_the_models_that_a_call_allows_are_asked() -> None:
    bench, fakes = desk((OPENAI, ANTHROPIC, OFFLINE), openai=[GOOD], anthropic=[GOOD], offline=[GOOD])
    answer = bench.gateway.text(text_call(models=("offline/composer-1", "anthropic/m")), titled)
    assert outcomes(answer) == [("anthropic", None)]
    assert fakes["openai"].calls == []


def test_a_call_that_allows_none_of_the_models_there_are_is_refused() -> None:
    bench, fakes = desk(openai=[GOOD])
    with pytest.raises(ProviderRefused, match=r"anthropic/m.*openai/m"):
        bench.gateway.text(text_call(models=("anthropic/m",)), titled)
    assert fakes["openai"].calls == []


def test_an_answer_of_a_model_that_is_not_allowed_is_not_taken_from_the_cache() -> None:
    bench, fakes = desk((OPENAI, ANTHROPIC), openai=[GOOD], anthropic=[GOOD])
    bench.gateway = dataclasses.replace(bench.gateway, store=FakeCache())
    bench.gateway.text(text_call(), titled)
    bench.gateway.text(text_call(purpose=purpose(step="other"), models=("anthropic/m",)), titled)
    assert [len(fakes[name].calls) for name in ("openai", "anthropic")] == [1, 1]


def test_the_same_call_again_is_not_paid_again() -> None:
    bench, fakes = desk(openai=[GOOD])
    paid, again = (bench.gateway.text(text_call(repeated=again), titled) for again in (False, True))
    assert (again.value, again.cost, again.attempts[0].source) == (paid.value, ZERO, "memo")
    assert (len(fakes["openai"].calls), len(bench.settled)) == (1, 1)


def test_a_call_that_nobody_can_have_made_before_looks_for_no_answers_of_its_own() -> None:
    class Unread(FakeBudgets):
        def memos(self, workspace_id: str, campaign_id: str, call_id: str) -> Sequence[Memo]:
            raise AssertionError("a round trip for nothing")

    bench = Desk(FakeProviders(openai=FakeProvider([GOOD])), budgets=Unread())
    assert bench.gateway.text(text_call(), titled).value == "Hello"


def test_another_step_revision_or_provider_is_another_entry() -> None:
    bench, _ = desk(openai=[GOOD] * 3)
    for changes in ({}, {"step": "other"}, {"revision": 2}):
        bench.gateway.text(text_call(purpose=purpose(**changes)), titled)
    assert len(bench.settled) == 3


def test_out_of_time_a_route_gets_one_try_of_a_decent_length_and_the_next_its_chance() -> None:
    slow, quick = FakeProvider([BUSY, BUSY]), FakeProvider([GOOD])
    bench = Desk(FakeProviders(openai=slow, offline=quick), CHAIN, seconds_per_look=30.0)
    answer = bench.gateway.text(text_call(max_seconds=50.0), titled)
    assert answer.attempts[-1].provider == "offline"
    assert len(slow.calls) == 1
    assert slow.seconds == quick.seconds == [SHORTEST_TRY_SECONDS]


def test_usage_that_was_estimated_is_charged_and_said_in_the_log() -> None:
    guessed = Completion(text=GOOD, finish_reason="stop", usage=Usage(input_tokens=10), usage_estimated=True)
    bench, _ = desk(openai=[guessed])
    assert bench.gateway.text(text_call(), titled).cost == Decimal("0.00001")
    assert bench.lines[0][1]["estimated"] is bench.settled[0].estimated is True


def test_images_and_video_are_settled_by_the_piece() -> None:
    bench, _ = desk(offline=[])
    picture = bench.gateway.image(ImageCall(purpose=purpose(step="image/A"), design={}))
    film = bench.gateway.video(VideoCall(purpose=purpose(step="video"), design={}))
    assert (picture.value.mime_type, film.value.mime_type) == ("image/png", "video/mp4")
    assert sorted((entry.kind, entry.usage.images, entry.usage.video_seconds) for entry in bench.settled) == [
        ("image", 1, 0.0),
        ("video", 0, 7.5),
    ]


@pytest.mark.parametrize("kind", [ImageCall, VideoCall])
def test_a_rendering_gets_the_time_its_money_is_held_for(kind: type[ImageCall] | type[VideoCall]) -> None:
    bench, fakes = desk(offline=[])
    call = kind(purpose=purpose(step="render"), design={}, max_seconds=70.0)
    _ = bench.gateway.image(call) if isinstance(call, ImageCall) else bench.gateway.video(call)
    (hold,) = bench.budgets.holds.values()
    assert fakes["offline"].seconds == [70.0]
    assert (hold.expires_at - hold.created_at - MARGIN).total_seconds() == 70


def test_a_design_that_cannot_be_rendered_is_refused() -> None:
    bench, _ = desk(offline=[ProviderRefused("the design cannot be rendered")])
    with pytest.raises(ProviderRefused, match="offline/renderer-1: the design"):
        bench.gateway.image(ImageCall(purpose=purpose(), design={}))
