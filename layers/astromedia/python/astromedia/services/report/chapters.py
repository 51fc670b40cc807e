"""Which chapter an agent's phase becomes. What is not in the table is shown key by key, so any playbook has a book."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from astromedia.domain.campaign import Phase

from . import details
from .labels import label
from .media import Figure
from .provenance import Detour, detours
from .source import Source, finished, typed_output


class Page(NamedTuple):
    """A chapter's template (its name is the title's label too), its headings, and what is worked out for it."""

    name: str
    headings: Sequence[str]
    details: Callable[[Any, Source], Mapping[str, Any]] = lambda _output, _source: {}


class Heading(NamedTuple):
    """A heading within a chapter: its label's key and its anchor."""

    key: str
    id: str


class Chapter(NamedTuple):
    """One phase's chapter. `output` is the agent's model, or the mapping as it came when the template is `other`."""

    id: str
    title: str
    template: str
    headings: Sequence[Heading]
    phase: Phase
    output: Any
    details: Mapping[str, Any]
    figures: Sequence[Figure]
    detours: Sequence[Detour]

    def anchor(self, key: str) -> str:
        """The anchor of a heading."""
        return f"{self.id}-{key}"


PAGES: dict[str, Page] = {
    "analyst": Page("market", ("trends", "personas", "rivals", "insights", "swot")),
    "strategist": Page("strategy", ("pillars", "objectives", "budget_split", "roadmap"), details.strategy_details),
    "scriptwriter": Page("scripts", ("short_script", "long_script"), details.scripts_details),
    "seo": Page("seo", ("search_preview", "keywords", "outline", "questions"), details.seo_details),
    "copywriter": Page("copy", ("taglines", "by_channel"), details.copy_details),
    "content_writer": Page("article", (), details.article_details),
    "designer": Page("visuals", ("palette", "concepts"), details.visuals_details),
    "video_producer": Page("video", ("storyboard",), details.video_details),
    "social": Page("distribution", ("calendar", "schedule"), details.posts_details),
    "analytics": Page("measurement", ("indicators", "experiments", "checkpoints", "risks", "next_steps")),
    "compliance": Page("compliance", ("findings", "checklists")),
}


def chapters(source: Source) -> tuple[Chapter, ...]:
    """A chapter per finished phase, in the order of the playbook."""
    return tuple(_chapter(phase, source) for phase in source.phases if finished(phase))


def title(phase: Phase, source: Source) -> str:
    """What the phase is called in the book: its title, a label if it does what its agent always does, else its name."""
    if phase.title:
        return phase.title
    page = PAGES.get(phase.agent)
    twice = sum(other.agent == phase.agent for other in source.phases) > 1
    return label(page.name, source.language) if page and not twice else humanised(phase.name)


def chapter_id(phase: Phase) -> str:
    """The phase's anchor; its position keeps two names apart that differ in signs only."""
    return f"{re.sub(r'[^a-z0-9]+', '-', phase.name.lower()).strip('-')}-{phase.position}"


def humanised(name: str) -> str:
    """A key as words: legal_review -> Legal review."""
    text = name.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:]


def _chapter(phase: Phase, source: Source) -> Chapter:
    output = typed_output(phase)
    page = PAGES.get(phase.agent) if output is not None else None
    chapter = chapter_id(phase)
    return Chapter(
        id=chapter,
        title=title(phase, source),
        template=page.name if page else "other",
        headings=[Heading(key, f"{chapter}-{key}") for key in page.headings] if page else [],
        phase=phase,
        output=output if page else phase.output,
        details=page.details(output, source) if page else {},
        figures=source.figures_of(phase.name),
        detours=detours(phase.attempts),
    )
