"""The runtime: declared inputs in, model asked, output checked, rendered, stored. A repeat changes nothing but time."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel

from astromedia.domain.asset import Asset
from astromedia.domain.campaign import Attempt, Campaign, Failure, Phase, PhaseStatus
from astromedia.domain.errors import AstroError, WorkError
from astromedia.domain.event import EventType
from astromedia.domain.money import plain
from astromedia.domain.ports import Assets, Campaigns, Clock, Files, LedgerEntries, Timeline
from astromedia.domain.task import PhaseTask
from astromedia.gateway.calls import Models, Purpose

from .allowance import LONGEST_TEXT_SECONDS, RESERVE_SECONDS, Allowance, draft_step, spent
from .definition import Agent, Context
from .inputs import inputs_for
from .prompt import checked, text_call
from .registry import AGENTS
from .studio import Studio


class Work(NamedTuple):
    """What one run of an agent came to."""

    output: BaseModel
    assets: Sequence[Asset]
    attempts: Sequence[Attempt]


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """Runs any agent for one phase of a campaign. What the phase costs is what the ledger's `entries` say."""

    campaigns: Campaigns
    timeline: Timeline
    entries: LedgerEntries
    assets: Assets
    files: Files
    models: Models
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic

    def run(self, agent: Agent[Any], task: PhaseTask, seconds: float = 300.0) -> dict[str, str]:
        """Do the phase within `seconds` and return its name and status. A phase that is completed is left as it is.

        Raises the error that ended it (after recording it): the ASL retries or catches it by its class name.
        """
        ends = self.monotonic() + seconds - RESERVE_SECONDS
        phase = self.campaigns.phase(task.workspace_id, task.campaign_id, task.phase)
        if phase.status is not PhaseStatus.COMPLETED:
            repeated = phase.status is not PhaseStatus.IDLE
            phase = self._start(phase, task)
            try:
                work = self._work(agent, phase, task, ends, repeated=repeated)
            except Exception as error:
                self._fail(phase, error, task)
                raise
            phase = self._complete(phase, work, task)
        self._tell_completed(phase, task)
        return {"phase": phase.name, "status": phase.status.value}

    def _work(self, agent: Agent[Any], phase: Phase, task: PhaseTask, ends: float, *, repeated: bool) -> Work:
        campaign = self.campaigns.get(phase.workspace_id, phase.campaign_id)
        context, purpose = self._context(agent, phase, campaign), _purpose(agent, phase, campaign, task)
        allowance = Allowance(ends, self._money(campaign, phase, repeated=repeated), repeated, self.monotonic)
        call = text_call(agent, context, purpose).model_copy(update=allowance.bounds(LONGEST_TEXT_SECONDS))
        answer = self.models.text(call, lambda data: checked(agent, context, data))
        allowance.spend(answer.cost)
        output = agent.finish(answer.value.output, context)
        studio = Studio(assets=self.assets, files=self.files, models=self.models, clock=self.clock, allowance=allowance)
        made = [studio.render(rendering, purpose) for rendering in agent.renderings(output, context)]
        attempts = [*answer.attempts, *(attempt for piece in made for attempt in piece.attempts)]
        return Work(output, [piece.asset for piece in made], attempts)

    def _money(self, campaign: Campaign, phase: Phase, *, repeated: bool) -> Decimal | None:
        """What is left of the maximum of the phase's quote."""
        most = campaign.max_costs.get(phase.name)
        return most - spent(self.entries, phase).cost if most is not None and repeated else most

    def _context(self, agent: Agent[Any], phase: Phase, campaign: Campaign) -> Context:
        phases = self.campaigns.phases(phase.workspace_id, phase.campaign_id)
        produces = {name: known.produces for name, known in AGENTS.items()}
        return Context(campaign.brief, inputs_for(agent.inputs, produces, phases, phase.name, agent.optional))

    def _start(self, phase: Phase, task: PhaseTask) -> Phase:
        started = phase.started_at or self.clock()
        change = {"status": PhaseStatus.RUNNING, "started_at": started, "ended_at": None, "failure": None}
        running = self._save(phase, change)
        self._tell(EventType.PHASE_STARTED, running, task, {"agent": phase.agent})
        return running

    def _complete(self, phase: Phase, work: Work, task: PhaseTask) -> Phase:
        for asset in work.assets:
            self._tell(EventType.ASSET_CREATED, phase, task, {"asset_id": asset.id, "name": asset.name}, asset.id)
        output = work.output.model_dump(mode="json")
        change = {
            "status": PhaseStatus.COMPLETED,
            "ended_at": self.clock(),
            "output": output,
            "content_hash": content_hash(output),
            "attempts": (*phase.attempts, *work.attempts),
        }
        return self._save(phase, change | dict(spent(self.entries, phase)))

    def _tell_completed(self, phase: Phase, task: PhaseTask) -> None:
        """Also when the phase was completed before: a crash may have come between the record and the event."""
        self._tell(EventType.PHASE_COMPLETED, phase, task, {"agent": phase.agent, "cost": plain(phase.cost)})

    def _fail(self, phase: Phase, error: Exception, task: PhaseTask) -> None:
        failure = failure_of(error)
        change = {"status": PhaseStatus.FAILED, "ended_at": self.clock(), "failure": failure}
        if isinstance(error, WorkError):
            change["attempts"] = (*phase.attempts, *error.attempts)
        self._save(phase, change | dict(spent(self.entries, phase)))
        self._tell(EventType.PHASE_FAILED, phase, task, failure.model_dump(), failure.error)

    def _save(self, phase: Phase, change: dict[str, Any]) -> Phase:
        changed = phase.model_copy(update=change)
        self.campaigns.save_phase(changed)
        return changed

    def _tell(self, type: EventType, phase: Phase, task: PhaseTask, data: dict[str, Any], distinct: str = "") -> None:
        self.timeline.append(
            task.workspace_id,
            task.campaign_id,
            type,
            self.clock(),
            task.request_id,
            phase=phase.name,
            data={"revision": phase.revision} | data,
            once="/".join(filter(None, [phase.name, str(phase.revision), type.value, distinct])),
        )


def _purpose(agent: Agent[Any], phase: Phase, campaign: Campaign, task: PhaseTask) -> Purpose:
    """The purpose of the phase's text call: whoever launched the campaign is who spends."""
    return Purpose(
        **task.model_dump(include={"workspace_id", "campaign_id", "request_id", "phase"}),
        revision=phase.revision,
        agent=agent.name,
        step=draft_step(phase.attempts),
        user_id=campaign.launched_by or campaign.created_by,
    )


def content_hash(output: Any) -> str:
    """SHA-256 (hex) of the exact content, independent of key order."""
    return hashlib.sha256(json.dumps(output, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def failure_of(error: Exception) -> Failure:
    """What people are told: our own errors in full, of any other only the kind (its text may hold anything)."""
    detail = error.detail if isinstance(error, AstroError) else "An unexpected error; see the function's log"
    return Failure(error=type(error).__name__, detail=detail)
