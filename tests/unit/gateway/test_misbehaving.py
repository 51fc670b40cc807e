"""The gateway, both SDKs and a server that misbehaves (llmock): the right answer or a named error, and exact books."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply as Says

from astromedia.domain.errors import OutputInvalid, ProviderRefused, ProviderUnavailable
from astromedia.gateway.calls import Route
from astromedia.gateway.providers import egress
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings

from .gateways import Desk, text_call, titled
from .providers.servers import Reply, scripted

GOOD, WRONG = '{"title": "Hello"}', '{"name": "Hello"}'
PROTOCOLS = pytest.mark.parametrize("protocol", ["openai", "anthropic"])


@pytest.fixture(autouse=True)
def _loopback_only() -> Iterator[None]:
    with egress.restricted({"127.0.0.1"}):
        yield


TABLES: list[ProviderTable] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Connections end with their test."""
    yield
    while TABLES:
        for provider in TABLES.pop()._loaded.values():
            provider._client.close()


def desk(protocol: str, base_url: str) -> Desk:
    """A gateway whose only route is `protocol` at `base_url`."""
    name = protocol.upper()
    settings = ModelSettings.model_validate({f"{name}_API_KEY": "k", f"{name}_BASE_URL": base_url})
    TABLES.append(ProviderTable(settings))
    return Desk(TABLES[-1], [Route(protocol, "m")])


def books(bench: Desk) -> tuple[int, bool]:
    """How many entries there are, and whether each costs something and is what its usage costs (1 and 2 $/M)."""
    costs = [
        Decimal(entry.usage.input_tokens + 2 * entry.usage.output_tokens) / 1_000_000 == entry.cost > 0
        for entry in bench.settled
    ]
    return len(costs), all(costs) and bench.conserved()


@PROTOCOLS
@pytest.mark.parametrize("wrong", ["I would rather chat.", '{"title": "Hel', WRONG, '{"title": "' + "x" * 21 + '"}'])
def test_an_invalid_answer_is_repaired_once(llmock: LLMock, protocol: str, wrong: str) -> None:
    llmock.reply(wrong).reply(f"Sure:\n```json\n{GOOD}\n```")
    bench = desk(protocol, llmock.base_url(protocol))
    answer = bench.gateway.text(text_call(), titled)
    assert (answer.value, len(answer.attempts), len(llmock.requests)) == ("Hello", 2, 2)
    assert books(bench) == (2, True)
    assert answer.cost == sum(entry.cost for entry in bench.settled)


@PROTOCOLS
def test_still_invalid_after_one_repair_is_a_named_error(llmock: LLMock, protocol: str) -> None:
    llmock.reply(WRONG, times=None)
    bench = desk(protocol, llmock.base_url(protocol))
    with pytest.raises(OutputInvalid, match="after one repair: title: must be a text"):
        bench.gateway.text(text_call(), titled)
    assert len(llmock.requests) == 2
    assert books(bench) == (2, True)


@PROTOCOLS
def test_a_truncated_answer_is_not_taken_for_a_whole_one(llmock: LLMock, protocol: str) -> None:
    llmock.add(Says(text=GOOD, finish_reason="length")).reply(GOOD)
    bench = desk(protocol, llmock.base_url(protocol))
    answer = bench.gateway.text(text_call(), titled)
    assert answer.attempts[0].failure is not None
    assert "cut off" in answer.attempts[0].failure.detail
    assert books(bench) == (2, True)


@PROTOCOLS
def test_429_waits_as_long_as_it_is_asked_to(llmock: LLMock, protocol: str) -> None:
    llmock.rate_limit(times=2, retry_after=7).reply(GOOD)
    bench = desk(protocol, llmock.base_url(protocol))
    assert bench.gateway.text(text_call(), titled).value == "Hello"
    assert bench.sleeps == [7.0, 7.0]
    assert books(bench) == (1, True)


@PROTOCOLS
@pytest.mark.parametrize(
    ("status", "waits"),
    [
        (500, [0.25, 0.5, 1.0]),
        (502, [0.25, 0.5, 1.0]),
        (503, [1.0, 1.0, 1.0]),  # llmock asks for a second with these two
        (529, [1.0, 1.0, 1.0]),
    ],
)
def test_a_server_error_is_retried_with_backoff(llmock: LLMock, protocol: str, status: int, waits: list[float]) -> None:
    llmock.fail(status, times=3).reply(GOOD)
    bench = desk(protocol, llmock.base_url(protocol))
    assert bench.gateway.text(text_call(), titled).value == "Hello"
    assert bench.sleeps == waits
    assert books(bench) == (1, True)


@PROTOCOLS
def test_an_outage_ends_after_the_policys_tries_and_costs_nothing(llmock: LLMock, protocol: str) -> None:
    llmock.outage()
    bench = desk(protocol, llmock.base_url(protocol))
    with pytest.raises(ProviderUnavailable, match=r"answered 503.*\(tries: 4\)"):
        bench.gateway.text(text_call(), titled)
    assert len(llmock.requests) == 4
    assert books(bench) == (0, True)


@PROTOCOLS
@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_asked_once(llmock: LLMock, protocol: str, status: int) -> None:
    llmock.fail(status, times=None)
    bench = desk(protocol, llmock.base_url(protocol))
    with pytest.raises(ProviderRefused, match=f"answered {status}"):
        bench.gateway.text(text_call(), titled)
    assert len(llmock.requests) == 1
    assert books(bench) == (0, True)


@PROTOCOLS
def test_a_dropped_connection_is_tried_again(protocol: str) -> None:
    with scripted(Reply(fault="drop")) as server:
        base_url = server.url + ("/v1" if protocol == "openai" else "")
        bench = desk(protocol, base_url)
        with pytest.raises(ProviderUnavailable, match=r"did not answer.*\(tries: 4\)") as caught:
            bench.gateway.text(text_call(max_output_tokens=500), titled)
    assert len(server.requests) == 4
    assert [(entry.estimated, entry.usage.output_tokens) for entry in bench.settled] == [(True, 500)] * 4
    assert caught.value.cost == sum(entry.cost for entry in bench.settled) > 0
    assert bench.conserved()


@PROTOCOLS
def test_missing_usage_is_settled_at_its_worst_case(protocol: str) -> None:
    chat = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": GOOD}}]}
    message = {"content": [{"type": "text", "text": GOOD}], "stop_reason": "end_turn", "role": "assistant"}
    with scripted(Reply(body=chat if protocol == "openai" else message)) as server:
        bench = desk(protocol, server.url + ("/v1" if protocol == "openai" else ""))
        answer = bench.gateway.text(text_call(max_output_tokens=500), titled)
    assert bench.settled[0].usage.output_tokens == 500
    assert bench.settled[0].estimated is True
    assert answer.cost > Decimal("0.001")
    assert books(bench) == (1, True)
