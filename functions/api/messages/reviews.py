"""Decisions on phases as messages."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, StringConstraints

from astromedia.domain.brief import written
from astromedia.domain.plain import NOT_PLAIN, is_plain

from .base import Id, Question
from .phases import PhaseAnswer

ContentHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Said = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(written)]


def _plain(edits: Mapping[str, Any]) -> Mapping[str, Any]:
    if not is_plain(edits):
        raise ValueError(NOT_PLAIN)
    return edits


Edits = Annotated[Mapping[str, Any], AfterValidator(_plain)]
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class Approval(Question):
    """The content that is taken, by its hash. `edits` are a JSON merge patch (RFC 7396) of the phase's output: what
    they make of it becomes the content."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "content_hash": HASH,
        "edits": {"summary": "Small factories plan on paper, and pay for it."},
        "comment": "Good, with a sharper summary.",
    }

    content_hash: ContentHash
    edits: Edits | None = None
    comment: Said | None = None


class Rejection(Question):
    """What the next revision has to do better. With a `content_hash` it holds for that content only."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "feedback": "Mention the free trial, and write shorter.",
        "content_hash": HASH,
    }

    feedback: Said
    content_hash: ContentHash | None = None


class Reassignment(Question):
    """Who is asked to decide: an owner, admin or editor of the workspace."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"user_id": "01KJPY44E0MY6CJ3Z0DK6ZT1H7"}

    user_id: Id


class WaitingAnswer(PhaseAnswer):
    """A phase that waits for a decision, and whose campaign's it is."""

    EXAMPLE: ClassVar[dict[str, Any]] = PhaseAnswer.EXAMPLE | {"campaign_id": "01KJPY44E0CGSBHRRNH1AV3MK6"}

    campaign_id: str
