"""The book before it is drawn: everything a template shows, worked out. Pure: records and a moment in, a book out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from astromedia.domain.campaign import Phase, PhaseStatus

from . import charts
from .chapters import Chapter, chapters, title
from .costs import Costs, costs
from .provenance import Detour, detours, drafted_offline
from .source import Source, finished
from .theme import NEUTRAL, Theme, theme


class Lap(NamedTuple):
    """A phase on the timeline: how long it took (seconds; None while it runs), since when, and its bar."""

    phase: Phase
    title: str
    seconds: Decimal | None
    start: Decimal
    bar: charts.Bar


class Timeline(NamedTuple):
    """The phases that started; seconds from the first start to the last end, and of all of them added up."""

    laps: Sequence[Lap]
    ticks: Sequence[charts.Tick]
    elapsed: Decimal
    work: Decimal


@dataclass(frozen=True, kw_only=True)
class Book:
    """All a template needs besides words and formats of the language."""

    source: Source
    theme: Theme
    chapters: Sequence[Chapter]
    titles: Mapping[str, str]
    missing: Sequence[Phase]
    offline: Mapping[str, Literal["all", "media"]]
    detours: Sequence[tuple[Phase, Sequence[Detour]]]
    timeline: Timeline
    costs: Costs
    strategy: Any
    analytics: Any
    posts: int

    def offline_titles(self, kind: str) -> Sequence[str]:
        """The titles of the phases that were drafted offline: "all" of their work, or their "media"."""
        return [self.titles[name] for name, made in self.offline.items() if made == kind]


def book(source: Source) -> Book:
    """The book of a campaign in any state: what is finished is shown, what is not is named."""
    visuals, plan = source.output("designer"), source.output("social")
    colors = (visuals.palette.primary, visuals.palette.accent) if visuals else NEUTRAL
    titles = {phase.name: title(phase, source) for phase in source.phases}
    return Book(
        source=source,
        theme=theme(*colors),
        chapters=chapters(source),
        titles=titles,
        missing=[p for p in source.phases if not finished(p) and p.status is not PhaseStatus.SKIPPED],
        offline=drafted_offline(source.phases, [f.asset for f in source.figures], source.entries),
        detours=[(phase, found) for phase in source.phases if (found := detours(phase.attempts))],
        timeline=timeline(source.phases, titles, source.now),
        costs=costs(source.entries, [phase.name for phase in source.phases]),
        strategy=source.output("strategist"),
        analytics=source.output("analytics"),
        posts=len(plan.posts) if plan else 0,
    )


def timeline(phases: Sequence[Phase], titles: Mapping[str, str], now: datetime) -> Timeline:
    """The phases on one scale of seconds that starts with the first of them; one still running lasts until `now`."""
    spans = [(p, p.started_at, max(p.started_at, p.ended_at or now)) for p in phases if p.started_at]
    if not spans:
        return Timeline((), (), Decimal(0), Decimal(0))
    first = min(start for _, start, _ in spans)
    elapsed = _seconds(first, max(end for _, _, end in spans))
    laps = [
        Lap(p, titles[p.name], p.seconds, start, charts.bar(start, _seconds(first, ended), elapsed))
        for p, start, ended in ((p, _seconds(first, began), ended) for p, began, ended in spans)
    ]
    work = sum((lap.seconds for lap in laps if lap.seconds is not None), Decimal(0))
    return Timeline(laps, charts.duration_ticks(elapsed), elapsed, work)


def _seconds(start: datetime, end: datetime) -> Decimal:
    return Decimal(str(round((end - start).total_seconds(), 3)))
