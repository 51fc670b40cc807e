"""Accounts as messages."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, EmailStr, Field, StringConstraints

from astromedia.domain.brief import written
from astromedia.domain.mail_token import LIFETIMES, Purpose
from astromedia.domain.role import Role

from .base import Answer, Question


def one_line(text: str) -> str:
    """`text`; ValueError if it is not on one line: a name can stand in the subject of a mail."""
    if any(mark in text for mark in "\n\t"):
        raise ValueError("contains a line break or a tab; write it on one line")
    return text


Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80),
    AfterValidator(written),
    AfterValidator(one_line),
]
NewPassword = Annotated[str, Field(min_length=10, max_length=200)]
AnyPassword = Annotated[str, Field(min_length=1, max_length=200)]
MailedToken = Annotated[str, Field(min_length=1, max_length=200)]


class Registration(Question):
    """A new user. `workspace` names the new workspace; by default it has the user's name."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "email": "ada@example.com",
        "password": "correct horse battery",
        "name": "Ada Lovelace",
        "workspace": "Analytical Engines",
    }

    email: EmailStr
    password: NewPassword
    name: Name
    workspace: Name | None = None


class Credentials(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"email": "ada@example.com", "password": "correct horse battery"}

    email: EmailStr
    password: AnyPassword


class EmailVerification(Question):
    """What the mail said."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"token": "amv_q3xJwq0n1vS4o7yJ2mF6tC8kR5uW9eB3dH0aL1zXcVg"}

    token: MailedToken


class ForgottenPassword(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"email": "ada@example.com"}

    email: EmailStr


class PasswordReset(Question):
    """What the mail said, and the password to have from now on."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "token": "amp_Zb7pQm2LrT9xV4cN8sKfJ1hG6dY3wE5uA0oI2tRqXyM",
        "new_password": "staple a longer horse",
    }

    token: MailedToken
    new_password: NewPassword


class MailedAnswer(Answer):
    """The token that is mailed is good for `expires_in` seconds."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"expires_in": 1800}

    expires_in: int

    @classmethod
    def of(cls, purpose: Purpose) -> Self:
        return cls(expires_in=int(LIFETIMES[purpose].total_seconds()))


class UserAnswer(Answer):
    """`verified_at` is when they last proved that mail to `email` reaches them; null: not yet."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0CGSBHRRNH1AV3MK6",
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "created_at": "2026-03-02T09:30:00Z",
        "verified_at": "2026-03-02T09:41:00Z",
    }

    id: str
    email: str
    name: str
    created_at: datetime
    verified_at: datetime | None


class WorkspaceAnswer(Answer):
    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "name": "Analytical Engines",
        "created_at": "2026-03-02T09:30:00Z",
    }

    id: str
    name: str
    created_at: datetime


class AccountAnswer(Answer):
    """A user and their workspace."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"user": UserAnswer.EXAMPLE, "workspace": WorkspaceAnswer.EXAMPLE}

    user: UserAnswer
    workspace: WorkspaceAnswer


class ProfileAnswer(AccountAnswer):
    """A user, their workspace and their role in it."""

    EXAMPLE: ClassVar[dict[str, Any]] = AccountAnswer.EXAMPLE | {"role": "owner"}

    role: Role


class NewProfile(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "Ada King"}

    name: Name


class PasswordChange(Question):
    EXAMPLE: ClassVar[dict[str, Any]] = {
        "current_password": "correct horse battery",
        "new_password": "staple a longer horse",
    }

    current_password: AnyPassword
    new_password: NewPassword
