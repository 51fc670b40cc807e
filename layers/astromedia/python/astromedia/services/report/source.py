"""What a book is made of: one campaign's records, loaded once, and the questions the chapters ask of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from astromedia.agents.registry import AGENTS
from astromedia.domain.brief import Brief, Language
from astromedia.domain.campaign import Campaign, Phase, PhaseStatus
from astromedia.domain.ledger import LedgerEntry

from .media import Figure


class Source(NamedTuple):
    """Phases by position, assets as figures, the ledger's entries, and the moment the book is made at."""

    campaign: Campaign
    phases: Sequence[Phase]
    figures: Sequence[Figure]
    entries: Sequence[LedgerEntry]
    now: datetime

    @property
    def brief(self) -> Brief:
        return self.campaign.brief

    @property
    def language(self) -> Language:
        return self.brief.language

    def output(self, agent: str) -> Any:
        """What the first finished phase of `agent` made, as its schema's model; None if there is none."""
        found = (typed_output(phase) for phase in self.phases if phase.agent == agent)
        return next((output for output in found if output is not None), None)

    def figures_of(self, phase: str) -> tuple[Figure, ...]:
        """The assets of one phase."""
        return tuple(figure for figure in self.figures if figure.asset.phase == phase)

    def date_of(self, day: int) -> date:
        """The date of campaign `day` (from 1)."""
        return self.brief.start + timedelta(days=day - 1)


def finished(phase: Phase) -> bool:
    """Whether the phase has an output that the campaign goes on with."""
    return phase.status is PhaseStatus.COMPLETED and phase.output is not None


def typed_output(phase: Phase) -> BaseModel | None:
    """The finished phase's output as its agent's model; None if the agent is not ours or the output another shape.

    Another shape is no error: a workspace may define an agent of its own, and a record may be older than the schema.
    """
    agent = AGENTS.get(phase.agent)
    if agent is None or not finished(phase):
        return None
    try:
        output: BaseModel = agent.output.model_validate(phase.output)
    except ValidationError:
        return None
    return output
