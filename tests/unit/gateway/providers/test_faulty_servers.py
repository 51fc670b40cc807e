"""Servers that misbehave: what each provider says of it, and whether the try may have been charged."""

import time
from typing import Any

import pytest

from astromedia.domain.errors import AstroError, ProviderRefused
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Completion
from astromedia.gateway.errors import KeyRefused, ProviderBroken, ProviderBusy
from astromedia.gateway.providers.limits import Limits

from .protocols import LIMITS, PROTOCOLS, chat, good, messages, provider
from .samples import text_call
from .servers import LATE_SECONDS, Fault, Reply, scripted

SECONDS = 0.25
HASTY = LIMITS._replace(seconds=SECONDS)
READ = Usage(input_tokens=100, output_tokens=20)


def complete(protocol: str, reply: Reply, limits: Limits = LIMITS) -> Completion:
    with scripted(reply) as server:
        return provider(protocol, server.url, limits=limits).complete(text_call(), "m", 60)


def failure(protocol: str, reply: Reply, limits: Limits = LIMITS) -> AstroError:
    with pytest.raises(AstroError) as failed:
        complete(protocol, reply, limits)
    return failed.value


@PROTOCOLS
@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_what_breaks_off_after_sending_may_have_been_charged(protocol: str, fault: Fault) -> None:
    failed = failure(protocol, good(protocol)._replace(fault=fault))
    assert isinstance(failed, ProviderBusy)
    assert (failed.charge, failed.usage) == ("unknown", None)
    assert failed.detail == "did not answer (RemoteProtocolError)"


@PROTOCOLS
@pytest.mark.parametrize("fault", ["hang", "stall", "trickle"])
def test_what_does_not_end_in_time_is_given_up_and_may_have_been_charged(protocol: str, fault: Fault) -> None:
    started = time.monotonic()
    failed = failure(protocol, good(protocol)._replace(fault=fault), HASTY)
    assert isinstance(failed, ProviderBusy)
    assert (failed.charge, failed.detail) == ("unknown", "did not answer (ReadTimeout)")
    assert time.monotonic() - started < 5


@PROTOCOLS
def test_a_body_has_but_the_time_that_its_headers_left(protocol: str) -> None:
    """A hold, and a Lambda, last for as long as the call was given."""
    seconds, started = LATE_SECONDS + 0.1, time.monotonic()
    failed = failure(protocol, good(protocol)._replace(fault="late stall"), LIMITS._replace(seconds=seconds))
    assert failed.detail == "did not answer (ReadTimeout)"
    assert time.monotonic() - started < seconds + LATE_SECONDS * 0.75


@PROTOCOLS
def test_what_never_left_was_not_charged(protocol: str) -> None:
    with scripted(Reply()) as server:
        gone = server.url
    with pytest.raises(ProviderBusy, match=r"did not answer \(ConnectError\)") as failed:
        provider(protocol, gone).complete(text_call(), "m", 5)
    assert failed.value.charge == "none"


@PROTOCOLS
@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_what_is_turned_away_was_not_charged(protocol: str, status: int) -> None:
    failed = failure(protocol, Reply(status, {"error": {"message": "no"}}, {"retry-after": "3"}))
    assert isinstance(failed, ProviderBusy)
    assert (failed.charge, failed.retry_after) == ("none", 3.0)


@PROTOCOLS
@pytest.mark.parametrize("status", [504, 524])
def test_a_proxy_that_gave_up_waiting_leaves_it_open(protocol: str, status: int) -> None:
    failed = failure(protocol, Reply(status, "<html>timed out</html>"))
    assert isinstance(failed, ProviderBusy)
    assert failed.charge == "unknown"


@PROTOCOLS
@pytest.mark.parametrize(("status", "kind"), [(400, ProviderRefused), (401, KeyRefused), (403, KeyRefused)])
def test_a_refusal_is_a_refusal_whatever_its_body(protocol: str, status: int, kind: type[AstroError]) -> None:
    for body in ("<html>no</html>", "", {"error": "no"}, {"error": {"message": ["no"]}}, {"detail": 5}):
        assert type(failure(protocol, Reply(status, body))) is kind


@PROTOCOLS
@pytest.mark.parametrize("headers", [{"retry-after-ms": "1500"}, {"retry-after": "1.5"}])
def test_429_says_how_long_to_wait(protocol: str, headers: dict[str, str]) -> None:
    failed = failure(protocol, Reply(429, {"error": {"type": "rate_limit_error", "message": "slow"}}, headers))
    assert isinstance(failed, ProviderBusy)
    assert failed.retry_after == 1.5


@PROTOCOLS
@pytest.mark.parametrize("body", ['{"id": "x", "choices": [{"mess', "<html></html>", "", "null", "[]", "5", '"text"'])
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_what_cannot_be_read_is_broken_and_its_usage_unknown(protocol: str, body: str, kind: str) -> None:
    failed = failure(protocol, Reply(body=body, headers={"content-type": kind}))
    assert isinstance(failed, ProviderBroken)
    assert failed.usage is None


WRONG: dict[str, Any] = {
    "openai": [
        {"choices": []},
        {"choices": None},
        {"choices": {"0": 1}},
        {"choices": [{}]},
        {"choices": [{"message": None, "finish_reason": "stop"}]},
        {"choices": [{"message": {"content": 5}, "finish_reason": "stop"}]},
        {"choices": [{"message": {"content": [{"type": "text", "text": "{}"}]}, "finish_reason": "stop"}]},
    ],
    "anthropic": [
        {"content": None},
        {"content": "text"},
        {"content": [None]},
        {"content": [{"type": "text"}]},
        {"content": [{"type": "text", "text": 5}]},
        {"content": 7},
    ],
}
USED = {
    "openai": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    "anthropic": {"input_tokens": 100, "output_tokens": 20},
}


@pytest.mark.parametrize(("protocol", "body"), [(name, body) for name, bodies in WRONG.items() for body in bodies])
def test_an_answer_of_the_wrong_shape_is_broken_and_keeps_its_usage(protocol: str, body: dict[str, Any]) -> None:
    failed = failure(protocol, Reply(body={**body, "usage": USED[protocol]}))
    assert isinstance(failed, ProviderBroken)
    assert failed.usage == READ


@PROTOCOLS
@pytest.mark.parametrize("usage", [{}, "much", 5, ["a"], {"prompt_tokens": None, "input_tokens": None}])
def test_a_usage_that_cannot_be_trusted_counts_as_the_worst(protocol: str, usage: Any) -> None:
    answer = complete(protocol, chat(usage=usage) if protocol == "openai" else messages(usage=usage))
    assert answer.usage_estimated
    assert answer.usage.output_tokens == LIMITS.output_tokens


@PROTOCOLS
def test_an_answer_that_stops_midway_keeps_its_usage(protocol: str) -> None:
    cut = (
        chat('{"ti', "length")
        if protocol == "openai"
        else messages({"type": "text", "text": '{"ti'}, reason="max_tokens")
    )
    answer = complete(protocol, cut)
    assert (answer.finish_reason, answer.usage, answer.usage_estimated) == ("length", READ, False)


@PROTOCOLS
def test_no_tools_are_offered_and_a_call_of_one_is_no_answer(protocol: str) -> None:
    call = {"id": "t", "type": "function", "function": {"name": "pay", "arguments": "{}"}}
    use = {"type": "tool_use", "id": "t", "name": "pay", "input": {}}
    reply = chat(None, "tool_calls", tool_calls=[call]) if protocol == "openai" else messages(use, reason="tool_use")
    with scripted(reply) as server:
        answer = provider(protocol, server.url).complete(text_call(), "m", 5)
    assert not {
        "tools",
        "tool_choice",
        "functions",
        "function_call",
        "mcp_servers",
        "web_search_options",
        "container",
    } & (server.requests[0].keys())
    assert (answer.text, answer.finish_reason in ("tool_calls", "tool_use")) == ("", True)


@PROTOCOLS
def test_one_answer_of_bounded_length_is_asked_for(protocol: str) -> None:
    with scripted(good(protocol)) as server:
        provider(protocol, server.url).complete(text_call(), "m", 5)
    expected = {
        "openai": {"model", "messages", "response_format", "max_completion_tokens"},
        "anthropic": {"model", "system", "messages", "output_config", "max_tokens"},
    }
    assert server.requests[0].keys() == expected[protocol]
