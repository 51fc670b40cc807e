import pytest
from pydantic import ValidationError

from astromedia.agents.registry import AGENTS
from astromedia.playbooks.builtin import CAMPAIGN, PLAYBOOKS
from astromedia.playbooks.compiler import compile_playbook
from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.playbooks.validation import faults
from tests.playbooks import DEFINED


def playbook(**needs: tuple[str, ...]) -> Playbook:
    phases = tuple(PlaybookPhase(name=name, agent="analyst", needs=need) for name, need in needs.items())
    return Playbook(name="test", title="Test", phases=phases)


def test_all_that_keeps_it_from_being_a_dag_is_said_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        playbook(a=("b",), b=("a",), c=("nowhere",))
    assert "phases[0].needs[0]: 'a' needs 'b' needs 'a'" in str(refused.value)
    assert "phases[2].needs[0]: 'c' needs 'nowhere'" in str(refused.value)


def test_before_is_every_phase_that_must_be_done() -> None:
    assert playbook(a=(), b=("a",), c=("b",)).before("c") == {"a", "b"}


def test_the_version_is_that_of_the_content() -> None:
    one, same = playbook(a=(), b=("a",)), playbook(a=(), b=("a",))
    assert one.version == same.version
    assert len({one.version, playbook(a=(), b=()).version, one.model_copy(update={"title": "Other"}).version}) == 3


@pytest.mark.parametrize("defined", DEFINED, ids=lambda defined: defined.name)
def test_every_builtin_playbook_is_one_that_the_agents_can_carry_out(defined: Playbook) -> None:
    assert faults(defined.phases, AGENTS) == []
    assert f"Playbook {defined.name} " in compile_playbook(defined)["Comment"]


def test_campaigns_can_follow_only_what_is_defined_here() -> None:
    assert set(PLAYBOOKS.values()) <= set(DEFINED)
    assert CAMPAIGN in PLAYBOOKS.values()


def test_the_default_playbook_has_ten_phases_by_ten_agents() -> None:
    assert sorted(phase.agent for phase in CAMPAIGN.phases) == sorted(AGENTS)
