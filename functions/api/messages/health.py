"""Health as messages."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from .base import Answer


class AliveAnswer(Answer):
    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "ok"}

    status: Literal["ok"] = "ok"


class ReadyAnswer(AliveAnswer):
    """Every dependency answers."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "ok", "checks": {"accounts": "ok", "campaigns": "ok"}}

    checks: Mapping[str, Literal["ok"]]
