"""`make cost`: a real campaign is counted, and a stage's month is reckoned from it."""

from decimal import Decimal

from infra.cost.__main__ import MONTHS, report, templates, use_of
from infra.cost.bill import bill, total
from infra.cost.counting import counted
from infra.cost.prices import prices
from infra.cost.standing import clocked
from infra.local import LocalCloud
from infra.local.demo import BRIEF

from .conftest import ROOT


def test_a_campaign_is_counted_and_its_month_reckoned(cloud: LocalCloud) -> None:
    stage = templates("dev")
    counts = counted(cloud, clocked(stage), ROOT / BRIEF)
    used = counts.campaign
    assert counts.runs.keys() == clocked(stage).keys()
    # Ten phases, each a state with a Lambda of its own, and at least a call of a model for each.
    assert used["state_transitions"] >= 10
    assert counts.calls >= 10
    assert counts.functions >= {"astromedia-dev-analyst", "astromedia-dev-video-producer", "astromedia-dev-api"}
    assert used["lambda_requests"] >= 10 + used["api_requests"]
    for key in ("table_reads", "table_writes", "events", "file_writes", "log_gb", "cache_units"):
        assert used[key] > 0, key
    assert min(counts.kept.values()) > 0
    use = use_of(stage, counts, Decimal(20))
    idle, *months = (total(bill(use, prices(), campaigns)) for campaigns in MONTHS)
    assert Decimal(0) < idle < months[0] < months[1] < months[2]
    assert any(line.startswith("  1,000,000") for line in report("dev", use, prices()))
