"""Agents that a workspace defined itself, through the same runtime as the built-in ones."""

from typing import Any

import pytest

from astromedia.agents.catalog import Catalog
from astromedia.agents.definition import Context
from astromedia.agents.own import AgentDefinition, own_agent
from astromedia.agents.prompt import checked, text_call
from astromedia.agents.registry import AGENTS
from astromedia.agents.runtime import Runtime
from astromedia.domain.campaign import Campaign, PhaseStatus
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import NotFound
from astromedia.domain.task import PhaseTask
from astromedia.gateway.calls import OutputRejected, TextCall
from astromedia.gateway.providers.offline.compose import compose
from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.services.campaigns import idle_phases
from tests.fakes import FakeAssets, FakeCampaigns, FakeClock, FakeEditions, FakeFiles, FakeModels
from tests.playbooks import NAMER
from tests.samples import NOW, campaign, event
from tests.unit.gateway.gateways import purpose

from ..domain.briefs import brief
from .samples import ANSWERS

DEFINITION = AgentDefinition(**NAMER, models=("offline/composer-1",))
NAMES = {"names": ["Clarity", "Weekline"], "reason": "Both are easy to say."}
PHASES = (
    PlaybookPhase(name="research", agent="analyst"),
    PlaybookPhase(name="names", agent="namer", needs=("research",)),
    PlaybookPhase(name="best", agent="namer", needs=("names",), inputs=("names",)),
)


def edition(number: int = 1, **changes: Any) -> Edition:
    saved = DEFINITION.model_copy(update={"edition": number} | changes)
    facts = {"workspace_id": "W1", "kind": Kind.AGENT, "name": "namer", "created_by": "U1", "created_at": NOW}
    return Edition(**facts, number=number, version=f"v{number}", content=saved.model_dump(mode="json"))


class Stage:
    """A campaign on a playbook that gives phases to the agent, whose definition has changed since."""

    def __init__(self) -> None:
        editions = FakeEditions()
        editions.add(edition())
        self.catalog = Catalog(editions)
        self.campaigns, self.models = FakeCampaigns(), FakeModels(ANSWERS | {"namer": NAMES})
        self.campaign: Campaign = campaign(brief=brief())
        playbook = Playbook(name="naming", title="Naming", phases=PHASES)
        phases = idle_phases(self.campaign, playbook, self.catalog.all("W1"))
        self.campaigns.add(self.campaign, phases, {}, event(self.campaign))
        editions.add(edition(2, instructions="Something else."))
        self.runtime = Runtime(
            campaigns=self.campaigns,
            entries=self.models.entries,
            assets=FakeAssets(),
            files=FakeFiles(),
            models=self.models,
            clock=FakeClock(),
        )

    def run(self, name: str) -> None:
        task = PhaseTask(workspace_id="W1", campaign_id=self.campaign.id, request_id="R1", phase=name)
        self.runtime.run(self.catalog.of, task)

    def asked(self) -> list[TextCall]:
        return [call for call in self.models.calls if isinstance(call, TextCall) and call.purpose.agent == "namer"]


def test_a_phase_is_done_by_the_version_that_the_campaign_started_with() -> None:
    stage = Stage()
    for phase in PHASES:
        stage.run(phase.name)
    done = stage.campaigns.phases("W1", stage.campaign.id)
    assert [(phase.status, phase.agent_version) for phase in done] == [
        (PhaseStatus.COMPLETED, None),
        (PhaseStatus.COMPLETED, "v1"),
        (PhaseStatus.COMPLETED, "v1"),
    ]
    assert done[1].output == NAMES
    assert all(NAMER["instructions"] in call.instructions for call in stage.asked())


def test_it_reads_what_it_and_its_phase_declare() -> None:
    stage = Stage()
    for phase in PHASES:
        stage.run(phase.name)
    first, second = stage.asked()
    assert set(first.inputs) == {"brief", "research"}
    assert set(second.inputs) == {"brief", "research", "names"}
    assert first.models == ("offline/composer-1",)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"names": ["One"]}, "names: "),
        ({"names": ["One", 2]}, "names.1: 2 is not of type 'string'"),
        ({"extra": 1}, "answer: Additional properties"),
        ({"reason": ""}, "reason: "),
        ({"reason": "\ud800"}, "answer: holds a number or text that JSON cannot carry"),
    ],
)
def test_what_breaks_the_schema_is_named_by_its_path(change: dict[str, Any], fault: str) -> None:
    agent, context = own_agent(DEFINITION, "v1"), Context(brief(), {})
    assert checked(agent, context, NAMES).output.model_dump(mode="json") == NAMES
    with pytest.raises(OutputRejected) as refused:
        checked(agent, context, NAMES | change)
    assert refused.value.faults[0].startswith(fault)


def test_the_composer_can_write_it() -> None:
    agent, context = own_agent(DEFINITION, "v1"), Context(brief(), {"research": ANSWERS["analyst"]})
    assert checked(agent, context, compose(text_call(agent, context, purpose(agent="namer"))))


def test_builtin_agents_have_no_version_and_unknown_ones_are_not_found() -> None:
    catalog = Stage().catalog
    assert catalog.agent("W1", "analyst") is AGENTS["analyst"]
    assert catalog.agent("W1", "namer").version == "v2"
    for workspace, name, version in (("W2", "namer", None), ("W1", "nobody", None), ("W1", "namer", "v9")):
        with pytest.raises(NotFound):
            catalog.agent(workspace, name, version)


def test_an_output_that_is_too_large_to_be_kept_is_refused() -> None:
    """A number of a few characters may be written with many more."""
    numbers = {"type": "array", "items": {"type": "number"}}
    schema = {"type": "object", "properties": {"n": numbers}, "required": ["n"]}
    agent = own_agent(DEFINITION.model_copy(update={"output_schema": schema}), "v1")
    assert checked(agent, Context(brief(), {}), {"n": [1e15] * 9_000}).output
    with pytest.raises(OutputRejected, match=r"answer: has 1000007 bytes as JSON, and 200000 at most"):
        checked(agent, Context(brief(), {}), {"n": [1e15] * 50_000})
