from typing import Any

import pytest

from astromedia.agents.own import AgentDefinition
from astromedia.domain.account import Caller
from astromedia.domain.campaign import Machine
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from astromedia.domain.role import Role
from astromedia.playbooks.builtin import PLAYBOOKS
from astromedia.playbooks.model import PlaybookPhase
from astromedia.services.paging import Cursors
from astromedia.services.playbooks import Draft, KnownPlaybook, PlaybookService
from astromedia.services.shelf import MOST
from tests.fakes import FakeClock, FakeEditions, FakeEngine
from tests.playbooks import NAMER, agent_service, playbook_service
from tests.samples import NOW

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.EDITOR, request_id="R1")
EVE = Caller(user_id="U2", workspace_id="W2", role=Role.OWNER, request_id="R2")
READER = ADA.model_copy(update={"role": Role.VIEWER})
PHASES = (PlaybookPhase(name="research", agent="analyst"), PlaybookPhase(name="a", agent="seo", needs=("research",)))
GOOD = (PHASES[0], PlaybookPhase(name="strategy", agent="strategist", needs=("research",)))


def draft(name: str = "naming", title: str = "Naming", phases: tuple[PlaybookPhase, ...] = GOOD) -> Draft:
    return Draft(name, title, phases)


class Desk:
    def __init__(self, editions: FakeEditions | None = None) -> None:
        self.editions, self.engine, clock = editions or FakeEditions(), FakeEngine(), FakeClock(NOW)
        self.service: PlaybookService = playbook_service(self.editions, self.engine, clock, Cursors(b"key"))
        self.agents = agent_service(self.editions, clock, Cursors(b"key"))

    def machines(self) -> list[Machine]:
        return list(self.engine.defined)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def machine(known: KnownPlaybook, workspace: str = "W1") -> Machine:
    return Machine(workspace, known.playbook.name, known.version)


def test_a_playbook_is_saved_with_its_machine(desk: Desk) -> None:
    made = desk.service.create(ADA, draft())
    assert desk.service.get(ADA, "naming") == made
    assert made.edition is not None
    assert (made.edition.created_by, made.edition.created_at, made.playbook.edition) == ("U1", NOW, 1)
    assert desk.machines() == [machine(made)]
    assert "Research" in str(desk.engine.defined[machine(made)]["States"])


def test_all_that_is_wrong_is_named_and_nothing_is_saved(desk: Desk) -> None:
    phases = (*PHASES, PlaybookPhase(name="b", agent="nobody", needs=("gone",), inputs=("praise",)))
    with pytest.raises(InvalidInput) as refused:
        desk.service.create(ADA, draft(phases=phases))
    assert [error.field for error in refused.value.errors] == [
        "phases[2].needs[0]",
        "phases[2].agent",
        "phases[1].needs",
        "phases[2].inputs[0]",
    ]
    assert desk.machines() == []
    with pytest.raises(NotFound):
        desk.service.get(ADA, "naming")


@pytest.mark.parametrize("name", ["campaign", "naming"])
def test_a_name_is_taken_once(desk: Desk, name: str) -> None:
    desk.service.create(ADA, draft())
    with pytest.raises(Conflict, match=name):
        desk.service.create(ADA, draft(name))


def test_a_new_version_has_its_own_machine_and_the_former_one_goes(desk: Desk) -> None:
    first = desk.service.create(ADA, draft())
    second = desk.service.update(ADA, draft(title="Better naming"))
    assert second.version != first.version
    assert second.playbook.edition == 2
    assert desk.machines() == [machine(second)]
    assert desk.editions.version("W1", Kind.PLAYBOOK, "naming", first.version) == first.edition


def test_the_same_again_is_no_new_version_but_sees_to_its_machine(desk: Desk) -> None:
    first = desk.service.create(ADA, draft())
    desk.engine.defined.clear()
    assert desk.service.update(ADA, draft()) == first
    assert desk.machines() == [machine(first)]


def test_what_was_said_before_is_a_new_version_all_the_same(desk: Desk) -> None:
    """Its former machine may still run what was started on it, and cannot be made anew before that ends."""
    first = desk.service.create(ADA, draft())
    desk.service.update(ADA, draft(title="Other"))
    third = desk.service.update(ADA, draft())
    assert third.version != first.version
    assert desk.machines() == [machine(third)]


def test_deleting_takes_the_machine_along_and_the_name_is_free_again(desk: Desk) -> None:
    first = desk.service.create(ADA, draft())
    desk.service.remove(ADA, "naming")
    assert desk.machines() == []
    for call in (desk.service.get, desk.service.remove):
        with pytest.raises(NotFound):
            call(ADA, "naming")
    again = desk.service.create(ADA, draft())
    assert again.version != first.version


def test_a_playbook_that_is_changed_while_it_is_deleted_stays_with_its_machine() -> None:
    class Read(FakeEditions):
        """Somebody else saves an edition just after this one was read."""

        def get(self, *which: Any) -> Edition:
            found = super().get(*which)
            if racing:
                racing.clear()
                changed.append(desk.service.update(ADA, draft(title="Better")))
            return found

    racing, changed, desk = list[bool](), list[KnownPlaybook](), Desk(Read())
    desk.service.create(ADA, draft())
    racing.append(True)
    with pytest.raises(Conflict):
        desk.service.remove(ADA, "naming")
    assert desk.service.get(ADA, "naming") == changed[0]
    assert desk.machines() == [machine(changed[0])]


class Overtaken(FakeEditions):
    """Somebody else saves an edition just before this one is."""

    def __init__(self) -> None:
        super().__init__()
        self.rival: dict[str, Any] = {}

    def add(self, edition: Edition) -> None:
        if self.rival:
            rival, self.rival = edition.model_copy(update=self.rival), {}
            super().add(rival)
        super().add(edition)


def test_of_two_who_change_it_at_once_one_wins_and_the_others_machine_goes() -> None:
    editions = Overtaken()
    desk = Desk(editions)
    first = desk.service.create(ADA, draft())
    editions.rival = {"version": "theirs"}
    with pytest.raises(Conflict):
        desk.service.update(ADA, draft(title="Mine"))
    assert desk.machines() == [machine(first)]
    assert desk.editions.get("W1", Kind.PLAYBOOK, "naming").version == "theirs"


def test_who_loses_with_the_same_content_leaves_the_machine_to_the_winner() -> None:
    editions = Overtaken()
    desk = Desk(editions)
    desk.service.create(ADA, draft())
    editions.rival = {"created_by": "U3"}
    with pytest.raises(Conflict):
        desk.service.update(ADA, draft(title="The same"))
    assert machine(desk.service.get(ADA, "naming")) in desk.machines()


def test_a_builtin_one_is_read_but_not_changed(desk: Desk) -> None:
    assert desk.service.get(ADA, "campaign").playbook is PLAYBOOKS["campaign"]
    with pytest.raises(Conflict, match="built in"):
        desk.service.update(ADA, draft("campaign"))
    with pytest.raises(Conflict, match="built in"):
        desk.service.remove(ADA, "campaign")


def test_viewers_change_nothing(desk: Desk) -> None:
    desk.service.create(ADA, draft())
    for call in (desk.service.create, desk.service.update):
        with pytest.raises(Forbidden):
            call(READER, draft())
    with pytest.raises(Forbidden):
        desk.service.remove(READER, "naming")
    assert desk.service.get(READER, "naming")


def test_another_workspace_has_its_own(desk: Desk) -> None:
    made = desk.service.create(ADA, draft())
    with pytest.raises(NotFound):
        desk.service.get(EVE, "naming")
    with pytest.raises(NotFound):
        desk.service.update(EVE, draft())
    with pytest.raises(NotFound):
        desk.service.remove(EVE, "naming")
    theirs = desk.service.create(EVE, draft())
    assert set(desk.machines()) == {machine(made), machine(theirs, "W2")}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 7, 8])
def test_every_page_size_lists_each_once(desk: Desk, limit: int) -> None:
    for name in ("b", "a", "c"):
        desk.service.create(ADA, draft(name))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = desk.service.page(ADA, limit, cursor)
        assert len(page.items) <= limit
        seen += [known.playbook.name for known in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [*PLAYBOOKS, "a", "b", "c"]


def test_there_is_room_for_so_many(desk: Desk) -> None:
    for number in range(MOST):
        desk.service.create(ADA, draft(f"p{number}"))
    with pytest.raises(Conflict, match=str(MOST)):
        desk.service.create(ADA, draft("one_more"))


def test_an_own_agent_can_be_given_phases_and_is_pinned(desk: Desk) -> None:
    made = desk.agents.create(ADA, AgentDefinition(**NAMER))
    phases = (PHASES[0], PlaybookPhase(name="names", agent="namer", needs=("research",)))
    desk.service.create(ADA, draft(phases=phases))
    playbook, agents = desk.service.ready("W1", "naming")
    assert playbook.phases == phases
    assert (agents["namer"].version, agents["analyst"].version) == (made.agent.version, None)
    with pytest.raises(InvalidInput, match="cannot be followed"):
        desk.service.create(EVE, draft(phases=phases))


def test_a_playbook_that_its_agents_no_longer_fit_is_not_ready(desk: Desk) -> None:
    desk.agents.create(ADA, AgentDefinition(**NAMER))
    phases = (PHASES[0], PlaybookPhase(name="names", agent="namer", needs=("research",)))
    desk.service.create(ADA, draft(phases=phases))
    desk.agents.update(ADA, AgentDefinition(**NAMER | {"inputs": ("strategy",)}))
    with pytest.raises(InvalidInput) as refused:
        desk.service.ready("W1", "naming")
    assert "reads 'strategy'" in refused.value.errors[0].message


def test_an_unknown_playbook_is_not_ready(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.service.ready("W1", "nowhere")
    assert refused.value.errors[0].field == "playbook"
