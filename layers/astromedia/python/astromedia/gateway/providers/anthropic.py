"""The `anthropic` provider: the Messages API with structured output, at Anthropic or any compatible base URL."""

from typing import Any

import anthropic
from anthropic.types import Message

from astromedia.domain.errors import AstroError
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Completion, TextCall
from astromedia.gateway.errors import ProviderBroken
from astromedia.gateway.settings import ModelSettings

from . import faults
from .deadline import HOOKS, within
from .egress import checked
from .usage import messages_usage
from .worst import Speaker

_FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


class AnthropicProvider:
    """Implements calls.TextProvider. The SDK's own retries are off: there is one retry policy, the gateway's."""

    def __init__(self, *, api_key: str, base_url: str, speaker: Speaker, seconds: float) -> None:
        http = anthropic.DefaultHttpxClient(event_hooks=HOOKS)
        self._client = anthropic.Anthropic(api_key=api_key, base_url=checked(base_url), max_retries=0, http_client=http)
        self._speaker, self._seconds = speaker, seconds

    @classmethod
    def from_settings(cls, settings: ModelSettings, speaker: Speaker) -> "AnthropicProvider":
        """As the operator set it, with the words of `speaker`."""
        return cls(
            api_key=settings.ANTHROPIC_API_KEY.get_secret_value() if settings.ANTHROPIC_API_KEY else "",
            base_url=settings.ANTHROPIC_BASE_URL,
            speaker=speaker,
            seconds=settings.MODEL_TIMEOUT_SECONDS,
        )

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """What `model` answers."""
        request = self._request(call, model)
        try:
            answer = self._client.messages.create(**request, timeout=within(min(seconds, self._seconds)))
        except (anthropic.AnthropicError, ValueError) as error:
            raise _failure(error) from error
        return _completion(answer, self._speaker.said(call).worst)

    def _request(self, call: TextCall, model: str) -> dict[str, Any]:
        """All that is sent. No tools are offered: a model can answer, and nothing else."""
        asked, schema, worst = self._speaker.said(call)
        return {
            "model": model,
            "system": asked.system,
            "messages": [{"role": "user", "content": asked.question}],
            "output_config": {"format": {"type": "json_schema", "schema": schema}},
            "max_tokens": worst.output_tokens,
        }


def _completion(answer: Message, worst: Usage) -> Completion:
    """The text blocks joined; thinking comes in blocks of its own and is left out."""
    usage = messages_usage(getattr(answer, "usage", None))
    try:
        reason = str(answer.stop_reason)
        return Completion(
            id=answer.id or "",
            text="".join(block.text for block in answer.content if block.type == "text"),
            finish_reason=_FINISH.get(reason, reason),
            usage=usage or worst,
            usage_estimated=usage is None,
        )
    except faults.MALFORMED:
        raise ProviderBroken("sent an answer that is no message", usage=usage) from None


def _failure(error: Exception) -> AstroError:
    if isinstance(error, anthropic.APIStatusError):
        return faults.from_status(error.status_code, error.response.headers, error.type, error.api_message or "")
    if isinstance(error, anthropic.APIConnectionError):
        return faults.unreachable(error.__cause__ or error)
    return faults.unreadable(error)
