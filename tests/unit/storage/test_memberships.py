"""Members and invitations: every change stands on what was read before it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from astromedia.domain.account import Member, User, Workspace
from astromedia.domain.audit import AuditLog
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Accounts
from astromedia.domain.role import Role
from astromedia.domain.tenancy import Invitation, Invitations, Memberships
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.memberships import DynamoInvitations, DynamoMemberships
from tests import fakes
from tests.cloud import ACCOUNTS
from tests.samples import NOW, audit_entry, id_at, member, user, workspace


@pytest.fixture
def memberships(accounts: Accounts, audit_log: AuditLog) -> Memberships:
    if isinstance(accounts, fakes.FakeAccounts) and isinstance(audit_log, fakes.FakeAuditLog):
        return fakes.FakeMemberships(accounts, audit_log)
    return DynamoMemberships(ACCOUNTS)


@pytest.fixture
def invitations(accounts: Accounts, audit_log: AuditLog) -> Invitations:
    if isinstance(accounts, fakes.FakeAccounts) and isinstance(audit_log, fakes.FakeAuditLog):
        return fakes.FakeInvitations(accounts, audit_log)
    return DynamoInvitations(ACCOUNTS)


@pytest.fixture
def ada(accounts: Accounts) -> User:
    return registered(accounts)


def registered(accounts: Accounts) -> User:
    """A new user in a workspace of their own."""
    person = user()
    accounts.add(person, workspace(id=person.workspace_id), member(person.workspace_id, person.id))
    return person


def invitation(workspace_id: str, **changes: object) -> Invitation:
    facts = {"id": id_at(), "workspace_id": workspace_id, "email": "eve@example.com", "role": Role.EDITOR}
    times = {"created_at": NOW, "expires_at": NOW + timedelta(days=365 * 99)}
    return Invitation.model_validate(facts | times | {"token_hash": "ab" * 32, "invited_by": "U1"} | changes)


def joined(invitations: Invitations, workspace_id: str, person: User, role: Role = Role.EDITOR) -> Member:
    """The person as a member of the workspace, by an invitation."""
    asked = invitation(workspace_id, role=role)
    invitations.add(asked, audit_entry(asked.workspace_id))
    new = member(workspace_id, person.id).model_copy(update={"role": role})
    assert invitations.accept(asked, new, audit_entry(workspace_id))
    return new


def replaced(memberships: Memberships, who: Member, by: Member | None, staying: Member | None = None) -> bool:
    """With an entry that does not matter."""
    return memberships.replace(who, by, staying, audit_entry(who.workspace_id))


def test_members_are_found_from_both_sides(
    accounts: Accounts, memberships: Memberships, invitations: Invitations, ada: User
) -> None:
    people = [registered(accounts) for _ in range(3)]
    for person in people:
        joined(invitations, ada.workspace_id, person)
        assert accounts.workspaces_of(person) == [person.workspace_id, ada.workspace_id]
    first = memberships.page(ada.workspace_id, 3)
    rest = memberships.page(ada.workspace_id, 3, first.next_position)
    found = [each.user_id for each in (*first.items, *rest.items)]
    assert (found, rest.next_position) == (sorted(each.id for each in (ada, *people)), None)
    assert [each.user_id for each in memberships.owners(ada.workspace_id)] == [ada.id]
    known = memberships.users([ada.id, people[0].id, "nobody"])
    assert {each.id for each in known} == {ada.id, people[0].id}


def test_a_member_is_changed_and_removed_only_as_they_were_read(
    accounts: Accounts, memberships: Memberships, invitations: Invitations, ada: User
) -> None:
    bob = registered(accounts)
    before = joined(invitations, ada.workspace_id, bob)
    after = before.model_copy(update={"role": Role.ADMIN})
    assert replaced(memberships, before, after)
    assert not replaced(memberships, before, None)
    assert accounts.member(ada.workspace_id, bob.id) == after
    assert replaced(memberships, after, None)
    assert not replaced(memberships, after, None)
    assert accounts.member(ada.workspace_id, bob.id) is None
    assert accounts.workspaces_of(bob) == [bob.workspace_id]


def test_whoever_leaves_where_they_registered_finds_the_others(
    accounts: Accounts, memberships: Memberships, invitations: Invitations, ada: User
) -> None:
    bob = registered(accounts)
    joined(invitations, ada.workspace_id, bob)
    home, other = memberships.joined(bob.id)
    assert (home[0].id, home[1].role) == (bob.workspace_id, Role.OWNER)
    assert (other[0].id, other[1].role) == (ada.workspace_id, Role.EDITOR)
    assert replaced(memberships, home[1], None)
    assert accounts.workspaces_of(bob) == [ada.workspace_id]
    assert memberships.joined(bob.id) == [other]
    assert memberships.joined(id_at()) == []


def test_an_owner_goes_only_while_another_stays(
    accounts: Accounts, memberships: Memberships, invitations: Invitations, ada: User
) -> None:
    bob = registered(accounts)
    first, second = member(ada.workspace_id, ada.id), joined(invitations, ada.workspace_id, bob, Role.OWNER)
    gone = first.model_copy(update={"role": Role.VIEWER})
    assert replaced(memberships, first, gone, second)
    assert not replaced(memberships, second, None, first)
    assert accounts.member(ada.workspace_id, bob.id) == second


def test_of_two_owners_who_leave_at_once_one_stays(
    accounts: Accounts, memberships: Memberships, invitations: Invitations
) -> None:
    for _ in range(8):
        ada, bob = registered(accounts), registered(accounts)
        first, second = member(ada.workspace_id, ada.id), joined(invitations, ada.workspace_id, bob, Role.OWNER)
        with ThreadPoolExecutor(2) as pool:
            left = pool.map(
                lambda pair: replaced(memberships, pair[0], None, pair[1]), [(first, second), (second, first)]
            )
        assert sum(left) <= 1
        assert memberships.owners(ada.workspace_id)


def test_a_member_changes_with_the_entry_or_not_at_all(
    accounts: Accounts, memberships: Memberships, audit_log: AuditLog, ada: User
) -> None:
    home, before = ada.workspace_id, member(ada.workspace_id, ada.id)
    admin, other = before.model_copy(update={"role": Role.ADMIN}), member(ada.workspace_id, id_at())
    changed, left = audit_entry(home), audit_entry(home, id=id_at(1))
    assert not memberships.replace(admin, before, None, changed)
    assert not memberships.replace(before, admin, other, changed)
    assert audit_log.page(home, 9).items == []
    assert memberships.replace(before, admin, None, changed)
    assert audit_log.page(home, 9).items == [changed]
    assert not memberships.replace(admin, before, None, changed)
    assert accounts.member(home, ada.id) == admin
    assert memberships.replace(admin, None, None, left)
    assert not memberships.replace(admin, None, None, audit_entry(home, id=id_at(2)))
    assert audit_log.page(home, 9).items == [left, changed]


def test_a_workspace_is_renamed_with_the_entry_or_not_at_all(
    accounts: Accounts, memberships: Memberships, audit_log: AuditLog, ada: User
) -> None:
    home = accounts.workspace(ada.workspace_id)
    assert isinstance(home, Workspace)
    entry = audit_entry(home.id)
    renamed = memberships.rename(home, "Another", entry)
    for known, noted in ((home, audit_entry(home.id)), (renamed, entry)):
        with pytest.raises(Conflict, match="changed meanwhile"):
            memberships.rename(known, "A third", noted)
    assert accounts.workspace(home.id) == renamed
    assert audit_log.page(home.id, 9).items == audit_log.page(home.id, 9, None, entry.action).items == [entry]


def test_a_workspace_is_renamed_only_as_it_was_read(accounts: Accounts, memberships: Memberships, ada: User) -> None:
    home = accounts.workspace(ada.workspace_id)
    assert isinstance(home, Workspace)
    renamed = memberships.rename(home, "Höhle 🏠", audit_entry(home.id))
    assert accounts.workspace(home.id) == renamed == home.model_copy(update={"name": "Höhle 🏠"})
    with pytest.raises(Conflict, match="changed meanwhile"):
        memberships.rename(home, "Another", audit_entry(home.id))


def test_invitations_are_kept_until_they_are_removed(invitations: Invitations) -> None:
    asked = [invitation("W9", id=id_at(second)) for second in range(3)]
    for each in asked:
        invitations.add(each, audit_entry(each.workspace_id))
    assert invitations.get("W9", asked[0].id) == asked[0]
    first = invitations.page("W9", 2)
    rest = invitations.page("W9", 2, first.next_position)
    assert ([*first.items, *rest.items], rest.next_position) == (asked[::-1], None)
    assert invitations.remove("W9", asked[0].id, audit_entry("W9"))
    assert not invitations.remove("W9", asked[0].id, audit_entry("W9"))
    for workspace_id, id in (("W9", asked[0].id), ("W8", asked[1].id)):
        with pytest.raises(NotFound):
            invitations.get(workspace_id, id)


def test_an_invitation_comes_and_goes_with_its_entry_or_not_at_all(
    accounts: Accounts, invitations: Invitations, audit_log: AuditLog, ada: User
) -> None:
    home, eve = ada.workspace_id, registered(accounts)
    asked, other = invitation(home), invitation(home)
    made, accepted, revoked = (audit_entry(home, id=id_at(second)) for second in range(3))
    invitations.add(asked, made)
    invitations.add(other, audit_entry(home))
    assert not invitations.remove(home, id_at(), revoked)
    assert not invitations.remove(home, asked.id, made)
    with pytest.raises(Conflict):
        invitations.accept(asked, member(home, ada.id), accepted)
    assert not invitations.accept(asked, member(home, eve.id), made)
    assert accounts.member(home, eve.id) is None
    assert invitations.accept(asked, member(home, eve.id), accepted)
    assert not invitations.accept(asked, member(home, registered(accounts).id), audit_entry(home, id=id_at(3)))
    assert invitations.remove(home, other.id, revoked)
    assert audit_log.page(home, 2).items == [revoked, accepted]
    assert len(audit_log.page(home, 9).items) == 4


def test_of_many_who_accept_at_once_one_joins(
    accounts: Accounts, invitations: Invitations, audit_log: AuditLog, ada: User
) -> None:
    asked = invitation(ada.workspace_id)
    invitations.add(asked, audit_entry(asked.workspace_id))
    people = [member(ada.workspace_id, registered(accounts).id) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        accepted = list(
            pool.map(lambda person: invitations.accept(asked, person, audit_entry(ada.workspace_id)), people)
        )
    assert sum(accepted) == 1
    assert len(audit_log.page(ada.workspace_id, 9).items) == 2
    assert [accounts.member(ada.workspace_id, person.user_id) is not None for person in people] == accepted


def test_a_member_keeps_their_role_and_the_invitation(accounts: Accounts, invitations: Invitations, ada: User) -> None:
    asked = invitation(ada.workspace_id, role=Role.VIEWER)
    invitations.add(asked, audit_entry(asked.workspace_id))
    again = member(ada.workspace_id, ada.id).model_copy(update={"role": Role.VIEWER})
    with pytest.raises(Conflict, match="already"):
        invitations.accept(asked, again, audit_entry(ada.workspace_id))
    assert invitations.get(ada.workspace_id, asked.id) == asked
    assert accounts.member(ada.workspace_id, ada.id) == member(ada.workspace_id, ada.id)


@pytest.mark.usefixtures("aws")
def test_what_an_earlier_version_wrote_can_be_changed() -> None:
    """The condition is what is stored, not how this version would write it."""
    accounts, memberships = DynamoAccounts(ACCOUNTS), DynamoMemberships(ACCOUNTS)
    ada = registered(accounts)
    for sk in (f"MEMBER#{ada.id}", "WORKSPACE"):
        row = memberships._rows.get(f"WORKSPACE#{ada.workspace_id}", sk)
        row.document = row.document.replace("{", '{ "colour": "red", ', 1)
        row.save()
    before = member(ada.workspace_id, ada.id)
    assert replaced(memberships, before, before.model_copy(update={"role": Role.ADMIN}))
    home = accounts.workspace(ada.workspace_id)
    assert home
    assert memberships.rename(home, "Cave", audit_entry(home.id)) == accounts.workspace(home.id)


def test_of_a_workspace_all_members_go_and_nobody_joins_one_that_is_gone(
    accounts: Accounts, memberships: Memberships, invitations: Invitations, ada: User
) -> None:
    people = [registered(accounts) for _ in range(3)]
    for person in people:
        joined(invitations, ada.workspace_id, person)
    assert memberships.clear(ada.workspace_id) == 4
    assert memberships.clear(ada.workspace_id) == 0
    assert not memberships.page(ada.workspace_id, 10).items
    assert [accounts.workspaces_of(person) for person in people] == [[person.workspace_id] for person in people]
    asked, nowhere = invitation(id_at()), registered(accounts)
    invitations.add(asked, audit_entry(asked.workspace_id))
    assert not invitations.accept(asked, member(asked.workspace_id, nowhere.id), audit_entry(asked.workspace_id))
    assert accounts.member(asked.workspace_id, nowhere.id) is None
