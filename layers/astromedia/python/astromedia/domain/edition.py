"""What a workspace wrote itself, a playbook or an agent: each time it is saved, a new edition; all are kept."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from .model import Model


class Kind(StrEnum):
    """What there are editions of."""

    PLAYBOOK = "playbook"
    AGENT = "agent"


class Edition(Model):
    """`number` counts from 1 what was saved under this name, `version` says what of; `content` is what was written.

    `origin` is the id of the request that made the first one of its name: sent again, that finds what it made.
    """

    workspace_id: str
    kind: Kind
    name: str
    number: int
    version: str
    content: Mapping[str, Any]
    created_by: str
    created_at: datetime
    origin: str | None = None
