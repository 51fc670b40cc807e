"""The review of a campaign's outputs: the findings, and what follows from them. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from astromedia.domain.brief import Language
from astromedia.domain.regions import Region, regions_of, with_parents

from ..definition import Context
from .check import Place, check
from .finding import Checklist, Finding, Item, Status, Verdict
from .law import Severity, duties, laws

MOST_PER_RULE, MOST = 5, 60
# What is for the team, not for the audience: whole outputs, and fields of others.
INTERNAL = frozenset({"research", "strategy", "analytics", "compliance"})
UNREAD = {
    "copy": {"angle"},
    "scriptwriting": {"picture"},
    "visuals": {"art_direction", "mood"},
    "video": {"concept"},
    "distribution": {"cadence", "reasons"},
}
_WORST: tuple[Severity, ...] = ("block", "warn")
_VERDICTS: Mapping[Severity, Verdict] = {"block": "BLOCK", "warn": "WARN"}
# How many points of each kind there are, as one and as several; then what joins them, and what is said of none.
_CLAUSES: Mapping[Language, Mapping[Severity, tuple[str, str]]] = {
    Language.EN: {
        "block": ("one point must be settled before publishing", "{} points must be settled before publishing"),
        "warn": ("a person should look at one point", "a person should look at {} points"),
    },
    Language.FR: {
        "block": ("un point à régler avant de publier", "{} points à régler avant de publier"),
        "warn": ("un point à faire vérifier par une personne", "{} points à faire vérifier par une personne"),
    },
}
_AND = {Language.EN: ", and ", Language.FR: ", et "}
_NONE = {
    Language.EN: "none of the rules that were looked at is broken",
    Language.FR: "aucune des règles examinées n'est enfreinte",
}


class Review(NamedTuple):
    """What code found: all findings, what blocks first."""

    place: Place
    findings: Sequence[Finding]

    @property
    def regions(self) -> Sequence[Region]:
        """The regions whose rules were looked at."""
        return with_parents(self.place.regions)

    @property
    def verdict(self) -> Verdict:
        """BLOCK if anything blocks, WARN if anything warns."""
        return _VERDICTS.get(self.findings[0].severity, "PASS") if self.findings else "PASS"

    @property
    def listed(self) -> list[Finding]:
        """The findings that are told one by one: some of each rule, so that one fault does not bury the others."""
        counts: Counter[str] = Counter()
        kept = []
        for finding in self.findings:
            counts[finding.rule] += 1
            if counts[finding.rule] <= MOST_PER_RULE:
                kept.append(finding)
        return kept[:MOST]

    def outcome(self) -> str:
        """How it came out, as half a sentence in the brief's language."""
        language = self.place.brief.language
        counts = Counter(finding.severity for finding in self.findings)
        clauses = [
            words[counts[kind] > 1].format(counts[kind]) for kind, words in _CLAUSES[language].items() if counts[kind]
        ]
        return _AND[language].join(clauses) or _NONE[language]

    def checklists(self) -> list[Checklist]:
        """One per region."""
        return [
            Checklist(region=region, items=[*self._rules(region), *self._duties(region)]) for region in self.regions
        ]

    def _rules(self, region: Region) -> Iterator[Item]:
        brief = self.place.brief
        for law in laws():
            used = not law.channels or not set(law.channels).isdisjoint(brief.channels)
            if region in law.sources and used and self.place.concerns(law):
                status = self._status(law.id, region)
                yield Item(rule=law.id, title=law.title[brief.language], status=status, source=law.sources[region])

    def _status(self, rule: str, region: Region) -> Status:
        found = {finding.severity for finding in self.findings if finding.rule == rule and region in finding.regions}
        return next((status for status in _WORST if status in found), "pass")

    def _duties(self, region: Region) -> Iterator[Item]:
        brief = self.place.brief
        for duty in duties():
            used = not duty.channels or not set(duty.channels).isdisjoint(brief.channels)
            if duty.region == region and used:
                yield Item(rule=None, title=duty.todo[brief.language], status="to_do", source=duty.source)


def review(context: Context) -> Review:
    """What breaks the rules of the phase's regions or, if it names none, of the brief's."""
    named = context.rule.regions(context.brief) if context.rule else ()
    place = Place(context.brief, named or regions_of(context.brief))
    found = [
        finding
        for name, output in context.inputs.items()
        if name not in INTERNAL
        for finding in check({name: output}, place, UNREAD.get(name, ()))
    ]
    return Review(place, sorted(found, key=lambda finding: finding.severity != "block"))
