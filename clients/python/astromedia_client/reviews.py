"""Decisions on phases, over HTTP."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .answers import parsed
from .models import PhaseDetail
from .transport import Transport


class Waiting(PhaseDetail):
    """A phase that waits for a decision, and whose campaign's it is."""

    campaign_id: str


class Reviews:
    """What waits for a decision, and deciding. ApiProblem 409 says why there is nothing to decide (any more)."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def waiting(self) -> Iterator[Waiting]:
        """The workspace's phases that wait for a decision, those that waited longest first."""
        return self._transport.items("/v1/approvals", Waiting)

    def approve(
        self,
        campaign_id: str,
        phase: str,
        content_hash: str,
        edits: Mapping[str, Any] | None = None,
        comment: str | None = None,
    ) -> PhaseDetail:
        """Take exactly the content of `content_hash`, or what the merge patch `edits` (RFC 7396) makes of it.

        ApiProblem 409 if the phase has other content by now, 422 if the edits break the rules of its agent.
        """
        body: dict[str, Any] = {"content_hash": content_hash, "edits": edits, "comment": comment}
        return self._decide(campaign_id, phase, "approve", body)

    def reject(self, campaign_id: str, phase: str, feedback: str, content_hash: str | None = None) -> PhaseDetail:
        """Send the phase back: its next revision answers `feedback`. With a `content_hash`, that content only."""
        return self._decide(campaign_id, phase, "reject", {"feedback": feedback, "content_hash": content_hash})

    def reassign(self, campaign_id: str, phase: str, user_id: str) -> PhaseDetail:
        """Ask another member of the workspace to decide; ApiProblem 422 if they cannot."""
        return self._decide(campaign_id, phase, "reassign", {"user_id": user_id})

    def _decide(self, campaign_id: str, phase: str, decision: str, body: Mapping[str, Any]) -> PhaseDetail:
        given = {name: value for name, value in body.items() if value is not None}
        path = f"/v1/campaigns/{quote(campaign_id, safe='')}/phases/{quote(phase, safe='')}/{decision}"
        return parsed(PhaseDetail, self._transport.post(path, given))
