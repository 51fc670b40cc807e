"""The runtime: declared inputs in, model asked, output checked, rendered, stored. A repeat changes nothing but time."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import BaseModel

from astromedia.domain.asset import Asset
from astromedia.domain.campaign import Attempt, Failure, Phase, PhaseStatus
from astromedia.domain.errors import AstroError, WorkError
from astromedia.domain.event import EventType
from astromedia.domain.money import ZERO, plain
from astromedia.domain.ports import Assets, Campaigns, Clock, Files, Timeline
from astromedia.domain.task import PhaseTask
from astromedia.gateway.calls import Models, Purpose

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
    cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """Runs any agent for one phase of a campaign."""

    campaigns: Campaigns
    timeline: Timeline
    assets: Assets
    files: Files
    models: Models
    clock: Clock

    def run(self, agent: Agent[Any], task: PhaseTask) -> dict[str, str]:
        """Do the phase and return its name and status. A phase that is completed is left as it is.

        Raises the error that ended it (after recording it): the ASL retries or catches it by its class name.
        """
        phase = self.campaigns.phase(task.workspace_id, task.campaign_id, task.phase)
        if phase.status is not PhaseStatus.COMPLETED:
            phase = self._start(phase, task)
            try:
                work = self._work(agent, phase, task)
            except Exception as error:
                self._fail(phase, error, task)
                raise
            phase = self._complete(phase, work, task)
        self._tell_completed(phase, task)
        return {"phase": phase.name, "status": phase.status.value}

    def _work(self, agent: Agent[Any], phase: Phase, task: PhaseTask) -> Work:
        context = self._context(agent, phase)
        purpose = Purpose(
            **task.model_dump(include={"workspace_id", "campaign_id", "request_id", "phase"}),
            revision=phase.revision,
            agent=agent.name,
            step="draft",
        )
        answer = self.models.text(text_call(agent, context, purpose), lambda data: checked(agent, context, data))
        output = agent.finish(answer.value, context)
        studio = Studio(assets=self.assets, files=self.files, models=self.models, clock=self.clock)
        made = [studio.render(rendering, purpose) for rendering in agent.renderings(output, context)]
        attempts = [*answer.attempts, *(attempt for piece in made for attempt in piece.attempts)]
        cost = answer.cost + sum((piece.cost for piece in made), ZERO)
        return Work(output, [piece.asset for piece in made], attempts, cost)

    def _context(self, agent: Agent[Any], phase: Phase) -> Context:
        brief = self.campaigns.get(phase.workspace_id, phase.campaign_id).brief
        phases = self.campaigns.phases(phase.workspace_id, phase.campaign_id)
        produces = {name: known.produces for name, known in AGENTS.items()}
        return Context(brief, inputs_for(agent.inputs, produces, phases, phase.name))

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
            "cost": phase.cost + work.cost,
            "attempts": (*phase.attempts, *work.attempts),
        }
        return self._save(phase, change)

    def _tell_completed(self, phase: Phase, task: PhaseTask) -> None:
        """Also when the phase was completed before: a crash may have come between the record and the event."""
        self._tell(EventType.PHASE_COMPLETED, phase, task, {"agent": phase.agent, "cost": plain(phase.cost)})

    def _fail(self, phase: Phase, error: Exception, task: PhaseTask) -> None:
        failure = failure_of(error)
        change = {"status": PhaseStatus.FAILED, "ended_at": self.clock(), "failure": failure}
        if isinstance(error, WorkError):
            change |= {"attempts": (*phase.attempts, *error.attempts), "cost": phase.cost + error.cost}
        self._save(phase, change)
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


def content_hash(output: Any) -> str:
    """SHA-256 (hex) of the exact content, independent of key order."""
    return hashlib.sha256(json.dumps(output, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def failure_of(error: Exception) -> Failure:
    """What people are told: our own errors in full, of any other only the kind (its text may hold anything)."""
    detail = error.detail if isinstance(error, AstroError) else "An unexpected error; see the function's log"
    return Failure(error=type(error).__name__, detail=detail)
