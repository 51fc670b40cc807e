"""Answers in the providers' protocols, and the providers that read them."""

from typing import Any

import pytest

from astromedia.gateway.calls import Completion, TextProvider
from astromedia.gateway.providers.anthropic import AnthropicProvider
from astromedia.gateway.providers.limits import Limits
from astromedia.gateway.providers.openai import OpenAIProvider
from astromedia.gateway.providers.worst import Speaker

from .samples import text_call
from .servers import Reply, scripted

PROTOCOLS = pytest.mark.parametrize("protocol", ["openai", "anthropic"])
LIMITS = Limits(input_characters=5000, output_tokens=700, seconds=5.0)
CHAT = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
MESSAGES = {"input_tokens": 100, "output_tokens": 20}


def provider(protocol: str, url: str, longest_text: int | None = None, limits: Limits = LIMITS) -> TextProvider:
    """The provider that speaks `protocol` with the server at `url`."""
    speaker = Speaker(limits, longest_text)
    if protocol == "anthropic":
        return AnthropicProvider(api_key="k", base_url=url, speaker=speaker, seconds=limits.seconds)
    return OpenAIProvider(api_key="k", base_url=f"{url}/v1", speaker=speaker, seconds=limits.seconds)


def chat(text: str | None = "{}", reason: str | None = "stop", usage: Any = CHAT, **message: Any) -> Reply:
    """A Chat Completion; no `usage` if it is None."""
    choice = {"index": 0, "finish_reason": reason, "message": {"role": "assistant", "content": text} | message}
    return Reply(
        body={"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]} | _usage(usage)
    )


def messages(*blocks: dict[str, Any], reason: str | None = "end_turn", usage: Any = MESSAGES) -> Reply:
    """A Message of `blocks` ("{}" if there are none); no `usage` if it is None."""
    body = {"id": "m", "type": "message", "role": "assistant", "model": "m", "stop_reason": reason}
    return Reply(body=body | {"stop_sequence": None, "content": list(blocks) or [text("{}")]} | _usage(usage))


def good(protocol: str, usage: Any = None) -> Reply:
    """An answer of `protocol` that is well."""
    return chat(usage=usage or CHAT) if protocol == "openai" else messages(usage=usage or MESSAGES)


def text(words: str) -> dict[str, Any]:
    """A block of a Message."""
    return {"type": "text", "text": words}


def _usage(usage: Any) -> dict[str, Any]:
    return {} if usage is None else {"usage": usage}


def ask(protocol: str, reply: Reply, **changes: Any) -> tuple[Completion, dict[str, Any]]:
    """What the provider makes of `reply`, and what it sent."""
    with scripted(reply) as server:
        completion = provider(protocol, server.url).complete(text_call(**changes), "m-1", 60)
    return completion, server.requests[0]
