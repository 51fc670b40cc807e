"""Campaigns, over HTTP."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from .answers import Page, parsed
from .follow import batches
from .models import Campaign, Costs, Event, LedgerEntry, Phase, PhaseDetail
from .money import Quote, Rating
from .transport import Transport

HTML = "text/html"


class Campaigns:
    """Create, launch, watch and account for campaigns of the workspace that the token stands for."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self,
        brief: Mapping[str, Any],
        name: str | None = None,
        model_budget: Decimal | str | None = None,
        playbook: str | None = None,
        **governed: Any,
    ) -> Campaign:
        """A new DRAFT whose models may cost at most `model_budget` (US dollars; None: what the plan gives).

        `brief` is sent exactly as given; ApiProblem 422 names every field that is wrong. `governed` can be
        `governance`, `phase_rules` and `approval_policy`.
        """
        wishes = {"name": name, "model_budget": model_budget, "playbook": playbook, "brief": brief, **governed}
        return parsed(Campaign, self._transport.post("/v1/campaigns", _body(wishes)))

    def change(self, campaign_id: str, **wishes: Any) -> Campaign:
        """Change `name`, `model_budget`, `governance`, `phase_rules`, `approval_policy` or (of a DRAFT) `brief`.

        What is left out stays as it is. ApiProblem 409 if the campaign has ended.
        """
        return parsed(Campaign, self._transport.patch(_path(campaign_id), _body(wishes)))

    def quote(self, campaign_id: str) -> Quote:
        """What the campaign will cost, phase by phase, if it is launched."""
        return parsed(Quote, self._transport.get(_path(campaign_id, "quote")))

    def list(self, status: str | None = None) -> Iterator[Campaign]:
        """All campaigns, newest first, fetched as they are used."""
        return self._transport.items("/v1/campaigns", Campaign, {"status": status})

    def get(self, campaign_id: str) -> Campaign:
        """The campaign as it is now."""
        return parsed(Campaign, self._transport.get(_path(campaign_id)))

    def launch(self, campaign_id: str) -> Campaign:
        """Start the work; ApiProblem 409 if it was started before, 402 if a budget has not enough left."""
        return parsed(Campaign, self._transport.post(_path(campaign_id, "launch")))

    def pause(self, campaign_id: str) -> Campaign:
        """Begin no further phase; what is at work is finished. ApiProblem 409 unless it runs."""
        return parsed(Campaign, self._transport.post(_path(campaign_id, "pause")))

    def resume(self, campaign_id: str) -> Campaign:
        """Go on with a paused campaign; ApiProblem 409 if there is nothing to go on with."""
        return parsed(Campaign, self._transport.post(_path(campaign_id, "resume")))

    def cancel(self, campaign_id: str) -> Campaign:
        """End it for good; ApiProblem 409 if it has ended already."""
        return parsed(Campaign, self._transport.post(_path(campaign_id, "cancel")))

    def retry(self, campaign_id: str) -> Campaign:
        """Run a FAILED campaign again, and keep its completed phases; ApiProblem 409 if it did not fail."""
        return parsed(Campaign, self._transport.post(_path(campaign_id, "retry")))

    def phases(self, campaign_id: str) -> tuple[Phase, ...]:
        """Every phase in the order of the playbook."""
        return tuple(self._transport.items(_path(campaign_id, "phases"), Phase))

    def phase(self, campaign_id: str, name: str) -> PhaseDetail:
        """One phase, with what its agent wrote."""
        return parsed(PhaseDetail, self._transport.get(_path(campaign_id, "phases", quote(name, safe=""))))

    def revisions(self, campaign_id: str, name: str) -> tuple[PhaseDetail, ...]:
        """Every revision of a phase, the present one last."""
        path = _path(campaign_id, "phases", quote(name, safe=""), "revisions")
        return tuple(self._transport.items(path, PhaseDetail))

    def events(self, campaign_id: str, cursor: str | None = None, limit: int = 100) -> Page[Event]:
        """Up to `limit` events after `cursor` (None: from the beginning)."""
        answer = self._transport.get(_path(campaign_id, "events"), {"cursor": cursor, "limit": limit})
        return parsed(Page[Event], answer)

    def batches(self, campaign_id: str, cursor: str | None = None) -> Iterator[Sequence[Event]]:
        """The events after `cursor` as they happen, in lists as they arrive, until the campaign ends.

        While nothing happens an empty list comes every few seconds.
        """
        return batches(
            fetch=lambda position: self.events(campaign_id, position),
            read=lambda: self.get(campaign_id),
            sleep=self._transport.sleep,
            cursor=cursor,
        )

    def follow(self, campaign_id: str, cursor: str | None = None) -> Iterator[Event]:
        """The events after `cursor` as they happen, one by one, until the campaign ends."""
        for batch in self.batches(campaign_id, cursor):
            yield from batch

    def costs(self, campaign_id: str) -> Costs:
        """The campaign's whole ledger, and its sums."""
        path = _path(campaign_id, "costs")
        costs = parsed(Costs, self._transport.get(path))
        if costs.next_cursor is None:
            return costs
        return costs.model_copy(update={"items": tuple(self._transport.items(path, LedgerEntry)), "next_cursor": None})

    def rate(self, campaign_id: str, phase: str, verdict: str) -> Rating:
        """Tell the router what you think of a completed phase: "approve", "edit" or "reject"."""
        path = _path(campaign_id, "phases", quote(phase, safe=""), "rating")
        return parsed(Rating, self._transport.post(path, {"verdict": verdict}))

    def report(self, campaign_id: str) -> str:
        """The campaign book: one self-contained HTML page."""
        return self._transport.get(_path(campaign_id, "report"), accept=HTML).text


def _body(wishes: Mapping[str, Any]) -> dict[str, Any]:
    """What is wished for, with money as text."""
    given = {field: wish for field, wish in wishes.items() if wish is not None}
    return given | ({"model_budget": str(given["model_budget"])} if "model_budget" in given else {})


def _path(campaign_id: str, *rest: str) -> str:
    return "/".join(["/v1/campaigns", quote(campaign_id, safe=""), *rest])
