"""The rules as data: whole, in two languages, with their sources, and written down for people."""

import re
from pathlib import Path

import pytest

from astromedia.agents.compliance.law import Law, duties, laws
from astromedia.domain.brief import Language
from astromedia.domain.regions import Region

DOCS = (Path(__file__).parents[4] / "docs" / "compliance.md").read_text(encoding="utf-8")


def test_rules_have_names_of_their_own() -> None:
    assert len({law.id for law in laws()}) == len(laws())


@pytest.mark.parametrize("law", laws(), ids=lambda law: law.id)
def test_a_rule_is_whole(law: Law) -> None:
    for words in (law.title, law.why, law.todo):
        assert words.keys() == set(Language)
    assert law.says.keys() in (set(), set(Language))
    assert law.says or law.channels
    assert law.sources
    assert set(law.block_in) <= law.sources.keys()


@pytest.mark.parametrize("law", laws(), ids=lambda law: law.id)
def test_its_patterns_are_bounded(law: Law) -> None:
    """What repeats without end is one kind of sign only, so that no text makes a search slow."""
    several = [*law.says.values(), *law.unless.values(), *law.plan.values(), *law.offer.values()]
    for pattern in [*(each for some in several for each in some), *law.cleared_by]:
        assert re.compile(pattern.replace("{company}", "x").replace("{competitors}", "x"))
        assert not re.search(r"\)[*+]|\.[*+]", pattern), pattern


@pytest.mark.parametrize("law", laws(), ids=lambda law: law.id)
def test_it_is_in_the_docs_with_its_sources(law: Law) -> None:
    (row,) = [line for line in DOCS.splitlines() if line.startswith(f"| `{law.id}` |")]
    assert law.title[Language.EN] in row
    assert f"| {law.severity}" in row
    assert all(f"**{region}** {source}" in row for region, source in law.sources.items())


def test_every_region_has_rules_and_duties() -> None:
    assert {region for law in laws() for region in law.sources} == set(Region)
    assert {duty.region for duty in duties()} == set(Region)
    assert all(duty.todo.keys() == set(Language) and duty.source for duty in duties())
