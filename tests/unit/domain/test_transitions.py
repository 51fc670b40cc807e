"""What becomes of a phase, and what its timeline says of it."""

from decimal import Decimal

from astromedia.domain.ledger import Entries
from astromedia.domain.transitions import spend_of
from tests.samples import campaign, entry, phase


def test_a_phase_spent_what_its_revision_did() -> None:
    of = campaign()
    mine = phase(of, name="copy", revision=2)
    paid = [entry(of, phase="copy", revision=2, cost=cost) for cost in ("0.10", "0.05")]
    hit = entry(of, phase="copy", revision=2, cost="0", saved="0.30")
    others = [entry(of, phase="copy", revision=1), entry(of, phase="seo", revision=2)]
    spend = spend_of(mine, Entries([*paid, hit, *others]))
    assert (spend.cost, spend.saved) == (Decimal("0.15"), Decimal("0.30"))


def test_a_call_that_nobody_ended_counts_as_its_worst_case_once() -> None:
    of = campaign()
    mine = phase(of, name="copy")
    settled, lost = entry(of, phase="copy", cost="0.10"), entry(of, phase="copy", cost="0.25")
    spend = spend_of(mine, Entries([settled], [settled.model_copy(update={"cost": Decimal(9)}), lost]))
    assert spend.cost == Decimal("0.35")
