"""A fault of the table is told as it is: never as a conflict, never as a thing that is not there."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from pynamodb.exceptions import PynamoDBException

from astromedia.domain.change import Change
from astromedia.domain.gate import Gate
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.api_keys import DynamoApiKeys
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.gates import DynamoGates
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.memberships import DynamoInvitations, DynamoMemberships
from tests.samples import NOW, api_key, audit_entry, campaign, entry, event, member, user, workspace
from tests.unit.storage.test_budgets import MONTH, hold

NOWHERE = "no-such-table"
MADE = campaign()
ADA = user()
WRITES: dict[str, Callable[[], object]] = {
    "accounts": lambda: DynamoAccounts(NOWHERE).add(ADA, workspace(), member("W1", ADA.id)),
    "name": lambda: DynamoMemberships(NOWHERE).rename(workspace(), "Cave", audit_entry("W1")),
    "member": lambda: DynamoMemberships(NOWHERE).replace(member("W1", ADA.id), None, None, audit_entry("W1")),
    "invitation": lambda: DynamoInvitations(NOWHERE).remove("W1", "I1", audit_entry("W1")),
    "new key": lambda: DynamoApiKeys(NOWHERE).add(api_key("W1"), audit_entry("W1")),
    "key": lambda: DynamoApiKeys(NOWHERE).revoke(api_key("W1"), NOW, audit_entry("W1")),
    "new campaign": lambda: DynamoCampaigns(NOWHERE).add(MADE, [], {}, event(MADE)),
    "campaign": lambda: DynamoCampaigns(NOWHERE).commit(Change("W1", MADE.id, campaign=MADE)),
    "gate": lambda: DynamoGates(NOWHERE).put(Gate("W1", MADE.id, "copy", "token", "R1", NOW)),
    "ledger": lambda: DynamoLedgerEntries(NOWHERE).add(entry(MADE)),
    "hold": lambda: DynamoBudgets(NOWHERE).hold(hold(MADE.workspace_id)),
    "release": lambda: DynamoBudgets(NOWHERE).release(hold(MADE.workspace_id)),
    "cap": lambda: DynamoBudgets(NOWHERE).set_cap(MADE.workspace_id, MONTH, Decimal(1)),
    "plan": lambda: DynamoBudgets(NOWHERE).set_plan(MADE.workspace_id, "team", NOW),
    "alert": lambda: DynamoBudgets(NOWHERE).alerted(MADE.workspace_id, MONTH, 50),
}
READS: dict[str, Callable[[], object]] = {
    "user": lambda: DynamoAccounts(NOWHERE).user("U1"),
    "campaign": lambda: DynamoCampaigns(NOWHERE).get("W1", MADE.id),
    "budgets": lambda: DynamoBudgets(NOWHERE).read(MADE.workspace_id, [MONTH]),
    "phases": lambda: DynamoCampaigns(NOWHERE).phases("W1", MADE.id),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_failed_write_raises(aws: None, name: str) -> None:
    with pytest.raises(PynamoDBException):
        WRITES[name]()


@pytest.mark.parametrize("name", READS)
def test_a_failed_read_raises(aws: None, name: str) -> None:
    with pytest.raises(PynamoDBException):
        READS[name]()
