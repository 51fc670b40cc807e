import pytest

from astromedia.domain.audit import Action, AuditEntry, AuditLog
from astromedia.domain.errors import Conflict
from astromedia.storage.audit import DynamoAuditLog
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, id_at

OTHER = Action.MEMBER_LEFT


@pytest.fixture
def log(host: str) -> AuditLog:
    return DynamoAuditLog(ACCOUNTS) if host == "aws" else fakes.FakeAuditLog()


def entry(workspace_id: str, second: int, action: Action = Action.PLAN_CHANGED) -> AuditEntry:
    facts = {"user_id": "U1", "api_key_id": None, "target": "T", "details": {"after": "é"}, "request_id": "R1"}
    return AuditEntry.model_validate(
        facts | {"id": id_at(second), "workspace_id": workspace_id, "at": NOW, "action": action, "ip": None}
    )


def test_the_newest_come_first_in_pages_of_all_or_of_an_action(log: AuditLog) -> None:
    here = id_at()
    added = [entry(here, second, (OTHER, Action.PLAN_CHANGED)[second % 2]) for second in range(5)]
    for each in (*added, entry(id_at(), 9)):
        log.add(each)
    first = log.page(here, 3)
    rest = log.page(here, 3, first.next_position)
    assert ([*first.items, *rest.items], rest.next_position) == (added[::-1], None)
    some = log.page(here, 2, None, OTHER)
    more = log.page(here, 2, some.next_position, OTHER)
    assert [*some.items, *more.items] == [added[4], added[2], added[0]]


def test_an_entry_is_never_written_over(log: AuditLog) -> None:
    first = entry(id_at(), 0)
    log.add(first)
    for again in (
        first,
        first.model_copy(update={"user_id": "U2"}),
        first.model_copy(update={"action": OTHER}),
    ):
        with pytest.raises(Conflict):
            log.add(again)
    assert log.page(first.workspace_id, 9).items == [first]
    assert not log.page(first.workspace_id, 9, None, OTHER).items
