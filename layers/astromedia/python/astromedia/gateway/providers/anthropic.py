"""The `anthropic` provider: the Messages API with structured output, at Anthropic or any compatible base URL."""

from collections.abc import Mapping
from typing import Any

import anthropic
from anthropic.types import Message

from astromedia.domain.errors import AstroError
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Completion, TextCall
from astromedia.gateway.errors import ProviderBroken
from astromedia.gateway.settings import ModelSettings

from . import faults
from .egress import checked
from .limits import Limits
from .prompt import Prompt, prompt
from .schema import model_schema
from .tokens import worst_case

_FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


class AnthropicProvider:
    """Implements calls.TextProvider. The SDK's own retries are off: there is one retry policy, the gateway's."""

    def __init__(self, *, api_key: str, base_url: str, limits: Limits) -> None:
        self._client = anthropic.Anthropic(api_key=api_key, base_url=checked(base_url), max_retries=0)
        self._limits = limits

    @classmethod
    def from_settings(cls, settings: ModelSettings) -> "AnthropicProvider":
        """As the operator set it."""
        return cls(
            api_key=settings.ANTHROPIC_API_KEY.get_secret_value() if settings.ANTHROPIC_API_KEY else "",
            base_url=settings.ANTHROPIC_BASE_URL,
            limits=Limits.from_settings(settings),
        )

    def worst(self, call: TextCall, model: str) -> Usage:
        """The most that `complete` can use."""
        return _worst(self._request(call, model))

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """What `model` answers."""
        request = self._request(call, model)
        try:
            answer = self._client.messages.create(**request, timeout=min(seconds, self._limits.seconds))
        except (anthropic.AnthropicError, ValueError) as error:
            raise _failure(error) from error
        return _completion(answer, request)

    def _request(self, call: TextCall, model: str) -> dict[str, Any]:
        """All that is sent. No tools are offered: a model can answer, and nothing else."""
        schema = model_schema(call.json_schema)
        asked = prompt(call, schema, self._limits.input_characters)
        return {
            "model": model,
            "system": asked.system,
            "messages": _messages(asked),
            "output_config": {"format": {"type": "json_schema", "schema": schema}},
            "max_tokens": min(call.max_output_tokens, self._limits.output_tokens),
        }


def _messages(asked: Prompt) -> list[Any]:
    return [{"role": turn.role, "content": turn.text} for turn in asked.turns]


def _worst(request: Mapping[str, Any]) -> Usage:
    return worst_case(request, request["max_tokens"])


def _completion(answer: Message, request: Mapping[str, Any]) -> Completion:
    """The text blocks joined; thinking comes in blocks of its own and is left out."""
    try:
        text = "".join(block.text for block in answer.content if block.type == "text")
    except (AttributeError, TypeError):
        raise ProviderBroken("sent an answer without content") from None
    usage = _usage(answer.usage)
    return Completion(
        id=answer.id or "",
        text=text,
        finish_reason=_FINISH.get(str(answer.stop_reason), str(answer.stop_reason)),
        usage=usage or _worst(request),
        usage_estimated=usage is None,
    )


def _usage(said: Any) -> Usage | None:
    """By token class: Anthropic counts input, cache reads and cache writes apart; output includes thinking."""
    if said is None or said.input_tokens is None or said.output_tokens is None:
        return None
    return Usage(
        input_tokens=said.input_tokens,
        cached_input_tokens=said.cache_read_input_tokens or 0,
        cache_write_tokens=said.cache_creation_input_tokens or 0,
        output_tokens=said.output_tokens,
    )


def _failure(error: Exception) -> AstroError:
    if isinstance(error, anthropic.APIStatusError):
        return faults.from_status(error.status_code, error.response.headers, error.type, error.api_message or "")
    if isinstance(error, anthropic.APIConnectionError):
        return faults.unreachable(error.__cause__ or error)
    return faults.unreadable(error)
