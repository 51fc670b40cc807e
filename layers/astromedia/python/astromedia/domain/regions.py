"""Where a campaign is read, as far as we know rules of the place: countries, and the union some of them are in."""

from collections.abc import Iterable
from enum import StrEnum

from .brief import Brief, Language


class Region(StrEnum):
    """A place whose rules are known. What holds in the EU holds in FR and DE too."""

    US = "US"
    CA = "CA"
    UK = "UK"
    EU = "EU"
    FR = "FR"
    DE = "DE"


PARENTS = {Region.FR: Region.EU, Region.DE: Region.EU}
BY_LANGUAGE = {Language.EN: (Region.US, Region.UK), Language.FR: (Region.FR,)}


def with_parents(regions: Iterable[Region]) -> tuple[Region, ...]:
    """`regions` and the unions they are in, each once, in the order of Region."""
    named = set(regions)
    return tuple(region for region in Region if region in named | {PARENTS.get(other) for other in named})


def regions_of(brief: Brief) -> tuple[Region, ...]:
    """The regions of a brief that names none: of its time zone's country, else those its languages are read in."""
    zone = brief.time_zone
    if found := next((region for region, zones in _ZONES.items() if zone in zones), None):
        return with_parents([found])
    if zone.startswith(("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")):
        return (Region.US,)
    if zone.startswith("Canada/"):
        return (Region.CA,)
    return with_parents(region for language in brief.languages for region in BY_LANGUAGE[language])


_ZONES: dict[Region, frozenset[str]] = {
    region: frozenset(f"{area}/{city}" for area, cities in areas.items() for city in cities.split())
    for region, areas in {
        Region.US: {
            "America": "New_York Chicago Denver Los_Angeles Phoenix Anchorage Adak Juneau Sitka Nome Yakutat Metlakatla"
            " Detroit Boise Menominee Indianapolis Fort_Wayne Louisville Puerto_Rico",
            "Pacific": "Honolulu",
        },
        Region.CA: {
            "America": "Toronto Montreal Vancouver Winnipeg Edmonton Calgary Regina Halifax St_Johns Moncton Iqaluit"
            " Whitehorse Yellowknife Swift_Current Thunder_Bay Goose_Bay Glace_Bay Rankin_Inlet Resolute Inuvik Dawson"
            " Dawson_Creek Fort_Nelson Cambridge_Bay Creston Blanc-Sablon Atikokan Rainy_River Nipigon Pangnirtung"
        },
        Region.UK: {"Europe": "London Belfast"},
        Region.FR: {
            "Europe": "Paris",
            "America": "Martinique Guadeloupe Cayenne St_Barthelemy Marigot",
            "Indian": "Reunion Mayotte",
        },
        Region.DE: {"Europe": "Berlin Busingen"},
        Region.EU: {
            "Europe": "Amsterdam Athens Bratislava Brussels Bucharest Budapest Copenhagen Dublin Helsinki Lisbon"
            " Ljubljana Luxembourg Madrid Malta Mariehamn Nicosia Prague Riga Rome Sofia Stockholm Tallinn Vienna"
            " Vilnius Warsaw Zagreb",
            "Atlantic": "Azores Canary Madeira",
            "Africa": "Ceuta",
            "Asia": "Nicosia Famagusta",
        },
    }.items()
}
