"""The ledger as a table: one row per phase, provider and model."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.money import ZERO
from astromedia.ledger.totals import CACHES


class CostRow(NamedTuple):
    """What one model was used for in one phase; amounts in US dollars, `input_tokens` with the provider's cached ones.

    `cached` of the calls were answered by our own cache, which saved `saved`.
    """

    phase: str
    provider: str
    model: str
    calls: int
    cached: int
    input_tokens: int
    output_tokens: int
    cost: Decimal
    saved: Decimal


class Costs(NamedTuple):
    rows: Sequence[CostRow]
    total: CostRow


def costs(entries: Sequence[LedgerEntry], order: Sequence[str]) -> Costs:
    """The rows in the order of the phases named in `order` (others last), and their sum."""
    groups: dict[tuple[str, str, str], list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.phase, entry.provider, entry.model].append(entry)
    place = {phase: i for i, phase in enumerate(order)}
    rows = [_row(*names, group) for names, group in groups.items()]
    rows.sort(key=lambda row: (place.get(row.phase, len(place)), row))
    return Costs(rows, _row("", "", "", entries))


def _row(phase: str, provider: str, model: str, entries: Sequence[LedgerEntry]) -> CostRow:
    used = [entry.usage for entry in entries]
    return CostRow(
        phase,
        provider,
        model,
        calls=len(entries),
        cached=sum(entry.source in CACHES for entry in entries),
        input_tokens=sum(usage.prompt_tokens for usage in used),
        output_tokens=sum(usage.output_tokens for usage in used),
        cost=sum((entry.cost for entry in entries), ZERO),
        saved=sum((entry.saved for entry in entries), ZERO),
    )
