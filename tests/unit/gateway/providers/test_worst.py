"""What a text call can use at most: an upper bound of all that is sent, on the wire."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from astromedia.gateway.providers.limits import Limits
from astromedia.gateway.providers.offline.provider import OfflineProvider
from astromedia.gateway.providers.offline.worst import worst_offline
from astromedia.gateway.providers.tokens import about
from astromedia.gateway.providers.worst import PROVIDERS_OWN_TOKENS, Speaker, worst_text

from .protocols import LIMITS, PROTOCOLS, chat, good, messages, provider
from .samples import text_call
from .servers import scripted


def texts(value: Any) -> list[str]:
    """Every text in a request's body, names included."""
    if isinstance(value, dict):
        return [text for name, part in value.items() for text in (name, *texts(part))]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [str(value)]


@PROTOCOLS
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"inputs": {"brief": "مرحبا " * 500}},
        {"inputs": {"brief": "\ufdfa" * 300}},
        {"inputs": {"brief": "<" * 2000, "copy": ["🏳️‍🌈" * 50] * 30}},
        {"feedback": "shorter " * 2000, "previous_output": {"title": "x" * 30_000}},
        {"faults": "shorter " * 2000, "faulty_answer": '{"title": "' + "x" * 30_000},
        {"json_schema": {"type": "object", "properties": {f"field_{i}": {"type": "string"} for i in range(200)}}},
    ],
    ids=["plain", "Arabic", "one letter of 18", "escaped", "revision", "repair", "schema"],
)
def test_no_text_that_is_sent_has_more_bytes_than_tokens_are_held(protocol: str, changes: dict[str, Any]) -> None:
    call = text_call().model_copy(update=changes)
    with scripted(good(protocol)) as server:
        provider(protocol, server.url).complete(call, "m", 5)
    worst = worst_text(call, LIMITS)
    said = texts(server.requests[0])
    assert worst.input_tokens >= sum(len(text.encode()) for text in said)
    assert worst.input_tokens < 13 * (sum(map(len, said)) + PROVIDERS_OWN_TOKENS)


@PROTOCOLS
@pytest.mark.parametrize(("wanted", "most"), [(50, 50), (10_000, LIMITS.output_tokens)])
def test_output_is_bounded_by_what_is_sent(protocol: str, wanted: int, most: int) -> None:
    call = text_call(max_output_tokens=wanted)
    with scripted(good(protocol)) as server:
        provider(protocol, server.url).complete(call, "m", 5)
    sent = server.requests[0]
    assert sent.get("max_completion_tokens", sent.get("max_tokens")) == worst_text(call, LIMITS).output_tokens == most


@PROTOCOLS
def test_an_answer_without_usage_counts_as_the_worst(protocol: str) -> None:
    reply = chat(usage=None) if protocol == "openai" else messages(usage=None)
    with scripted(reply) as server:
        answer = provider(protocol, server.url).complete(text_call(), "m", 5)
    assert (answer.usage, answer.usage_estimated) == (worst_text(text_call(), LIMITS), True)


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(1, 10**6))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_more_to_read_is_never_less_at_worst(text: str, wanted: int) -> None:
    limits = Limits(5000, 700, 5.0)
    small = worst_text(text_call(max_output_tokens=wanted), limits)
    large = worst_text(text_call(max_output_tokens=wanted, inputs={"brief": {"name": "Ada", "more": text}}), limits)
    assert large.input_tokens >= small.input_tokens + len(text.encode())
    assert large.output_tokens == small.output_tokens == min(wanted, 700)


def test_the_offline_providers_bound_holds() -> None:
    call = text_call()
    used, worst = OfflineProvider().complete(call, "composer-1", 5).usage, worst_offline(call)
    assert used.input_tokens == worst.input_tokens > about("Write.")
    assert used.output_tokens <= worst.output_tokens


def test_a_call_that_is_asked_again_is_said_in_the_same_words() -> None:
    speaker, call = Speaker(LIMITS), text_call()
    first = speaker.said(call)
    assert speaker.said(call) is first
    assert speaker.said(text_call()) == first
    other = text_call(inputs={"brief": "another"})
    assert "another" in speaker.said(other).prompt.question
    assert "another" not in speaker.said(call).prompt.question
