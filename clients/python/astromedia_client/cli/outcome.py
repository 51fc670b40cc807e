"""What came of a campaign: its phases and what they cost, where the report is, and the exit code that means it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from ..client import Client
from ..models import Campaign, Costs, Phase
from .board import mark_of
from .failures import CAMPAIGN_FAILED, COMPLETED, one_line
from .format import between, money, seconds
from .tables import phases_table


@dataclass(frozen=True)
class Outcome:
    """A campaign that has ended."""

    campaign: Campaign
    phases: tuple[Phase, ...]
    costs: Costs
    report: Path | None = None

    @staticmethod
    def read(api: Client, campaign: Campaign, report: Path | None) -> "Outcome":
        """Ask the API what came of `campaign`."""
        return Outcome(campaign, api.campaigns.phases(campaign.id), api.campaigns.costs(campaign.id), report)

    @property
    def code(self) -> int:
        """0 if the campaign was completed."""
        return COMPLETED if self.campaign.status == "COMPLETED" else CAMPAIGN_FAILED

    @property
    def seconds(self) -> float:
        """From launch to end."""
        start = self.campaign.launched_at or self.campaign.created_at
        return between(start, self.campaign.ended_at or datetime.now(UTC))

    def as_data(self) -> dict[str, Any]:
        """For --json: everything but what the phases wrote, which `campaign phases --json` has."""
        return {
            "campaign": self.campaign.model_dump(mode="json"),
            "phases": [phase.model_dump(mode="json", exclude={"output"}) for phase in self.phases],
            "costs": self.costs.model_dump(mode="json", exclude={"items", "next_cursor"}),
            "seconds": round(self.seconds, 3),
            "report": None if self.report is None else str(self.report),
        }

    def rendered(self) -> RenderableType:
        """For people."""
        parts: list[RenderableType] = [phases_table(self.phases, self.costs), self._status_line()]
        if self.campaign.failure:
            parts.append(Text(f"{self.campaign.failure.error}: {one_line(self.campaign.failure.detail)}", "red"))
        if self.report is not None:
            parts.append(Text(f"Report: {self.report}"))
        if self.campaign.status == "FAILED":
            parts.append(Text(f"`astromedia campaign retry {self.campaign.id}` keeps what is completed, and goes on."))
        return Group(*parts)

    def _status_line(self) -> Text:
        done = sum(phase.status == "COMPLETED" for phase in self.phases)
        total = money(self.costs.total, self.costs.currency)
        facts = [f"{done} of {len(self.phases)} phases", seconds(self.seconds), total, self._saving()]
        return Text.assemble(mark_of(self.campaign.status), "  ", ", ".join(filter(None, facts)))

    def _saving(self) -> str:
        if not self.costs.cached:
            return ""
        answers = f"{self.costs.cached} of {self.costs.calls} answers"
        return f"{money(self.costs.saved, self.costs.currency)} saved by the cache ({answers})"
