"""From an output and a brief to findings: which text breaks which rule where. Pure; it never asks a model."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from re import Pattern
from typing import Any, NamedTuple

from astromedia.domain.brief import Brief, Language
from astromedia.domain.regions import Region, with_parents
from astromedia.domain.texts import Text

from .finding import Finding
from .law import Law, Patterns, laws
from .pieces import Piece, pieces
from .reading import any_of, denied, escaped, plain, quote, sentence


class Place(NamedTuple):
    """Whose rules are looked at, for whom."""

    brief: Brief
    regions: Sequence[Region]

    def sources(self, law: Law) -> Mapping[Region, str]:
        """By region, where the rule is from; empty if it does not hold here."""
        return {region: law.sources[region] for region in with_parents(self.regions) if region in law.sources}

    def concerns(self, law: Law) -> bool:
        """Whether the rule holds here and is about such a brief."""
        return bool(self.sources(law)) and _is_about(law, self.brief)


class _Ready(NamedTuple):
    """A rule with its patterns for one brief, made once."""

    law: Law
    says: Mapping[Language, Pattern[str]]
    unless: Mapping[Language, Pattern[str]]
    cleared_by: Pattern[str]


def check(output: Any, place: Place, unread: Collection[str] = ()) -> list[Finding]:
    """What in `output` breaks the rules of the place, what blocks first; keys in `unread` are skipped."""
    concerned = [_ready(law, place.brief) for law in laws() if place.concerns(law)]
    found = {
        (finding.rule, finding.field): finding
        for piece in pieces(output, place.brief.languages, unread)
        for ready in concerned
        if not ready.law.channels or piece.channel in ready.law.channels
        for finding in _broken(ready, piece, place)
    }
    return sorted(found.values(), key=lambda finding: finding.severity != "block")


def _ready(law: Law, brief: Brief) -> _Ready:
    names = {"{company}": escaped([brief.company.name]), "{competitors}": escaped(brief.company.competitors)}

    def compiled(patterns: Sequence[str]) -> Pattern[str]:
        return any_of(tuple(_filled(pattern, names) for pattern in patterns))

    says, unless = (
        {language: compiled(patterns.get(language, ())) for language in Language} for patterns in (law.says, law.unless)
    )
    return _Ready(law, says, unless, compiled(law.cleared_by))


def _broken(ready: _Ready, piece: Piece, place: Place) -> Iterator[Finding]:
    read = [plain(text.text) for text in piece.texts]
    if any(ready.cleared_by.search(text) for text in read):
        return
    if not ready.law.says:
        if piece.body is not None:
            yield _finding(ready.law, piece.body, None, place)
        return
    for text, original in zip(read, piece.texts, strict=True):
        if span := _said(ready, text, piece.languages):
            yield _finding(ready.law, original, quote(original.text, *span), place)


def _said(ready: _Ready, text: str, languages: Sequence[Language]) -> tuple[int, int] | None:
    """Where the text first says what the rule is about without an excuse."""
    for language in languages:
        for match in ready.says[language].finditer(text):
            around, before = sentence(text, *match.span())
            if not ready.unless[language].search(around) and not (ready.law.negated and denied(before)):
                return match.span()
    return None


def _finding(law: Law, text: Text, words: str | None, place: Place) -> Finding:
    sources, language = place.sources(law), place.brief.language
    return Finding(
        rule=law.id,
        severity=law.severity_in(list(sources)),
        regions=list(sources),
        field=text.path,
        quote=words,
        why=law.why[language],
        todo=law.todo[language],
        sources=[f"{region}: {source}" for region, source in sources.items()],
    )


def _is_about(law: Law, brief: Brief) -> bool:
    company = brief.company
    offer = f"{company.industry}\n{company.offer}"
    plan = "\n".join([*brief.goals, brief.notes or ""])
    if law.unless_offer and any_of(law.unless_offer).search(plain(offer)):
        return False
    return _matches(law.offer, offer) and _matches(law.plan, plan)


def _matches(patterns: Patterns, text: str) -> bool:
    """Whether one pattern of either language is in the text; without patterns, anything will do."""
    every = tuple(pattern for some in patterns.values() for pattern in some)
    return not every or any_of(every).search(plain(text)) is not None


def _filled(pattern: str, names: Mapping[str, str]) -> str:
    for name, words in names.items():
        pattern = pattern.replace(name, words)
    return pattern
