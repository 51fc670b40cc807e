"""What leaves for a provider, and how its answer is read: both SDKs against a server of our own."""

import json
from typing import Any

import pytest

from astromedia.domain.errors import ProviderRefused
from astromedia.domain.ledger import Usage
from astromedia.gateway.errors import ProviderBroken, ProviderBusy
from astromedia.gateway.providers import egress
from astromedia.gateway.providers.openai import OpenAIProvider
from astromedia.gateway.providers.worst import Speaker

from .protocols import CHAT, LIMITS, MESSAGES, PROTOCOLS, ask, chat, messages, provider, text
from .samples import text_call
from .servers import Reply, scripted


def test_openai_is_asked_for_a_strict_schema_within_the_limits() -> None:
    _, sent = ask("openai", chat())
    assert (sent["model"], sent["max_completion_tokens"]) == ("m-1", 700)
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert sent["response_format"]["json_schema"]["schema"]["required"] == ["title"]
    assert "maxLength" not in json.dumps(sent)


def test_openai_is_told_whose_request_a_call_serves() -> None:
    with scripted(chat()) as server:
        provider("openai", server.url).complete(text_call(), "m", 60)
    assert server.headers[0]["x-client-request-id"] == "R1"


def test_openai_keeps_limits_for_a_server_that_generates_by_grammar() -> None:
    with scripted(chat()) as server:
        provider("openai", server.url, longest_text=12).complete(text_call(), "m", 60)
    schema = server.requests[0]["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["title"]["maxLength"] == 12


def test_anthropic_is_asked_for_the_schema_within_the_limits() -> None:
    _, sent = ask("anthropic", messages(text("{}")), max_output_tokens=50)
    assert (sent["model"], sent["max_tokens"]) == ("m-1", 50)
    assert sent["system"].startswith("Write.")
    assert [message["role"] for message in sent["messages"]] == ["user"]
    assert sent["output_config"]["format"]["schema"]["additionalProperties"] is False


@PROTOCOLS
def test_a_repair_sends_the_faulty_answer_and_its_faults(protocol: str) -> None:
    reply = chat() if protocol == "openai" else messages(text("{}"))
    _, sent = ask(protocol, reply, faults="- title: too long", faulty_answer='{"title": 1}')
    (question,) = [turn["content"] for turn in sent["messages"] if turn["role"] == "user"]
    assert '<faulty_answer>\n{"title": 1}\n</faulty_answer>' in question
    assert "- title: too long" in question


@pytest.mark.parametrize(
    ("usage", "read"),
    [
        (CHAT, Usage(input_tokens=100, output_tokens=20)),
        (
            CHAT
            | {"prompt_tokens_details": {"cached_tokens": 60}, "completion_tokens_details": {"reasoning_tokens": 9}},
            Usage(input_tokens=40, cached_input_tokens=60, output_tokens=20, reasoning_tokens=9),
        ),
        (
            CHAT | {"prompt_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 30}},
            Usage(input_tokens=10, cached_input_tokens=60, cache_write_tokens=30, output_tokens=20),
        ),
        (CHAT | {"prompt_tokens_details": {"cached_tokens": None}}, Usage(input_tokens=100, output_tokens=20)),
    ],
)
def test_openai_usage_by_class(usage: dict[str, Any], read: Usage) -> None:
    completion, _ = ask("openai", chat(usage=usage))
    assert (completion.usage, completion.usage_estimated) == (read, False)


@pytest.mark.parametrize(
    ("usage", "read"),
    [
        (MESSAGES, Usage(input_tokens=100, output_tokens=20)),
        (
            MESSAGES | {"cache_read_input_tokens": 900, "cache_creation_input_tokens": 50},
            Usage(input_tokens=100, cached_input_tokens=900, cache_write_tokens=50, output_tokens=20),
        ),
    ],
)
def test_anthropic_usage_by_class(usage: dict[str, Any], read: Usage) -> None:
    completion, _ = ask("anthropic", messages(text("{}"), usage=usage))
    assert (completion.usage, completion.usage_estimated) == (read, False)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": 5}])
@PROTOCOLS
def test_unknown_usage_is_never_free(protocol: str, usage: dict[str, Any] | None) -> None:
    reply = chat(usage=usage) if protocol == "openai" else messages(text("{}"), usage=usage)
    completion, _ = ask(protocol, reply)
    assert completion.usage_estimated
    assert completion.usage.output_tokens == LIMITS.output_tokens
    assert completion.usage.input_tokens > len("Write.")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (chat(reason="length"), "length"),
        (chat(reason=None), "None"),
        (chat(reason="content_filter"), "refusal"),
        (chat(text=None, refusal="I would rather not"), "refusal"),
    ],
)
def test_openai_finish_reasons(reply: Reply, reason: str) -> None:
    assert ask("openai", reply)[0].finish_reason == reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "refusal"),
        ("pause_turn", "pause_turn"),
        (None, "None"),
    ],
)
def test_anthropic_finish_reasons(said: str | None, reason: str) -> None:
    assert ask("anthropic", messages(text("{}"), reason=said))[0].finish_reason == reason


def test_anthropics_thinking_is_left_out() -> None:
    thinking = {"type": "thinking", "thinking": "hm {", "signature": "s"}
    assert ask("anthropic", messages(thinking, text('{"a"'), text(": 1}")))[0].text == '{"a": 1}'


@PROTOCOLS
@pytest.mark.parametrize(
    "reply", [Reply(body="<html>gateway</html>"), Reply(body={}), Reply(body={"choices": [], "content": None})]
)
def test_what_is_not_the_protocol_is_broken(protocol: str, reply: Reply) -> None:
    with pytest.raises(ProviderBroken):
        ask(protocol, reply)


@PROTOCOLS
def test_a_dropped_connection_is_busy(protocol: str) -> None:
    with pytest.raises(ProviderBusy, match="did not answer"):
        ask(protocol, Reply(fault="drop"))


@PROTOCOLS
def test_a_server_that_is_not_there_is_busy(protocol: str) -> None:
    with scripted(Reply()) as server:
        url = server.url
    with pytest.raises(ProviderBusy, match="did not answer"):
        provider(protocol, url).complete(text_call(), "m", 5)


@PROTOCOLS
def test_an_unknown_model_is_refused_with_the_providers_words(protocol: str) -> None:
    error = {"type": "not_found_error", "code": "model_not_found", "message": "no model m-1"}
    with pytest.raises(ProviderRefused, match=r"answered 404 .*: no model m-1"):
        ask(protocol, Reply(404, {"type": "error", "error": error}))


@PROTOCOLS
def test_a_bad_key_is_refused_without_repeating_it(protocol: str) -> None:
    error = {"type": "authentication_error", "message": "bad key sk-secret"}
    with pytest.raises(ProviderRefused, match="answered 401") as refused:
        ask(protocol, Reply(401, {"type": "error", "error": error}))
    assert "sk-secret" not in refused.value.detail


@pytest.mark.parametrize(
    ("url", "pinned"), [("https://api.openai.com/v1", {"service_tier": "default"}), ("http://127.0.0.1:9/v1", {})]
)
def test_openai_itself_is_asked_at_the_published_price(url: str, pinned: dict[str, str]) -> None:
    with egress.restricted({"api.openai.com", "127.0.0.1"}):
        provided = OpenAIProvider(api_key="k", base_url=url, speaker=Speaker(LIMITS), seconds=5.0)
    asked = provided._request(text_call(), "m")
    assert {name: asked[name] for name in asked if name == "service_tier"} == pinned
