import pytest

from astromedia.domain.audit import Action, AuditLog
from astromedia.domain.errors import Conflict
from tests.samples import audit_entry, id_at

OTHER = Action.MEMBER_LEFT


def test_the_newest_come_first_in_pages_of_all_or_of_an_action(audit_log: AuditLog) -> None:
    here = id_at()
    actions = OTHER, Action.PLAN_CHANGED
    added = [audit_entry(here, id=id_at(second), action=actions[second % 2]) for second in range(5)]
    for each in (*added, audit_entry(id_at(), id=id_at(9))):
        audit_log.add(each)
    first = audit_log.page(here, 3)
    rest = audit_log.page(here, 3, first.next_position)
    assert ([*first.items, *rest.items], rest.next_position) == (added[::-1], None)
    some = audit_log.page(here, 2, None, OTHER)
    more = audit_log.page(here, 2, some.next_position, OTHER)
    assert [*some.items, *more.items] == [added[4], added[2], added[0]]


def test_an_entry_is_never_written_over(audit_log: AuditLog) -> None:
    first = audit_entry(id_at())
    audit_log.add(first)
    for again in (
        first,
        first.model_copy(update={"user_id": "U2"}),
        first.model_copy(update={"action": OTHER}),
    ):
        with pytest.raises(Conflict):
            audit_log.add(again)
    assert audit_log.page(first.workspace_id, 9).items == [first]
    assert not audit_log.page(first.workspace_id, 9, None, OTHER).items
