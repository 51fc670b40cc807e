from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.api_key import ApiKeys
from astromedia.domain.audit import AuditLog
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Accounts
from astromedia.storage import api_keys as storage
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from astromedia.storage.audit import DynamoAuditLog
from astromedia.storage.contention import written
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, api_key, audit_entry, id_at, member, user, workspace

MINUTE = timedelta(minutes=1)


def test_a_key_is_found_by_its_id_alone_and_by_its_workspace(api_keys: ApiKeys) -> None:
    key = api_key(id_at(), scopes={Permission.READ, Permission.CAMPAIGNS_WRITE}, expires_at=NOW + MINUTE)
    api_keys.add(key, audit_entry(key.workspace_id))
    assert api_keys.find(key.id) == key
    assert api_keys.get(key.workspace_id, key.id) == key


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("belongs", [True, False])
def test_a_key_and_its_makers_membership_are_read_together(host: str, there: bool, belongs: bool) -> None:
    known = fakes.FakeAccounts()
    accounts: Accounts = DynamoAccounts(ACCOUNTS) if host == "aws" else known
    keys: ApiKeys = DynamoApiKeys(ACCOUNTS) if host == "aws" else fakes.FakeApiKeys(known)
    maker = user()
    key, membership = api_key(maker.workspace_id, created_by=maker.id), member(maker.workspace_id, maker.id)
    if there:
        keys.add(key, audit_entry(key.workspace_id))
    if belongs:
        accounts.add(maker, workspace(id=maker.workspace_id), membership)
    found = keys.seat(key.id, key.workspace_id, key.created_by)
    assert found == (key if there else None, membership if belongs else None)


def test_another_workspaces_key_is_not_there(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key, audit_entry(key.workspace_id))
    for whose, id in ((id_at(), key.id), (key.workspace_id, id_at())):
        with pytest.raises(NotFound, match=f"no API key {id}"):
            api_keys.get(whose, id)
    assert api_keys.find(id_at()) is None
    assert api_keys.find(key.id) == key


def test_keys_come_newest_first_and_in_pages(api_keys: ApiKeys) -> None:
    workspace = id_at()
    made = [api_key(workspace, id=id_at(number)) for number in range(5)]
    for key in (*made, api_key(id_at())):
        api_keys.add(key, audit_entry(key.workspace_id))
    first = api_keys.page(workspace, 2)
    second = api_keys.page(workspace, 2, first.next_position)
    third = api_keys.page(workspace, 2, second.next_position)
    assert [*first.items, *second.items, *third.items] == made[::-1]
    assert third.next_position is None
    assert api_keys.page(workspace, 5).next_position is None
    assert api_keys.page(id_at(), 5).items == []


def test_a_revoked_key_stays_and_says_since_when(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key, audit_entry(key.workspace_id))
    revoked = key.model_copy(update={"revoked_at": NOW})
    assert api_keys.revoke(key, NOW, audit_entry(key.workspace_id))
    assert not api_keys.revoke(key, NOW + MINUTE, audit_entry(key.workspace_id))
    assert api_keys.find(key.id) == revoked
    assert api_keys.page(key.workspace_id, 9).items == [revoked]


def test_a_key_comes_and_goes_with_its_entry_or_not_at_all(api_keys: ApiKeys, audit_log: AuditLog) -> None:
    key = api_key(id_at())
    made, revoked = (audit_entry(key.workspace_id, id=id_at(second)) for second in range(2))
    with pytest.raises(NotFound):
        api_keys.revoke(key, NOW, revoked)
    api_keys.add(key, made)
    with ThreadPoolExecutor(4) as pool:
        entries = [revoked, *(audit_entry(key.workspace_id, id=id_at(second)) for second in range(2, 5))]
        ended = list(pool.map(lambda entry: api_keys.revoke(key, NOW, entry), entries))
    assert sum(ended) == 1
    assert audit_log.page(key.workspace_id, 9).items == [entries[ended.index(True)], made]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(("lost", "ends"), [(4, True), (5, False)])
def test_a_race_that_is_lost_to_a_use_is_not_taken_for_a_revocation(
    monkeypatch: pytest.MonkeyPatch, lost: int, ends: bool
) -> None:
    keys, log, key = DynamoApiKeys(ACCOUNTS), DynamoAuditLog(ACCOUNTS), api_key(id_at())
    made, revoked = (audit_entry(key.workspace_id, id=id_at(second)) for second in range(2))
    keys.add(key, made)
    races = iter(range(lost))
    monkeypatch.setattr(storage, "written", lambda fill: next(races, None) is None and written(fill))
    if ends:
        assert keys.revoke(key, NOW, revoked)
    else:
        with pytest.raises(Conflict, match="try again"):
            keys.revoke(key, NOW, revoked)
    found = keys.find(key.id)
    assert found
    assert (found.revoked_at == NOW) is ends
    assert log.page(key.workspace_id, 9).items == ([revoked, made] if ends else [made])


def test_a_use_is_noted_and_a_revocation_keeps_it(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key, audit_entry(key.workspace_id))
    api_keys.note_use(key, NOW)
    used = api_keys.get(key.workspace_id, key.id)
    assert used.last_used_at == NOW
    api_keys.note_use(used, NOW + MINUTE)
    api_keys.revoke(key, NOW, audit_entry(key.workspace_id))
    assert api_keys.get(key.workspace_id, key.id).last_used_at == NOW + MINUTE


def test_a_use_of_a_key_that_is_revoked_meanwhile_changes_nothing(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key, audit_entry(key.workspace_id))
    api_keys.revoke(key, NOW, audit_entry(key.workspace_id))
    revoked = api_keys.find(key.id)
    api_keys.note_use(key, NOW)
    assert api_keys.find(key.id) == revoked


def test_of_many_uses_at_once_one_is_noted(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key, audit_entry(key.workspace_id))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda second: api_keys.note_use(key, NOW + timedelta(seconds=second)), range(4)))
    noted = api_keys.get(key.workspace_id, key.id).last_used_at
    api_keys.note_use(key, NOW + MINUTE)
    assert noted
    assert api_keys.get(key.workspace_id, key.id).last_used_at == noted
