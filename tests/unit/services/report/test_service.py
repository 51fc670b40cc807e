import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from astromedia.domain.errors import NotFound
from astromedia.domain.ids import new_id

from .samples import NOW, WORKSPACE, entry_of, outputs, records

OTHER = new_id(datetime(2026, 1, 1, tzinfo=UTC))


def test_the_data_are_the_book_as_json() -> None:
    found = records("fr")
    found.ledger.add(entry_of(found.campaign, "seo", provider="openai", model="gpt", cost=Decimal("0.000000012")))
    data = json.loads(json.dumps(found.reports.data(WORKSPACE, found.campaign.id)))
    assert data["campaign"]["id"] == found.campaign.id
    assert data["brief"]["company"]["name"] == "Maison Levain"
    assert {phase["name"]: phase["output"] for phase in data["phases"]} == outputs("fr")
    assert len(data["assets"]) == 5
    assert (data["costs"]["total"], data["costs"]["saved"], data["costs"]["cached"]) == ("0.000000012", "0.00", 0)
    assert data["costs"]["calls"] == sum(row["calls"] for row in data["costs"]["rows"]) == 12


def test_no_key_of_the_store_leaves_it() -> None:
    found = records("en")
    text = json.dumps(found.reports.data(WORKSPACE, found.campaign.id))
    assert WORKSPACE not in text
    assert WORKSPACE not in found.html()


def test_another_workspace_has_no_such_campaign() -> None:
    found = records("en")
    with pytest.raises(NotFound):
        found.reports.html(OTHER, found.campaign.id, NOW)
    with pytest.raises(NotFound):
        found.reports.data(OTHER, found.campaign.id)


def test_the_same_records_make_the_same_book() -> None:
    assert records("en").html() == records("en").html()
