"""Rows of whoever is erased go, wherever they are, and nobody else's."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from astromedia.domain.account import User
from astromedia.domain.audit import Action, AuditEntry
from astromedia.domain.edition import Edition, Kind
from astromedia.domain.erasure import Erasure, Subject
from astromedia.domain.gate import Gate
from astromedia.domain.idempotency import Asked, Claim
from astromedia.domain.mail_token import MailToken, Purpose
from astromedia.domain.queue import Ticket
from astromedia.domain.role import Role
from astromedia.domain.schedule import RunStatus, ScheduledRun
from astromedia.domain.session import Session
from astromedia.domain.tenancy import Invitation
from astromedia.storage import clients, queue_rows
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from astromedia.storage.assets import DynamoAssets
from astromedia.storage.audit import DynamoAuditLog
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.claims import DynamoClaims
from astromedia.storage.editions import DynamoEditions
from astromedia.storage.gates import DynamoGates
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.mail import DynamoOutbox
from astromedia.storage.mail_tokens import DynamoMailTokens
from astromedia.storage.memberships import DynamoInvitations
from astromedia.storage.queue import DynamoQueue
from astromedia.storage.schedules import DynamoSchedules
from astromedia.storage.sessions import DynamoSessions
from astromedia.storage.traces import DynamoTraces
from tests.cloud import ACCOUNTS, CAMPAIGNS, LEDGER
from tests.samples import (
    NOW,
    api_key,
    asset,
    audit_entry,
    campaign,
    entry,
    event,
    id_at,
    member,
    phase,
    schedule,
    user,
    workspace,
)

pytestmark = pytest.mark.usefixtures("aws")
TABLES = (ACCOUNTS, CAMPAIGNS, LEDGER)
LATER = NOW + timedelta(days=365 * 99)


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Other tests leave rows in the same tables: what is scanned here is what is written here."""
    clients.dynamodb_table.cache_clear()
    for name in TABLES:
        table = boto3.resource("dynamodb").Table(name)
        with table.batch_writer() as batch:
            for row in rows_of(name):
                batch.delete_item({"pk": row["pk"], "sk": row["sk"]})
    yield
    clients.dynamodb_table.cache_clear()


def rows_of(name: str) -> list[dict[str, Any]]:
    table = boto3.resource("dynamodb").Table(name)
    page = table.scan(ConsistentRead=True)
    found = page["Items"]
    while "LastEvaluatedKey" in page:
        page = table.scan(ConsistentRead=True, ExclusiveStartKey=page["LastEvaluatedKey"])
        found += page["Items"]
    return found


def everything() -> dict[tuple[str, str, str], str]:
    """All rows of all tables, as text."""
    return {(name, row["pk"], row["sk"]): str(sorted(row.items())) for name in TABLES for row in rows_of(name)}


def erase(subject: Subject, id: str, email: str | None = None) -> int:
    """Go through every table to its end; how many rows had to go, or to change."""
    erasure = Erasure(subject=subject, id=id, email=email, requested_by="U1", requested_at=NOW, since=NOW)
    found = 0
    for name in TABLES if subject is Subject.WORKSPACE else TABLES[:1]:
        position: str | None = None
        while True:
            turn = DynamoTraces(name).clear(erasure.model_copy(update={"position": position}))
            found, position = found + turn.found, turn.position
            if position is None:
                break
    return found


def audited(workspace_id: str, user_id: str, **details: str) -> AuditEntry:
    did = {"action": Action.LOGGED_IN, "target": id_at(), "ip": "203.0.113.9"}
    return audit_entry(workspace_id, user_id=user_id, details=details, **did)


def registered(**changes: Any) -> User:
    person = user(**changes)
    DynamoAccounts(ACCOUNTS).add(person, workspace(id=person.workspace_id), member(person.workspace_id, person.id))
    return person


def join(person: User, home: str) -> None:
    asked = invited(home, person.email)
    joined = member(home, person.id).model_copy(update={"role": Role.EDITOR})
    assert DynamoInvitations(ACCOUNTS).accept(asked, joined, audit_entry(asked.workspace_id))


def invited(home: str, email: str) -> Invitation:
    asked = Invitation(
        id=id_at(),
        workspace_id=home,
        email=email,
        role=Role.EDITOR,
        token_hash="ab" * 32,
        invited_by="U1",
        created_at=NOW,
        expires_at=LATER,
    )
    DynamoInvitations(ACCOUNTS).add(asked, audit_entry(asked.workspace_id))
    return asked


def logged_in(person: User, home: str) -> None:
    at: dict[str, datetime] = {"created_at": NOW, "used_at": NOW, "expires_at": LATER, "ends_at": LATER}
    place = {"user_id": person.id, "workspace_id": home, "user_agent": "laptop", "ip": "203.0.113.9"}
    session = Session.model_validate(at | place | {"id": id_at(), "token_hash": id_at()})
    DynamoSessions(ACCOUNTS).add(session)


def furnished(person: User) -> str:
    """The person's own workspace with one of every kind of row that is kept."""
    home = person.workspace_id
    logged_in(person, home)
    DynamoApiKeys(ACCOUNTS).add(api_key(home, created_by=person.id), audit_entry(home))
    invited(home, "guest@example.com")
    DynamoAuditLog(ACCOUNTS).add(audited(home, person.id))
    asked = Asked(home, person.id, "create_a_campaign", "k" * 64, "f" * 64)
    facts = {"made_id": id_at(), "token": "t", "began_at": NOW, "lease_until": LATER, "expires_at": LATER}
    assert DynamoClaims(ACCOUNTS).add(Claim.model_validate(facts | {"asked": asked}))
    made = campaign(workspace_id=home)
    DynamoCampaigns(CAMPAIGNS).add(made, [phase(made)], {}, event(made))
    DynamoAssets(CAMPAIGNS).save(asset(made))
    DynamoGates(CAMPAIGNS).put(Gate(home, made.id, "phase_0", token="t", request_id="R1", due=NOW))
    timed = schedule(workspace_id=home)
    DynamoSchedules(CAMPAIGNS).add(timed)
    run = {"workspace_id": home, "schedule_id": timed.id, "scheduled_at": NOW, "recorded_at": NOW}
    assert DynamoSchedules(CAMPAIGNS).record(ScheduledRun.model_validate(run | {"status": RunStatus.MISSED}))
    DynamoSchedules(CAMPAIGNS).remove(home, timed.id)
    wrote = {"workspace_id": home, "kind": Kind.AGENT, "name": "own", "number": 1, "version": "v1", "content": {}}
    DynamoEditions(CAMPAIGNS).add(Edition.model_validate(wrote | {"created_by": person.id, "created_at": NOW}))
    ticket = Ticket(workspace_id=home, campaign_id=made.id, run=1, request_id="R1", at=NOW)
    queue_rows.announce(queue_rows.queue_table(CAMPAIGNS), ticket)
    DynamoQueue(CAMPAIGNS, lambda: NOW).set_limit(home, 3)
    DynamoLedgerEntries(LEDGER).add(entry(made))
    DynamoBudgets(LEDGER).set_plan(home, "team", NOW)
    return home


def test_of_a_workspace_nothing_is_left_and_of_others_everything() -> None:
    ada, eve = registered(), registered()
    furnished(eve)
    join(ada, eve.workspace_id)
    before = everything()
    bob = registered()
    home = furnished(bob)
    join(ada, home)
    logged_in(ada, home)
    after = {key: row for key, row in everything().items() if key not in before or before[key] != row}
    assert len(after) > 20
    found = erase(Subject.WORKSPACE, home)
    assert found >= 22
    left = everything()
    kept = {key: row for key, row in left.items() if key not in before}
    assert {key for key in before if before[key] != left.get(key)} == set()
    assert sorted(pk.partition("#")[0] for _, pk, _ in kept) == ["EMAIL", "USER"]  # Bob's account stays.
    assert not [row for key, row in left.items() if home in str(key) or home in row]
    assert DynamoAccounts(ACCOUNTS).user(bob.id) == bob.model_copy(update={"workspace_id": ""})
    assert erase(Subject.WORKSPACE, home) == 0


def test_rows_that_only_mention_a_workspace_stay() -> None:
    """Whoever names things after another's workspace, and then erases that, takes nothing from others."""
    target = id_at()
    person = registered(name=target, workspace_id=id_at())
    DynamoApiKeys(ACCOUNTS).add(api_key(person.workspace_id, name=target), audit_entry(person.workspace_id))
    DynamoAuditLog(ACCOUNTS).add(audited(person.workspace_id, person.id, after=target))
    before = everything()
    assert erase(Subject.WORKSPACE, target) == 0
    assert everything() == before


def test_of_a_user_their_id_is_left_in_what_others_keep() -> None:
    ada, eve = registered(), registered()
    home = eve.workspace_id
    join(ada, home)
    logged_in(ada, home)
    logged_in(eve, home)
    invited(home, ada.email)
    invited(home, "guest@example.com")
    DynamoApiKeys(ACCOUNTS).add(api_key(home, created_by=ada.id), audit_entry(home))
    DynamoApiKeys(ACCOUNTS).add(api_key(home, created_by=eve.id), audit_entry(home))
    log = DynamoAuditLog(ACCOUNTS)
    did, suffered = audited(home, ada.id, proof="password", user_agent="laptop"), audited(home, eve.id, email=ada.email)
    other = audited(home, eve.id, email="guest@example.com", user_agent="phone")
    linked = audited(home, ada.id, email="ada@another.example").model_copy(update={"action": Action.IDENTITY_LINKED})
    asked_guest = linked.model_copy(update={"id": id_at(), "action": Action.INVITATION_CREATED})
    for each in (did, suffered, other, linked, asked_guest):
        log.add(each)
    token = {"token_hash": id_at(), "purpose": Purpose.RESET, "user_id": ada.id, "email": ada.email}
    times = {"created_at": NOW, "expires_at": LATER, "password_mark": "m"}
    DynamoMailTokens(ACCOUNTS).add(MailToken.model_validate(token | times))
    DynamoOutbox(ACCOUNTS, lambda: NOW).send(ada.email, "For Ada", "Hello")
    DynamoOutbox(ACCOUNTS, lambda: NOW).send(eve.email, "For Eve", "Hello")
    asked = Asked(home, ada.id, "invite_somebody", "k" * 64, "f" * 64)
    facts = {"made_id": id_at(), "token": "t", "began_at": NOW, "lease_until": LATER, "expires_at": LATER}
    assert DynamoClaims(ACCOUNTS).add(Claim.model_validate(facts | {"asked": asked}))

    assert erase(Subject.USER, ada.id, ada.email) >= 10
    left = everything()
    assert not [row for row in left.values() if ada.email in row]
    naming = {pk for (_, pk, sk), row in left.items() if ada.id in row or ada.id in sk}
    actions = (Action.LOGGED_IN, Action.IDENTITY_LINKED, Action.INVITATION_CREATED)
    assert naming == {f"AUDIT#{home}", *(f"AUDIT#{home}#{action}" for action in actions)}
    entries = {each.id: each for each in log.page(home, 100).items}
    assert entries[did.id] == did.model_copy(update={"ip": None, "details": {"proof": "password"}})
    assert entries[suffered.id] == suffered.model_copy(update={"details": {}})
    assert entries[other.id] == other
    assert entries[linked.id] == linked.model_copy(update={"ip": None, "details": {}})
    assert entries[asked_guest.id] == asked_guest.model_copy(update={"ip": None})
    assert [key.created_by for key in DynamoApiKeys(ACCOUNTS).page(home, 10).items] == [eve.id]
    assert not [row for row in left.values() if "'APIKEY#" in row and eve.id not in row and "WORKSPACE" not in row]
    assert [json.loads(row["document"])["to"] for row in rows_of(ACCOUNTS) if row["pk"] == "OUTBOX"] == [eve.email]
    assert len(DynamoSessions(ACCOUNTS).of_user(eve.id)) == 1
    assert erase(Subject.USER, ada.id, ada.email) == 0


@pytest.mark.parametrize("less", ["", "01KJPY44E0", "*"])
def test_less_than_an_id_erases_nothing(less: str) -> None:
    with pytest.raises(ValueError, match="should match pattern"):
        erase(Subject.WORKSPACE, less)
