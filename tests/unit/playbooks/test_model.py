from pathlib import Path

import pytest
from pydantic import ValidationError

from astromedia.agents.registry import AGENTS
from astromedia.domain.review import ApprovalRule
from astromedia.playbooks.builtin import CAMPAIGN, CONTENT_ONLY, PLAYBOOKS
from astromedia.playbooks.compiler import compile_playbook
from astromedia.playbooks.model import Playbook, PlaybookPhase
from astromedia.playbooks.names import BUILT_IN_AGENTS, OWN_AGENT, function_of
from astromedia.playbooks.validation import faults

ROOT = Path(__file__).parents[3]


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


def test_a_field_that_nobody_sets_is_no_part_of_the_version() -> None:
    said = PlaybookPhase(name="a", agent="analyst", retries=3, approval=ApprovalRule.OPTIONAL)
    assert Playbook(name="test", title="Test", phases=(said,)).version == playbook(a=()).version


def test_the_same_content_saved_again_later_is_another_version() -> None:
    once = playbook(a=())
    assert once.model_copy(update={"edition": 3}).version != once.version


@pytest.mark.parametrize("defined", PLAYBOOKS.values(), ids=lambda defined: defined.name)
def test_every_builtin_playbook_is_one_that_the_agents_can_carry_out(defined: Playbook) -> None:
    assert faults(defined.phases, AGENTS) == []
    assert f"Playbook {defined.name} " in compile_playbook(defined)["Comment"]


def test_there_are_four_builtin_playbooks() -> None:
    assert list(PLAYBOOKS) == ["campaign", "content_only", "social_sprint", "video_first"]


@pytest.mark.parametrize("defined", PLAYBOOKS.values(), ids=lambda defined: defined.name)
def test_what_people_should_see_is_marked(defined: Playbook) -> None:
    seen = {"strategy", "copy", "visuals", "distribution"} | ({"content"} if defined is CONTENT_ONLY else set())
    for phase in defined.phases:
        assert phase.approval is (ApprovalRule.MARKED if phase.name in seen else ApprovalRule.OPTIONAL)


def test_the_default_playbook_has_ten_phases_by_ten_agents() -> None:
    assert len(CAMPAIGN.phases) == len({phase.agent for phase in CAMPAIGN.phases}) == 10


def test_every_builtin_agent_has_a_function_and_all_others_share_one() -> None:
    folders = {path.parent.name for path in (ROOT / "functions" / "agents").glob("*/handler.py")}
    assert AGENTS.keys() == BUILT_IN_AGENTS
    assert folders == BUILT_IN_AGENTS | {OWN_AGENT}
    assert {function_of(agent) for agent in AGENTS} == AGENTS.keys()
    assert function_of("namer") == OWN_AGENT
