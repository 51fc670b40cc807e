"""One contract for the fake and the table."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from astromedia.domain.edition import Edition, Kind
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Editions
from tests.samples import NOW, id_at

PLAYBOOK, AGENT = Kind.PLAYBOOK, Kind.AGENT


@pytest.fixture
def workspace() -> str:
    return id_at()


def edition(workspace: str, number: int = 1, name: str = "naming", kind: Kind = PLAYBOOK, says: str = "") -> Edition:
    return Edition(
        workspace_id=workspace,
        kind=kind,
        name=name,
        number=number,
        version=f"v{number}{says}",
        content={"says": f"{number}{says}"},
        created_by="U1",
        created_at=NOW,
    )


def test_the_last_edition_counts_and_the_earlier_are_kept(editions: Editions, workspace: str) -> None:
    first, second = edition(workspace), edition(workspace, 2)
    editions.add(first)
    editions.add(second)
    assert editions.get(workspace, PLAYBOOK, "naming") == second
    assert editions.version(workspace, PLAYBOOK, "naming", "v1") == first
    assert list(editions.versions(workspace, PLAYBOOK, "naming")) == [first, second]
    assert editions.last(workspace, PLAYBOOK, "naming") == 2


def test_an_edition_that_is_not_the_next_one_is_refused(editions: Editions, workspace: str) -> None:
    editions.add(edition(workspace))
    for number in (1, 3):
        with pytest.raises(Conflict):
            editions.add(edition(workspace, number, says="other"))
    with pytest.raises(Conflict):
        editions.add(edition(workspace, 2, name="never_begun"))
    assert editions.get(workspace, PLAYBOOK, "naming").number == 1
    assert len(editions.versions(workspace, PLAYBOOK, "naming")) == 1


def test_of_many_who_save_at_once_one_wins(editions: Editions, workspace: str) -> None:
    editions.add(edition(workspace))

    def save(who: int) -> bool:
        try:
            editions.add(edition(workspace, 2, says=f"/{who}"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as people:
        won = list(people.map(save, range(6)))
    assert won.count(True) == 1
    assert editions.get(workspace, PLAYBOOK, "naming").version == f"v2/{won.index(True)}"
    assert len(editions.versions(workspace, PLAYBOOK, "naming")) == 2


def test_what_is_removed_does_not_count_and_can_be_saved_anew(editions: Editions, workspace: str) -> None:
    first = edition(workspace)
    editions.add(first)
    editions.remove(first)
    with pytest.raises(NotFound):
        editions.get(workspace, PLAYBOOK, "naming")
    assert editions.version(workspace, PLAYBOOK, "naming", "v1") == first
    assert editions.page(workspace, PLAYBOOK, 10).items == []
    assert editions.last(workspace, PLAYBOOK, "naming") == 1
    editions.add(edition(workspace, 2))
    assert editions.get(workspace, PLAYBOOK, "naming").number == 2


def test_only_what_counts_can_be_removed_and_once(editions: Editions, workspace: str) -> None:
    first, second = edition(workspace), edition(workspace, 2)
    editions.add(first)
    editions.add(second)
    with pytest.raises(Conflict):
        editions.remove(first)
    editions.remove(second)
    with pytest.raises(Conflict):
        editions.remove(second)


def test_a_version_that_never_was_is_not_found(editions: Editions, workspace: str) -> None:
    editions.add(edition(workspace))
    for name, version in (("naming", "v9"), ("other", "v1")):
        with pytest.raises(NotFound):
            editions.version(workspace, PLAYBOOK, name, version)


def test_names_that_begin_alike_are_told_apart(editions: Editions, workspace: str) -> None:
    editions.add(edition(workspace, name="naming"))
    editions.add(edition(workspace, name="naming_2"))
    assert [found.name for found in editions.versions(workspace, PLAYBOOK, "naming")] == ["naming"]


def test_pages_are_by_name_of_one_kind_and_workspace(editions: Editions, workspace: str) -> None:
    for name in ("c", "a", "d", "b"):
        editions.add(edition(workspace, name=name))
    editions.add(edition(workspace, name="e", kind=AGENT))
    editions.add(edition(id_at(), name="f"))
    editions.remove(edition(workspace, name="c"))
    seen: list[str] = []
    position: str | None = None
    while page := editions.page(workspace, PLAYBOOK, 2, position):
        seen += [found.name for found in page.items]
        position = page.next_position
        if position is None:
            break
    assert seen == ["a", "b", "d"]
