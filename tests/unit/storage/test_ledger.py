from datetime import timedelta
from decimal import Decimal

from astromedia.domain.ports import LedgerEntries
from tests.samples import NOW, campaign, entry, id_at


def test_an_entry_is_added_once(ledger: LedgerEntries) -> None:
    made = campaign()
    first = entry(made, cost=Decimal("0.000000001"))
    assert ledger.add(first) is True
    assert ledger.add(first.model_copy(update={"cost": Decimal(9)})) is False
    assert list(ledger.of_campaign(made.workspace_id, made.id)) == [first]


def test_entries_are_read_in_order_of_id_and_in_pages(ledger: LedgerEntries) -> None:
    made = campaign()
    entries = [entry(made, id=id_at(i)) for i in range(5)]
    for each in reversed(entries):
        ledger.add(each)
    first = ledger.page(made.workspace_id, made.id, 3)
    second = ledger.page(made.workspace_id, made.id, 3, first.next_position)
    assert [*first.items, *second.items] == entries == list(ledger.of_campaign(made.workspace_id, made.id))
    assert second.next_position is None


def test_other_workspaces_and_campaigns_have_their_own(ledger: LedgerEntries) -> None:
    made = campaign()
    ledger.add(entry(made))
    assert ledger.page("W2", made.id, 10) == ([], None)
    assert ledger.page(made.workspace_id, id_at(), 10) == ([], None)


def test_what_a_workspace_spent_is_listed_by_time_across_campaigns(ledger: LedgerEntries) -> None:
    one, two = campaign(workspace_id="W-since"), campaign(workspace_id="W-since")
    made = [entry(of, id=id_at(i), at=NOW + timedelta(seconds=i)) for i, of in enumerate((one, two, one, two))]
    for each in reversed(made):
        ledger.add(each)
    ledger.add(entry(campaign(workspace_id="W-other"), at=NOW + timedelta(seconds=1)))
    assert ledger.since("W-since", NOW, NOW + timedelta(seconds=9)) == made
    assert ledger.since("W-since", NOW + timedelta(seconds=1), NOW + timedelta(seconds=3)) == made[1:3]
