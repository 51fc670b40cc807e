from concurrent.futures import ThreadPoolExecutor

import pytest

from astromedia.domain.account import User
from astromedia.domain.errors import Conflict, Unauthorized
from astromedia.domain.ports import Accounts
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.rows import table
from tests.cloud import ACCOUNTS
from tests.samples import member, user, workspace


def add(accounts: Accounts, person: User) -> None:
    home = workspace(id=person.workspace_id)
    accounts.add(person, home, member(home.id, person.id))


def test_all_three_are_found_again(accounts: Accounts) -> None:
    ada = user()
    home = workspace(id=ada.workspace_id, name="Home 🏠")
    accounts.add(ada, home, member(home.id, ada.id))
    assert accounts.user(ada.id) == ada
    assert accounts.workspace(home.id) == home
    assert accounts.member(home.id, ada.id) == member(home.id, ada.id)


def test_emails_are_found_in_any_case(accounts: Accounts) -> None:
    ada = user()
    add(accounts, ada)
    assert accounts.user_by_email(ada.email.upper()) == ada


def test_what_is_not_there_is_none(accounts: Accounts) -> None:
    assert accounts.user_by_email("nobody@example.com") is None
    assert accounts.user("nobody") is None
    assert accounts.workspace("nowhere") is None
    assert accounts.member("nowhere", "nobody") is None


def test_a_taken_email_is_a_conflict_and_stores_nothing(accounts: Accounts) -> None:
    ada = user()
    add(accounts, ada)
    other = user(email=ada.email.upper())
    with pytest.raises(Conflict, match="already has an account"):
        add(accounts, other)
    assert accounts.user(other.id) is None
    assert accounts.workspace(other.workspace_id) is None
    assert accounts.user_by_email(ada.email) == ada


def test_of_many_at_once_one_gets_the_email(accounts: Accounts) -> None:
    email = user().email

    def won(_: int) -> bool:
        try:
            add(accounts, user(email=email))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(won, range(8))) == 1


def test_a_user_is_changed_as_they_are(accounts: Accounts) -> None:
    ada = user()
    add(accounts, ada)
    changed = accounts.change_user(ada.id, lambda known: known.model_copy(update={"name": known.name + " King"}))
    assert changed == accounts.user(ada.id) == ada.model_copy(update={"name": "Ada King"})
    with pytest.raises(Unauthorized, match="does not exist"):
        accounts.change_user("nobody", lambda known: known)


@pytest.mark.usefixtures("aws")
def test_of_changes_at_once_none_is_lost() -> None:
    accounts, ada = DynamoAccounts(ACCOUNTS), user(name="")
    add(accounts, ada)
    overtaken = iter([True, False])

    def change(known: User) -> User:
        if next(overtaken):
            accounts.change_user(ada.id, lambda user: user.model_copy(update={"password_hash": "another"}))
        return known.model_copy(update={"name": "Ada King"})

    changed = accounts.change_user(ada.id, change)
    assert (changed.name, changed.password_hash) == ("Ada King", "another")


@pytest.mark.usefixtures("aws")
def test_an_address_that_nobody_has_takes_as_many_reads() -> None:
    accounts, ada, asked = DynamoAccounts(ACCOUNTS), user(), []
    add(accounts, ada)
    client = table(ACCOUNTS)._get_connection().connection.client

    def heard(**request: object) -> None:
        asked.append(getattr(request["model"], "name", ""))

    client.meta.events.register("before-call.dynamodb", heard)
    try:
        assert accounts.user_by_email(ada.email) == ada
        assert accounts.user_by_email(f"nobody-{ada.email}") is None
    finally:
        client.meta.events.unregister("before-call.dynamodb", heard)
    assert asked == ["GetItem"] * 4


def test_who_belongs_nowhere_gets_a_workspace_of_their_own(accounts: Accounts) -> None:
    ada = user()
    add(accounts, ada)
    home = workspace()
    accounts.house(ada, home, member(home.id, ada.id))
    assert accounts.user(ada.id) == ada.model_copy(update={"workspace_id": home.id})
    assert (accounts.workspace(home.id), accounts.member(home.id, ada.id)) == (home, member(home.id, ada.id))
    with pytest.raises(Unauthorized):
        accounts.house(user(), workspace(), member("W", "U"))
