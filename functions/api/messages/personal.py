"""What is kept of a user, as a message."""

from datetime import datetime
from typing import Any, ClassVar, Self

from astromedia.domain.account import User
from astromedia.domain.role import Role
from astromedia.services.personal import Personal, Place

from .accounts import UserAnswer
from .api_keys import ApiKeyAnswer
from .base import Answer
from .budgets import UsageAnswer
from .identities import IdentityAnswer
from .sessions import SessionAnswer
from .workspaces import AuditAnswer, JoinedAnswer


class PersonAnswer(UserAnswer):
    """A user, and how they log in: that they have a password and a second factor, but neither of them."""

    EXAMPLE: ClassVar[dict[str, Any]] = UserAnswer.EXAMPLE | {
        "verified_at": None,
        "has_password": True,
        "has_second_factor": False,
    }

    verified_at: datetime | None
    has_password: bool
    has_second_factor: bool

    @classmethod
    def of_user(cls, user: User) -> Self:
        """The answer that tells of `user`."""
        proofs = {
            "has_password": user.password_hash is not None,
            "has_second_factor": user.second_factor is not None,
        }
        return cls.model_validate({name: getattr(user, name, None) for name in cls.model_fields} | proofs)


class MyPlaceAnswer(Answer):
    """What there is of a user in one workspace, `since` they belong to it: API keys that they made, and what they did,
    newest first. `whole` is false if there may be more than the newest of these."""

    EXAMPLE: ClassVar[dict[str, Any]] = JoinedAnswer.EXAMPLE | {
        "since": "2026-03-02T09:30:00Z",
        "usage": UsageAnswer.EXAMPLE,
        "api_keys": [ApiKeyAnswer.EXAMPLE],
        "did": [AuditAnswer.EXAMPLE],
        "whole": True,
    }

    id: str
    name: str
    created_at: datetime
    role: Role
    since: datetime
    usage: UsageAnswer
    api_keys: list[ApiKeyAnswer]
    did: list[AuditAnswer]
    whole: bool

    @classmethod
    def of(cls, place: Place) -> Self:
        """The answer that tells of `place`."""
        return cls(
            **dict(place.workspace),
            role=place.member.role,
            since=place.member.created_at,
            usage=UsageAnswer.of(place.usage),
            api_keys=[ApiKeyAnswer.of(key) for key in place.api_keys],
            did=[AuditAnswer.model_validate(entry) for entry in place.did],
            whole=place.whole,
        )


class PersonalAnswer(Answer):
    """All that is kept of a user themselves; what they wrote into a workspace belongs to that. `whole` is false if
    something was left out as there is too much of it."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "exported_at": "2026-03-02T12:00:00Z",
        "user": PersonAnswer.EXAMPLE,
        "identities": [IdentityAnswer.EXAMPLE],
        "sessions": [SessionAnswer.EXAMPLE],
        "workspaces": [MyPlaceAnswer.EXAMPLE],
        "whole": True,
    }

    exported_at: datetime
    user: PersonAnswer
    identities: list[IdentityAnswer]
    sessions: list[SessionAnswer]
    workspaces: list[MyPlaceAnswer]
    whole: bool

    @classmethod
    def of(cls, personal: Personal, session_id: str | None) -> Self:
        """The answer that tells of `personal`; `session_id` is the session that asks."""
        sessions = [SessionAnswer(**dict(each), current=each.id == session_id) for each in personal.sessions]
        return cls(
            exported_at=personal.at,
            user=PersonAnswer.of_user(personal.user),
            identities=[IdentityAnswer.model_validate(each) for each in personal.identities],
            sessions=sessions,
            workspaces=[MyPlaceAnswer.of(place) for place in personal.places],
            whole=personal.whole,
        )
