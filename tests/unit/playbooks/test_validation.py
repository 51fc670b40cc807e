from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from astromedia.agents.registry import AGENTS
from astromedia.domain.errors import FieldError
from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.model import PlaybookPhase
from astromedia.playbooks.validation import MOST_PHASES, faults, structure_faults

from .dags import Dag, dags, playbook


class Writer(NamedTuple):
    inputs: tuple[str, ...]
    produces: str
    optional: tuple[str, ...] = ()
    reviews: bool = False


ROLES = {"thinker": Writer((), "idea"), "writer": Writer(("idea",), "text"), "critic": Writer(("praise",), "verdict")}
REVIEWER = Writer((), "review", ("text", "idea"), reviews=True)


def phase(name: str, *needs: str, by: str = "thinker") -> PlaybookPhase:
    return PlaybookPhase(name=name, agent=by, needs=needs)


def said(*phases: PlaybookPhase) -> list[FieldError]:
    return faults(phases, ROLES)


def test_a_good_playbook_has_no_fault() -> None:
    assert said(phase("a"), phase("b", "a", by="writer")) == []


def test_an_empty_playbook_is_refused() -> None:
    assert said() == [("phases", "is empty; a playbook has at least one phase")]


def test_forty_phases_are_allowed_and_one_more_is_not() -> None:
    phases = [phase(f"p{i}") for i in range(MOST_PHASES + 1)]
    assert said(*phases[:-1]) == []
    assert said(*phases) == [("phases", "has 41 phases; a playbook has 40 at most")]


def test_a_cycle_is_named_by_its_path() -> None:
    assert said(phase("a", "b"), phase("b", "c"), phase("c", "a")) == [
        ("phases[0].needs[0]", "'a' needs 'b' needs 'c' needs 'a': a cycle; drop one of these needs")
    ]


def test_a_phase_that_needs_itself_is_a_cycle() -> None:
    assert said(phase("a"), phase("b", "a", "b")) == [
        ("phases[1].needs[1]", "'b' needs 'b': a cycle; drop one of these needs")
    ]


def test_an_unknown_need_names_phase_and_edge() -> None:
    assert said(phase("a"), phase("b", "a", "nowhere")) == [
        ("phases[1].needs[1]", "'b' needs 'nowhere', but there is no such phase; add it, or drop the need")
    ]


def test_what_comes_after_a_cycle_or_an_unknown_need_can_never_start() -> None:
    found = said(phase("a", "a"), phase("b", "a"), phase("c", "b"), phase("d", "nowhere"), phase("e", "d"))
    stuck = "'{}' can never start, because '{}', which it needs, never does; mend that first"
    assert found[2:] == [
        ("phases[1].needs[0]", stuck.format("b", "a")),
        ("phases[2].needs[0]", stuck.format("c", "b")),
        ("phases[4].needs[0]", stuck.format("e", "d")),
    ]


def test_a_name_that_comes_twice_is_refused_though_the_second_needs_something_else() -> None:
    assert said(phase("a"), phase("b"), phase("a", "b")) == [
        ("phases[2].name", "'a' cannot be told from the phase 'a' before it; choose another name")
    ]


def test_two_names_of_the_same_state_are_refused() -> None:
    assert said(phase("p1"), phase("p_1")) == [
        ("phases[1].name", "'p_1' cannot be told from the phase 'p1' before it; choose another name")
    ]


def test_the_name_of_a_step_that_every_playbook_has_is_refused() -> None:
    assert said(phase("fail_campaign")) == [
        ("phases[0].name", "'fail_campaign' is a step of every playbook; choose another name")
    ]


def test_an_unknown_agent_is_named_beside_those_there_are() -> None:
    assert said(phase("a", by="nobody")) == [
        ("phases[0].agent", "'a' is given to 'nobody', which is not one of: critic, thinker, writer")
    ]


def test_an_input_that_is_not_upstream_names_the_phase_to_need() -> None:
    assert said(phase("a"), phase("b", by="writer")) == [
        ("phases[1].needs", "'b' (writer) reads 'idea', which no phase before it produces; let it need 'a'")
    ]


def test_needing_what_comes_later_is_not_the_remedy() -> None:
    (fault,) = said(phase("b", by="writer"), phase("a", "b"))
    assert fault[1].endswith("; add a phase by thinker and let it need that")


def test_an_input_that_no_agent_produces_is_said_to_be_so() -> None:
    (fault,) = said(phase("a", by="critic"))
    assert fault[1] == "'a' (critic) reads 'praise', which no phase before it produces; nor does any agent"


def test_an_input_that_the_phase_itself_asks_for_is_named_by_its_place() -> None:
    asks = phase("b", "a").model_copy(update={"inputs": ("idea", "praise")})
    assert said(phase("a"), asks) == [
        ("phases[1].inputs[1]", "'b' (thinker) reads 'praise', which no phase before it produces; nor does any agent")
    ]


def test_a_reviewer_has_something_to_review() -> None:
    roles = ROLES | {"reviewer": REVIEWER}
    assert faults([phase("a"), phase("b", "a", by="reviewer")], roles) == []
    assert faults([phase("a", by="reviewer")], roles) == [
        ("phases[0].needs", "'a' (reviewer) has nothing to review; let it need a phase that produces text or idea")
    ]


def test_all_faults_come_at_once() -> None:
    found = said(phase("a", "a"), phase("b", "nowhere", by="nobody"), phase("c", "c", by="writer"), phase("c"))
    assert [field for field, _ in found] == [
        "phases[3].name",
        "phases[1].needs[0]",
        "phases[0].needs[0]",
        "phases[2].needs[0]",
        "phases[1].agent",
        "phases[2].needs",
    ]


def test_without_strategy_the_default_playbook_says_who_misses_it() -> None:
    phases = [
        step.model_copy(update={"needs": tuple("research" if need == "strategy" else need for need in step.needs)})
        for step in CAMPAIGN.phases
        if step.name != "strategy"
    ]
    readers = {name for name, agent in AGENTS.items() if "strategy" in agent.inputs}
    assert {phases[int(fault.field[7:].split("]")[0])].agent for fault in faults(phases, AGENTS)} == readers
    assert all("add a phase by strategist" in fault.message for fault in faults(phases, AGENTS))


@settings(deadline=None)
@given(dags())
def test_a_dag_has_no_fault(graph: Dag) -> None:
    assert structure_faults(playbook(graph).phases) == []


@given(st.lists(st.lists(st.integers(0, 6), max_size=3), min_size=1, max_size=6))
def test_a_graph_has_a_fault_exactly_when_it_is_no_dag(edges: list[list[int]]) -> None:
    phases = [phase(f"p{i}", *(f"p{need}" for need in needs)) for i, needs in enumerate(edges)]
    complete = all(need < len(edges) for needs in edges for need in needs)
    assert (structure_faults(phases) == []) == (complete and acyclic(phases))


def acyclic(phases: list[PlaybookPhase]) -> bool:
    try:
        TopologicalSorter({phase.name: phase.needs for phase in phases}).prepare()
    except CycleError:
        return False
    return True
