import pytest
from pydantic import ValidationError

from astromedia.agents.registry import AGENTS
from astromedia.playbooks.builtin import CAMPAIGN, PLAYBOOKS
from astromedia.playbooks.model import Playbook, PlaybookPhase


def playbook(**needs: tuple[str, ...]) -> Playbook:
    phases = tuple(PlaybookPhase(name=name, agent="analyst", needs=need) for name, need in needs.items())
    return Playbook(name="test", title="Test", phases=phases)


def test_a_cycle_is_named() -> None:
    with pytest.raises(ValidationError, match="phases: a needs b needs c needs a is a cycle"):
        playbook(a=("b",), b=("c",), c=("a",))


def test_an_unknown_need_names_the_phase_and_the_edge() -> None:
    with pytest.raises(ValidationError, match=r"phases\.b\.needs: there is no phase 'nowhere'"):
        playbook(a=(), b=("nowhere",))


def test_a_doubled_phase_is_named() -> None:
    with pytest.raises(ValidationError, match="a defined twice"):
        Playbook(name="t", title="T", phases=(PlaybookPhase(name="a", agent="seo"),) * 2)


def test_before_is_every_phase_that_must_be_done() -> None:
    assert playbook(a=(), b=("a",), c=("b",)).before("c") == {"a", "b"}


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_every_builtin_playbook_gives_each_agent_its_inputs(name: str) -> None:
    phases = {phase.name: phase for phase in PLAYBOOKS[name].phases}
    for phase in phases.values():
        produced = {AGENTS[phases[other].agent].produces for other in PLAYBOOKS[name].before(phase.name)}
        assert set(AGENTS[phase.agent].inputs) <= produced, phase.name


def test_the_default_playbook_has_ten_phases_by_ten_agents() -> None:
    assert sorted(phase.agent for phase in CAMPAIGN.phases) == sorted(AGENTS)
