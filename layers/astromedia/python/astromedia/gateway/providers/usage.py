"""What a provider says a call used, by token class. Pure: reads the payloads of the SDKs, as mappings or as objects.

A usage is None if it cannot be trusted: then the call counts as its worst case. That is so when a count is missing,
negative or not a whole number, when nothing was read, when parts are more than their whole, and when something was used
that our prices are not for (audio, tools, OpenAI's cache of twelve hours, a dearer tier of service).
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from astromedia.domain.ledger import Usage


class _Untrusted(ValueError):
    """This part of a usage cannot be what was used."""


_CHAT, _RESPONSES = ("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens")
"""What OpenAI calls the same two counts in its two protocols."""
_STANDARD = {"speed": (None, "standard"), "inference_geo": (None, "", "global", "not_available")}
"""What Anthropic says of a call at its published prices; a fast one, or one kept in a country, costs more."""


def chat_usage(said: object) -> Usage | None:
    """The usage of a Chat Completion, of OpenAI or of a server that speaks its protocol."""
    return _trusted(partial(_openai, names=_CHAT), said)


def responses_usage(said: object) -> Usage | None:
    """The usage of an OpenAI Response."""
    return _trusted(partial(_openai, names=_RESPONSES), said)


def messages_usage(said: object) -> Usage | None:
    """The usage of an Anthropic Message."""
    return _trusted(_anthropic, said)


def _trusted(read: Callable[[object], Usage], said: object) -> Usage | None:
    """What `read` finds; nothing was ever answered without reading a token."""
    try:
        usage = read(said)
    except _Untrusted:
        return None
    return usage if usage.prompt_tokens else None


def _openai(said: object, names: tuple[str, str]) -> Usage:
    """Its prompt includes what was cached or written to the cache; a total that is more than both is more output."""
    prompt, completion = (_whole(said, name, needed=True) for name in names)
    of_prompt, of_completion = (_get(said, f"{name}_details") for name in names)
    long_kept = _whole(_get(of_prompt, "cache_write_tokens_details"), "ttl_12h_tokens")
    if long_kept or _whole(of_prompt, "audio_tokens") or _whole(of_completion, "audio_tokens"):
        raise _Untrusted
    cached, written = _whole(of_prompt, "cached_tokens"), _whole(of_prompt, "cache_write_tokens")
    total = _whole(said, "total_tokens") or prompt + completion
    return Usage(
        input_tokens=_rest(prompt, cached + written),
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=completion + _rest(total, prompt + completion),
        reasoning_tokens=_within(_rest(total, prompt), _whole(of_completion, "reasoning_tokens")),
    )


def _anthropic(said: object) -> Usage:
    """Counts input, cache reads and cache writes apart; its output includes thinking."""
    tools = _get(said, "server_tool_use")
    if any(_get(said, name) not in standard for name, standard in _STANDARD.items()) or any(
        _whole(tools, f"{tool}_requests") for tool in ("web_search", "web_fetch")
    ):
        raise _Untrusted
    output = _whole(said, "output_tokens", needed=True)
    written, hour = _writes(said)
    return Usage(
        input_tokens=_whole(said, "input_tokens", needed=True),
        cached_input_tokens=_whole(said, "cache_read_input_tokens"),
        cache_write_tokens=written,
        cache_write_1h_tokens=hour,
        output_tokens=output,
        reasoning_tokens=_within(output, _whole(_get(said, "output_tokens_details"), "thinking_tokens")),
    )


def _writes(said: object) -> tuple[int, int]:
    """Tokens written to the cache for five minutes and for an hour; without a split, all are for five minutes."""
    split, written = _get(said, "cache_creation"), _whole(said, "cache_creation_input_tokens")
    hour = _whole(split, "ephemeral_1h_input_tokens")
    known = _whole(split, "ephemeral_5m_input_tokens") + hour
    return _rest(max(written, known), hour), hour


def _get(said: object, name: str) -> Any:
    return said.get(name) if isinstance(said, Mapping) else getattr(said, name, None)


def _whole(said: object, name: str, *, needed: bool = False) -> int:
    """The count `name`; 0 if it is not said and not `needed`."""
    value = _get(said, name)
    if value is None and not needed:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1 or value < 0:
        raise _Untrusted
    return int(value)


def _rest(whole: int, parts: int) -> int:
    """What `parts` leave of the `whole`, which cannot be less than they are."""
    if parts > whole:
        raise _Untrusted
    return whole - parts


def _within(whole: int, part: int) -> int:
    """`part`, which cannot be more than the `whole`."""
    return whole - _rest(whole, part)
