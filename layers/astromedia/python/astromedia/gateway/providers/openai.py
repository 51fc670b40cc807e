"""The `openai` provider: Chat Completions with structured output, at OpenAI or any compatible base URL."""

from collections.abc import Mapping
from typing import Any

import openai
from openai.types.chat import ChatCompletion
from openai.types.completion_usage import CompletionUsage

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

_FINISH = {"stop": "stop", "length": "length", "content_filter": "refusal"}


class OpenAIProvider:
    """Implements calls.TextProvider. The SDK's own retries are off: there is one retry policy, the gateway's."""

    def __init__(self, *, api_key: str, base_url: str, longest_text: int | None, limits: Limits) -> None:
        self._client = openai.OpenAI(api_key=api_key, base_url=checked(base_url), max_retries=0)
        self._longest_text = longest_text
        self._limits = limits

    @classmethod
    def from_settings(cls, settings: ModelSettings) -> "OpenAIProvider":
        """As the operator set it."""
        return cls(
            api_key=settings.OPENAI_API_KEY.get_secret_value() if settings.OPENAI_API_KEY else "",
            base_url=settings.OPENAI_BASE_URL,
            longest_text=settings.OPENAI_LONGEST_TEXT,
            limits=Limits.from_settings(settings),
        )

    def worst(self, call: TextCall, model: str) -> Usage:
        """The most that `complete` can use."""
        return _worst(self._request(call, model))

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """What `model` answers."""
        request = self._request(call, model)
        try:
            answer = self._client.chat.completions.create(**request, timeout=min(seconds, self._limits.seconds))
        except (openai.OpenAIError, ValueError) as error:
            raise _failure(error) from error
        return _completion(answer, request)

    def _request(self, call: TextCall, model: str) -> dict[str, Any]:
        """All that is sent. No tools are offered: a model can answer, and nothing else."""
        schema = model_schema(call.json_schema, self._longest_text)
        asked = prompt(call, schema, self._limits.input_characters)
        form = {"name": "answer", "strict": True, "schema": schema}
        return {
            "model": model,
            "messages": _messages(asked),
            "response_format": {"type": "json_schema", "json_schema": form},
            "max_completion_tokens": min(call.max_output_tokens, self._limits.output_tokens),
        }


def _messages(asked: Prompt) -> list[Any]:
    return [{"role": "system", "content": asked.system}] + [
        {"role": turn.role, "content": turn.text} for turn in asked.turns
    ]


def _worst(request: Mapping[str, Any]) -> Usage:
    return worst_case(request, request["max_completion_tokens"])


def _completion(answer: ChatCompletion, request: Mapping[str, Any]) -> Completion:
    try:
        choice = answer.choices[0]
        message, reason = choice.message, choice.finish_reason
    except (AttributeError, IndexError, TypeError):
        raise ProviderBroken("sent an answer without choices") from None
    usage = _usage(answer.usage)
    return Completion(
        id=answer.id or "",
        text=message.content or "",
        finish_reason="refusal" if message.refusal else _FINISH.get(reason, str(reason)),
        usage=usage or _worst(request),
        usage_estimated=usage is None,
    )


def _usage(said: CompletionUsage | None) -> Usage | None:
    """By token class: the prompt's count includes what was cached or written to the cache, the output's reasoning."""
    if said is None or said.prompt_tokens is None or said.completion_tokens is None:
        return None
    details = said.prompt_tokens_details
    cached = (details and details.cached_tokens) or 0
    written = (details and details.cache_write_tokens) or 0
    return Usage(
        input_tokens=max(0, said.prompt_tokens - cached - written),
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=said.completion_tokens,
    )


def _failure(error: Exception) -> AstroError:
    if isinstance(error, openai.APIStatusError):
        message = str((error.body or {}).get("message", "")) if isinstance(error.body, dict) else ""
        return faults.from_status(error.status_code, error.response.headers, error.code or error.type, message)
    if isinstance(error, openai.APIConnectionError):
        return faults.unreachable(error.__cause__ or error)
    return faults.unreadable(error)
