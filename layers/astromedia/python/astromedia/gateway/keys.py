"""What a call is known by: a key made of what is asked, and the id under which it is asked. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from astromedia.domain.ids import derived_id
from astromedia.domain.ledger import CallKind

from .calls import MediaCall, Purpose, Route, TextCall

_NORMAL_FORM = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str, check_circular=False)


def normal(inputs: Mapping[str, Any]) -> str:
    """The same JSON for the same inputs, whatever the order of their keys."""
    return _NORMAL_FORM.encode(inputs)


def text_key(call: TextCall, routes: Sequence[Route], inputs: str | None = None) -> str:
    """A key that holds the SHA-256 (hex) of all that an answer may depend on, and of whom it may come from.

    Whose call it is (ids, request, revision) and the seed are no part of it: the same asked again is the same. What was
    sent back is part of it, so a new revision is never answered with what answered the one before. The workspace comes
    before the key wherever it is used. `inputs` are the call's in normal form, if that is at hand.
    """
    shape = [call.language, call.instructions, call.json_schema, call.max_output_tokens]
    review = [call.feedback, call.previous_output, call.faulty_answer, call.faults]
    return _key(["text", *_asker(call.purpose), *shape, *review, sorted(routes)], inputs or normal(call.inputs))


def media_key(kind: CallKind, call: MediaCall, routes: Sequence[Route]) -> str:
    """The same for media, where the seed is part of what is drawn."""
    return _key([kind, *_asker(call.purpose), call.design, call.seed, sorted(routes)])


def call_id(purpose: Purpose, key: str) -> str:
    """The id (a ULID below the campaign's) that this very call has in every run; `key` says what is asked."""
    return derived_id(purpose.campaign_id, purpose.phase, purpose.revision, purpose.step, key)


def cache_tags(purpose: Purpose) -> tuple[str, ...]:
    """What an answer is dropped by: its campaign, its agent."""
    return (f"campaign/{purpose.campaign_id}", f"agent/{purpose.agent}")


def _asker(purpose: Purpose) -> tuple[str, str]:
    """The agent and the kind of step ("image" of "image/A/1080x1080")."""
    return purpose.agent, purpose.step.partition("/")[0]


def _key(asked: Sequence[object], inputs: str = "") -> str:
    return f"answer/{hashlib.sha256((_NORMAL_FORM.encode(asked) + inputs).encode()).hexdigest()}"
