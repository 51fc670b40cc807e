"""The `openai` provider: Chat Completions with structured output, at OpenAI or any compatible base URL."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from openai import RequestOptions
from openai.types.chat import ChatCompletion

from astromedia.domain.errors import AstroError
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Call, Completion, TextCall
from astromedia.gateway.errors import ProviderBroken
from astromedia.gateway.settings import ModelSettings

from . import faults
from .deadline import HOOKS, within
from .egress import checked
from .usage import chat_usage
from .worst import Speaker

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_FINISH = {"stop": "stop", "length": "length", "content_filter": "refusal"}


class OpenAIProvider:
    """Implements calls.TextProvider. The SDK's own retries are off: there is one retry policy, the gateway's."""

    def __init__(self, *, api_key: str, base_url: str, speaker: Speaker, seconds: float) -> None:
        http = openai.DefaultHttpxClient(event_hooks=HOOKS)
        self._client = openai.OpenAI(api_key=api_key, base_url=checked(base_url), max_retries=0, http_client=http)
        self._tier = {"service_tier": "default"} if urlsplit(base_url).hostname == "api.openai.com" else {}
        self._speaker, self._seconds = speaker, seconds

    @classmethod
    def from_settings(cls, settings: ModelSettings, speaker: Speaker) -> "OpenAIProvider":
        """As the operator set it, with the words of `speaker`."""
        return cls(
            api_key=settings.OPENAI_API_KEY.get_secret_value() if settings.OPENAI_API_KEY else "",
            base_url=settings.OPENAI_BASE_URL,
            speaker=speaker,
            seconds=settings.MODEL_TIMEOUT_SECONDS,
        )

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """What `model` answers."""
        request, options = self._request(call, model), asking(call, within(min(seconds, self._seconds)))
        try:
            answer = self._ask(request, options)
        except (openai.OpenAIError, ValueError) as error:
            raise failure_of(error) from error
        return _completion(answer, self._speaker.said(call).worst)

    def _ask(self, request: dict[str, Any], options: RequestOptions) -> ChatCompletion:
        """What `chat.completions.create` does, but for a walk through the request that takes a quarter of its time.

        That walk translates names and files, of which no request of ours has any.
        """
        return self._client.post("/chat/completions", cast_to=ChatCompletion, body=request, options=options)

    def _request(self, call: TextCall, model: str) -> dict[str, Any]:
        """All that is sent. No tools are offered: a model can answer, and nothing else."""
        asked, schema, worst = self._speaker.said(call)
        form = {"name": "answer", "strict": True, "schema": schema}
        return {
            "model": model,
            "messages": [
                {"role": "system", "content": asked.system},
                {"role": "user", "content": asked.question},
            ],
            "response_format": {"type": "json_schema", "json_schema": form},
            "max_completion_tokens": worst.output_tokens,
        } | self._tier


def asking(call: Call, timeout: httpx2.Timeout, headers: Mapping[str, str] = NO_HEADERS) -> RequestOptions:
    """How a request is sent: with the id under which OpenAI's support, too, finds it. Other servers ignore that."""
    return {"timeout": timeout, "headers": {"X-Client-Request-Id": call.purpose.request_id, **headers}}


def _completion(answer: ChatCompletion, worst: Usage) -> Completion:
    usage = chat_usage(getattr(answer, "usage", None))
    try:
        choice = answer.choices[0]
        reason = str(choice.finish_reason)
        return Completion(
            id=answer.id or "",
            text=choice.message.content or "",
            finish_reason="refusal" if choice.message.refusal else _FINISH.get(reason, reason),
            usage=usage or worst,
            usage_estimated=usage is None,
        )
    except faults.MALFORMED:
        raise ProviderBroken("sent an answer that is no chat completion", usage=usage) from None


def failure_of(error: Exception) -> AstroError:
    """What went wrong with a request of the SDK."""
    if isinstance(error, openai.APIStatusError):
        message = str((error.body or {}).get("message", "")) if isinstance(error.body, dict) else ""
        return faults.from_status(error.status_code, error.response.headers, error.code or error.type, message)
    if isinstance(error, openai.APIConnectionError):
        return faults.unreachable(error.__cause__ or error)
    return faults.unreadable(error)
