"""Lists as tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from rich import box
from rich.table import Table
from rich.text import Text

from ..models import Asset, Campaign, Costs, LedgerEntry, Phase, PhaseCost
from .board import mark_of
from .failures import one_line
from .format import author, elapsed, money, title

RIGHT = {"Time", "Cost", "Saved", "Size", "Used"}

PROMPT = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens")
"""The classes of tokens that a model reads."""


def table(headings: Sequence[str], rows: Iterable[Sequence[str | Text]], footer: Sequence[str] = ()) -> Table:
    """A plain table: numbers to the right, a footer under a line if there is one."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=bool(footer))
    for heading, foot in zip(headings, footer or [""] * len(headings), strict=True):
        made.add_column(heading, foot, justify="right" if heading in RIGHT else "left", overflow="fold")
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(one_line(cell)) for cell in row))
    return made


def campaigns_table(campaigns: Iterable[Campaign]) -> Table:
    """A row per campaign."""
    rows = ((c.id, c.name, mark_of(c.status), f"{c.created_at:%Y-%m-%d %H:%M}") for c in campaigns)
    return table(["Id", "Name", "Status", "Created (UTC)"], rows)


def phases_table(phases: Iterable[Phase], costs: Costs | None = None) -> Table:
    """A row per phase; with `costs`, what the ledger says each cost and the total."""
    paid = {} if costs is None else {entry.phase: entry for entry in costs.by_phase}
    footer = ("Total", "", "", "", money(costs.total, costs.currency), money(costs.saved), "") if costs else ()
    now = datetime.now(UTC)
    rows = (
        (title(p), p.agent, mark_of(p.status), elapsed(p, now), *_paid(paid.get(p.name, p)), author(p)) for p in phases
    )
    return table(["Phase", "Agent", "Status", "Time", "Cost", "Saved", "Model"], rows, footer)


def _paid(part: PhaseCost | Phase) -> tuple[str, str]:
    """What it cost, and what the cache saved."""
    return money(part.cost), money(part.saved)


def assets_table(assets: Iterable[Asset]) -> Table:
    """A row per asset; sizes in bytes."""
    rows = ((a.id, a.name, a.kind, a.variant or "", a.phase or "", f"{a.size:,}", a.status) for a in assets)
    return table(["Id", "Name", "Kind", "Variant", "Phase", "Size", "Status"], rows)


def costs_table(costs: Costs) -> Table:
    """A row per model call as they were made, and the total."""
    rows = (_ledger_row(entry) for entry in sorted(costs.items, key=lambda entry: entry.at))
    footer = ("Total", "", "", money(costs.total, costs.currency), money(costs.saved), "")
    return table(["Phase", "Model", "Used", "Cost", "Saved", "From"], rows, footer)


def _ledger_row(entry: LedgerEntry) -> tuple[str, ...]:
    source = f"{entry.source} (worst case)" if entry.estimated else entry.source
    maker = f"{entry.provider}/{entry.model}"
    return entry.phase, maker, used(entry.usage), money(entry.cost, entry.currency), money(entry.saved), source


def used(usage: Mapping[str, int | float | str]) -> str:
    """What was used, in the units that are priced: "1594 in, 1460 out", "1 image"."""
    tokens_in = sum(int(usage.get(name, 0)) for name in PROMPT)
    amounts = {
        "in": tokens_in,
        "out": usage.get("output_tokens", 0),
        "image": usage.get("images", 0),
        "s of video": usage.get("video_seconds", 0),
    }
    return ", ".join(f"{amount} {unit}" for unit, amount in amounts.items() if amount)
