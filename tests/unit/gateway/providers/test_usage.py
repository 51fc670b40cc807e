"""A corpus of recorded-shape usage payloads: each is read by class and costs what its file says, to the nano-dollar."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from anthropic.types import Usage as MessagesUsage
from hypothesis import given
from hypothesis import strategies as st
from openai.types.completion_usage import CompletionUsage
from openai.types.responses import ResponseUsage
from pydantic import TypeAdapter

from astromedia.domain.ledger import Usage
from astromedia.gateway.pricing import OwnPrice, price_book
from astromedia.gateway.providers.usage import chat_usage, messages_usage, responses_usage

CORPUS = sorted((Path(__file__).parent / "usage_corpus").glob("*.json"))
EVERY_FILE = pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)


class Protocol(NamedTuple):
    """How a usage is read, and the SDK's own type for it."""

    read: Callable[[object], Usage | None]
    sdk: Any


PROTOCOLS = {
    "chat": Protocol(chat_usage, CompletionUsage),
    "responses": Protocol(responses_usage, ResponseUsage),
    "messages": Protocol(messages_usage, MessagesUsage),
}


def load(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


def told(case: dict[str, Any]) -> Usage | None:
    return None if case["usage"] is None else Usage(**case["usage"])


def test_the_corpus_covers_every_protocol() -> None:
    priced = [case["protocol"] for case in map(load, CORPUS) if case["usage"]]
    assert len(priced) >= 30
    assert set(priced) == set(PROTOCOLS)


@EVERY_FILE
def test_a_payload_is_read_by_class(path: Path) -> None:
    case = load(path)
    assert PROTOCOLS[case["protocol"]].read(case["payload"]) == told(case)


@EVERY_FILE
def test_the_sdks_object_is_read_like_its_payload(path: Path) -> None:
    case = load(path)
    protocol = PROTOCOLS[case["protocol"]]
    assert protocol.read(protocol.sdk.construct(**case["payload"])) == told(case)


@pytest.mark.parametrize("path", [path for path in CORPUS if load(path)["usage"]], ids=lambda path: path.stem)
def test_a_payload_costs_what_was_worked_out_by_hand(path: Path) -> None:
    case = load(path)
    own = TypeAdapter(dict[str, OwnPrice]).validate_python(case.get("own_prices", {}))
    tariff = price_book(own).tariff(case["provider"], case["model"], date.fromisoformat(case["day"]))
    assert tariff.cost(Usage(**case["usage"])) == Decimal(case["cost"])


NAMES = (
    "prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details, cached_tokens, cache_write_tokens,"
    "completion_tokens_details, reasoning_tokens, input_tokens, output_tokens, cache_creation, cache_read_input_tokens,"
    "cache_creation_input_tokens, ephemeral_1h_input_tokens, ephemeral_5m_input_tokens, server_tool_use"
)
COUNTS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    COUNTS,
    lambda inner: st.dictionaries(st.sampled_from(re.split(r",\s*", NAMES)), inner, max_size=6),
    max_leaves=20,
)


@given(JSON, st.sampled_from(sorted(PROTOCOLS)))
def test_no_payload_is_free_or_an_error(said: object, protocol: str) -> None:
    usage = PROTOCOLS[protocol].read(said)
    assert usage is None or usage.prompt_tokens > 0


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_no_token_of_a_chat_is_lost_or_counted_twice(fresh: int, cached: int, written: int, output: int) -> None:
    prompt = fresh + cached + written
    details = {"cached_tokens": cached, "cache_write_tokens": written}
    usage = chat_usage({"prompt_tokens": prompt, "completion_tokens": output, "prompt_tokens_details": details})
    assert usage is not None
    assert (usage.prompt_tokens, usage.output_tokens) == (prompt, output)
