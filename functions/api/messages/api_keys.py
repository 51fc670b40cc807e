"""API keys as messages. A key's text is in one answer only: the one to making it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from astromedia.domain.api_key import ApiKey
from astromedia.domain.brief import trimmed
from astromedia.domain.permission import SCOPES, Permission

from .base import Answer, Question
from .schedules import Instant

NAMES = sorted(scope.value for scope in SCOPES)


def _known(name: str) -> Permission:
    if name not in NAMES:
        raise ValueError(f"is not one of: {', '.join(NAMES)}")
    return Permission(name)


Scope = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": NAMES})]


class NewApiKey(Question):
    """What a key is to be called, what it may do, and until when; null: until it is revoked."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "nightly reports",
        "scopes": ["campaigns:write", "read"],
        "expires_at": "2027-03-02T00:00:00Z",
    }

    name: Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(trimmed)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(NAMES))]
    expires_at: Instant | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """The scopes as what they are."""
        return frozenset(map(Permission, self.scopes))


class ApiKeyAnswer(Answer):
    """A key as it is now, without its text. `last_used_at` is exact to a minute."""

    EXAMPLE: ClassVar[dict[str, Any]] = NewApiKey.EXAMPLE | {
        "id": "01KJPY44E0A0VDK4T3SWYTB2Y1",
        "created_by": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "created_at": "2026-03-02T09:30:00Z",
        "revoked_at": None,
        "last_used_at": "2026-03-02T09:41:00Z",
    }

    id: str
    name: str
    scopes: Sequence[Permission]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, known: ApiKey, **more: str) -> Self:
        """The answer that tells `known`."""
        shown = {name: getattr(known, name) for name in cls.model_fields if name not in ("scopes", *more)}
        return cls(**shown, **more, scopes=sorted(known.scopes))


class NewApiKeyAnswer(ApiKeyAnswer):
    """A key that was just made. `key` is its text: it is told this once, and nobody can look it up later."""

    EXAMPLE: ClassVar[dict[str, Any]] = ApiKeyAnswer.EXAMPLE | {
        "key": "am_live_01KJPY44E0A0VDK4T3SWYTB2Y1_this-is-an-example-it-opens-nothing-0000000",
        "last_used_at": None,
    }

    key: str
