"""Which rules a campaign is read under."""

from zoneinfo import available_timezones

import pytest

from astromedia.domain.brief import Language
from astromedia.domain.regions import BY_LANGUAGE, Region, regions_of, with_parents
from astromedia.domain.rules import ValidationRule

from .briefs import brief


@pytest.mark.parametrize(
    ("zone", "languages", "regions"),
    [
        ("America/New_York", ["en"], "US"),
        ("America/Indiana/Knox", ["fr"], "US"),
        ("US/Pacific", ["en"], "US"),
        ("America/Toronto", ["fr", "en"], "CA"),
        ("Canada/Atlantic", ["en"], "CA"),
        ("Europe/London", ["en"], "UK"),
        ("Europe/Paris", ["en"], "EU FR"),
        ("Indian/Reunion", ["fr"], "EU FR"),
        ("Europe/Berlin", ["en"], "EU DE"),
        ("Europe/Madrid", ["en"], "EU"),
        ("Atlantic/Canary", ["en"], "EU"),
        ("UTC", ["en"], "US UK"),
        ("Asia/Tokyo", ["fr"], "EU FR"),
        ("UTC", ["fr", "en"], "US UK EU FR"),
    ],
)
def test_the_time_zone_says_where_it_is_read_or_else_the_languages(
    zone: str, languages: list[str], regions: str
) -> None:
    assert " ".join(regions_of(brief(time_zone=zone, languages=languages))) == regions


def test_a_country_is_in_its_union() -> None:
    assert with_parents([Region.DE, Region.US, Region.DE]) == (Region.US, Region.EU, Region.DE)
    assert with_parents([]) == ()


def test_every_zone_and_language_has_regions() -> None:
    assert BY_LANGUAGE.keys() == set(Language)
    assert all(regions_of(brief(time_zone=zone)) for zone in available_timezones())


def test_a_rule_names_regions_or_leaves_them_to_the_brief() -> None:
    here = brief(time_zone="Europe/London")
    assert ValidationRule().regions(here) == ()
    assert ValidationRule(compliance=("auto",)).regions(here) == (Region.UK,)
    assert ValidationRule.model_validate({"compliance": ["FR", "auto"]}).regions(here) == (
        Region.UK,
        Region.EU,
        Region.FR,
    )
