from typing import Any

import pytest

from astromedia.agents.catalog import Catalog
from astromedia.agents.own import AgentDefinition
from astromedia.agents.registry import AGENTS
from astromedia.domain.account import Caller
from astromedia.domain.brief import Language
from astromedia.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from astromedia.domain.role import Role
from astromedia.gateway.calls import Route
from astromedia.playbooks.model import PlaybookPhase
from astromedia.services.agents import AgentService
from astromedia.services.paging import Cursors
from astromedia.services.playbooks import Draft
from tests.fakes import FakeClock, FakeEditions, FakeEngine
from tests.playbooks import NAMER, agent_service, playbook_service
from tests.samples import NOW

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.EDITOR, request_id="R1")
EVE = Caller(user_id="U2", workspace_id="W2", role=Role.OWNER, request_id="R2")
READER = ADA.model_copy(update={"role": Role.VIEWER})
LUNA = Route("openai", "gpt-6-luna")


@pytest.fixture
def editions() -> FakeEditions:
    return FakeEditions()


@pytest.fixture
def service(editions: FakeEditions) -> AgentService:
    return agent_service(editions, FakeClock(NOW), Cursors(b"key"), LUNA)


def namer(**changes: Any) -> AgentDefinition:
    return AgentDefinition(**NAMER | changes)


def test_an_agent_is_what_was_written(service: AgentService) -> None:
    made = service.create(ADA, namer(models=("openai/gpt-6-luna",), max_cost="0.05"))
    agent = service.get(ADA, "namer").agent
    assert (agent.name, agent.inputs, agent.produces) == ("namer", ("research",), "names")
    assert (agent.models, str(agent.max_cost), agent.version) == (("openai/gpt-6-luna",), "0.05", made.agent.version)
    assert agent.output.model_json_schema()["properties"].keys() == {"names", "reason"}


def test_instructions_are_for_all_languages_or_for_each(service: AgentService) -> None:
    one = service.create(ADA, namer()).agent
    assert set(one.instructions.values()) == {NAMER["instructions"]}
    assert one.instructions.keys() == set(Language)
    each = service.update(ADA, namer(instructions={"fr": "Trouvez des noms."})).agent
    assert each.instructions == {Language.EN: "Trouvez des noms.", Language.FR: "Trouvez des noms."}


def test_all_that_is_wrong_is_named(service: AgentService) -> None:
    wrong = namer(output_schema={"type": "object", "properties": {"a": {"type": "strnig"}}}, models=("openai/old",))
    with pytest.raises(InvalidInput) as refused:
        service.create(ADA, wrong)
    assert [error.field for error in refused.value.errors] == ["output_schema.properties.a.type", "models[0]"]
    assert "openai/gpt-6-luna" in refused.value.errors[1].message
    with pytest.raises(NotFound):
        service.get(ADA, "namer")


@pytest.mark.parametrize("name", ["analyst", "namer"])
def test_a_name_is_taken_once(service: AgentService, name: str) -> None:
    service.create(ADA, namer())
    with pytest.raises(Conflict, match=name):
        service.create(ADA, namer(name=name))


def test_a_change_is_a_new_version_and_the_former_one_is_kept(service: AgentService) -> None:
    first = service.create(ADA, namer()).agent
    second = service.update(ADA, namer(instructions="Find better names.")).agent
    assert second.version != first.version
    kept = Catalog(service.shelf.editions).agent("W1", "namer", first.version)
    assert kept.instructions[Language.EN] == NAMER["instructions"]
    assert service.update(ADA, namer(instructions="Find better names.")).agent.version == second.version


def test_the_builtin_ones_come_first_and_are_not_changed(service: AgentService) -> None:
    service.create(ADA, namer())
    assert [known.agent.name for known in service.page(ADA, 100).items] == [*AGENTS, "namer"]
    assert service.get(ADA, "analyst").definition is None
    for call in (service.update, service.create):
        with pytest.raises(Conflict):
            call(ADA, namer(name="analyst"))


def test_an_agent_that_a_playbook_gives_phases_to_is_not_deleted(service: AgentService, editions: FakeEditions) -> None:
    service.create(ADA, namer())
    playbooks = playbook_service(editions, FakeEngine(), FakeClock(NOW), Cursors(b"key"))
    phases = (
        PlaybookPhase(name="research", agent="analyst"),
        PlaybookPhase(name="names", agent="namer", needs=("research",)),
    )
    playbooks.create(ADA, Draft("naming", "Naming", phases))
    with pytest.raises(Conflict, match="naming"):
        service.remove(ADA, "namer")
    playbooks.remove(ADA, "naming")
    service.remove(ADA, "namer")
    with pytest.raises(NotFound):
        service.get(ADA, "namer")


def test_viewers_and_other_workspaces_change_nothing(service: AgentService) -> None:
    service.create(ADA, namer())
    with pytest.raises(Forbidden):
        service.update(READER, namer(title="Mine"))
    with pytest.raises(Forbidden):
        service.remove(READER, "namer")
    with pytest.raises(Forbidden):
        service.create(READER, namer(name="other"))
    with pytest.raises(NotFound):
        service.get(EVE, "namer")
    with pytest.raises(NotFound):
        service.update(EVE, namer())
    with pytest.raises(NotFound):
        service.remove(EVE, "namer")
