"""Erasure as messages."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from .accounts import AnyPassword
from .base import Answer, Question


class AccountErasure(Question):
    """`current_password` of whoever has one; who has none must have logged in within the last ten minutes."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"current_password": "correct horse battery"}

    current_password: AnyPassword | None = None


class WorkspaceErasure(Question):
    """The workspace's exact name, so that nobody erases one by mistake."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "Analytical Engines"}

    name: Annotated[str, Field(min_length=1, max_length=80)]


class ErasureAnswer(Answer):
    """What is being erased: of no use any more from now on, and gone within the hour, most often."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "subject": "workspace",
        "id": "01KJPY44E0MY6CJ3Z0DK6ZT1H7",
        "requested_at": "2026-03-02T09:30:00Z",
    }

    subject: str
    id: str
    requested_at: datetime
