"""Erasures are kept until they are over; then it is known that somebody is gone."""

from datetime import timedelta

import pytest

from astromedia.domain.account import User
from astromedia.domain.erasure import Erasure, Erasures, Stage, Subject
from astromedia.domain.ports import Accounts
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.erasures import DynamoErasures
from astromedia.storage.rows import table
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, id_at, member, user, workspace


@pytest.fixture
def erasures(accounts: Accounts) -> Erasures:
    return fakes.FakeErasures(accounts) if isinstance(accounts, fakes.FakeAccounts) else DynamoErasures(ACCOUNTS)


@pytest.fixture
def ada(accounts: Accounts) -> User:
    person = user()
    accounts.add(person, workspace(id=person.workspace_id), member(person.workspace_id, person.id))
    return person


def erasure(subject: Subject, id: str, **changes: object) -> Erasure:
    facts = {"subject": subject, "id": id, "requested_by": id_at(), "requested_at": NOW, "since": NOW}
    return Erasure.model_validate(facts | changes)


def test_a_workspace_is_taken_away_once(accounts: Accounts, erasures: Erasures, ada: User) -> None:
    home = accounts.workspace(ada.workspace_id)
    assert home
    asked = erasure(Subject.WORKSPACE, home.id)
    assert erasures.begin(asked, home)
    assert accounts.workspace(home.id) is None
    assert not erasures.begin(asked, home)
    assert asked in erasures.open(100)


def test_a_users_address_is_free_again(accounts: Accounts, erasures: Erasures, ada: User) -> None:
    asked = erasure(Subject.USER, ada.id, email=ada.email)
    assert erasures.begin(asked, ada)
    assert (accounts.user(ada.id), accounts.user_by_email(ada.email)) == (None, None)
    assert not erasures.begin(asked, ada)
    again = user(email=ada.email)
    accounts.add(again, workspace(id=again.workspace_id), member(again.workspace_id, again.id))
    assert accounts.user_by_email(ada.email) == again


def test_of_two_who_go_on_at_once_one_does(accounts: Accounts, erasures: Erasures, ada: User) -> None:
    asked = erasure(Subject.USER, ada.id)
    assert erasures.begin(asked, ada)
    after = erasures.save(asked.at(Stage.WAIT, NOW + timedelta(minutes=1)))
    assert after
    assert after.version == asked.version + 1
    assert erasures.save(asked) is None
    assert [each for each in erasures.open(100) if each.id == ada.id] == [after]


def test_what_is_over_is_not_open_and_ends_twice_as_well_as_once(
    accounts: Accounts, erasures: Erasures, ada: User
) -> None:
    asked = erasure(Subject.USER, ada.id, email=ada.email)
    assert erasures.begin(asked, ada)
    for _ in range(2):
        erasures.end(asked, NOW)
    assert not [each for each in erasures.open(100) if each.id == ada.id]
    assert erasures.save(asked) is None


@pytest.mark.usefixtures("aws")
def test_of_who_is_gone_ids_and_times_are_known_for_a_while() -> None:
    accounts, erasures = DynamoAccounts(ACCOUNTS), DynamoErasures(ACCOUNTS)
    person = user()
    accounts.add(person, workspace(id=person.workspace_id), member(person.workspace_id, person.id))
    asked = erasure(Subject.USER, person.id, email=person.email)
    assert erasures.begin(asked, person)
    erasures.end(asked, NOW)
    row = table(ACCOUNTS).get("ERASED", f"user#{person.id}")
    assert person.email not in row.document
    assert row.ttl == int((NOW + timedelta(days=400)).timestamp())
