from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.api_key import ApiKeys
from astromedia.domain.errors import NotFound
from astromedia.domain.permission import Permission
from astromedia.domain.ports import Accounts
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, api_key, id_at, member, user, workspace

MINUTE = timedelta(minutes=1)


def test_a_key_is_found_by_its_id_alone_and_by_its_workspace(api_keys: ApiKeys) -> None:
    key = api_key(id_at(), scopes={Permission.READ, Permission.CAMPAIGNS_WRITE}, expires_at=NOW + MINUTE)
    api_keys.add(key)
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
        keys.add(key)
    if belongs:
        accounts.add(maker, workspace(id=maker.workspace_id), membership)
    found = keys.seat(key.id, key.workspace_id, key.created_by)
    assert found == (key if there else None, membership if belongs else None)


def test_another_workspaces_key_is_not_there(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key)
    for whose, id in ((id_at(), key.id), (key.workspace_id, id_at())):
        with pytest.raises(NotFound, match=f"no API key {id}"):
            api_keys.get(whose, id)
        with pytest.raises(NotFound):
            api_keys.revoke(whose, id, NOW)
    assert api_keys.find(id_at()) is None
    assert api_keys.find(key.id) == key


def test_keys_come_newest_first_and_in_pages(api_keys: ApiKeys) -> None:
    workspace = id_at()
    made = [api_key(workspace, id=id_at(number)) for number in range(5)]
    for key in (*made, api_key(id_at())):
        api_keys.add(key)
    first = api_keys.page(workspace, 2)
    second = api_keys.page(workspace, 2, first.next_position)
    third = api_keys.page(workspace, 2, second.next_position)
    assert [*first.items, *second.items, *third.items] == made[::-1]
    assert third.next_position is None
    assert api_keys.page(workspace, 5).next_position is None
    assert api_keys.page(id_at(), 5).items == []


def test_a_revoked_key_stays_and_says_since_when(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key)
    revoked = key.model_copy(update={"revoked_at": NOW})
    assert api_keys.revoke(key.workspace_id, key.id, NOW) == revoked
    assert api_keys.revoke(key.workspace_id, key.id, NOW + MINUTE) is None
    assert api_keys.find(key.id) == revoked
    assert api_keys.page(key.workspace_id, 9).items == [revoked]


def test_a_use_is_noted_and_a_revocation_keeps_it(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key)
    api_keys.note_use(key, NOW)
    used = api_keys.get(key.workspace_id, key.id)
    assert used.last_used_at == NOW
    api_keys.note_use(used, NOW + MINUTE)
    api_keys.revoke(key.workspace_id, key.id, NOW)
    assert api_keys.get(key.workspace_id, key.id).last_used_at == NOW + MINUTE


def test_a_use_of_a_key_that_is_revoked_meanwhile_changes_nothing(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key)
    api_keys.revoke(key.workspace_id, key.id, NOW)
    revoked = api_keys.find(key.id)
    api_keys.note_use(key, NOW)
    assert api_keys.find(key.id) == revoked


def test_of_many_uses_at_once_one_is_noted(api_keys: ApiKeys) -> None:
    key = api_key(id_at())
    api_keys.add(key)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda second: api_keys.note_use(key, NOW + timedelta(seconds=second)), range(4)))
    noted = api_keys.get(key.workspace_id, key.id).last_used_at
    api_keys.note_use(key, NOW + MINUTE)
    assert noted
    assert api_keys.get(key.workspace_id, key.id).last_used_at == noted
