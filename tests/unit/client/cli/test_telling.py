"""What events say, in words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from astromedia.domain.event import EventType
from astromedia_client.cli.telling import event_line, told
from astromedia_client.models import Event

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def event(type: str, **data: Any) -> Event:
    return Event(sequence=1, type=type, at=NOW, phase="copy" if type.startswith("phase.") else None, data=data)


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (event("campaign.launched", by="01ANA"), "by 01ANA"),
        (event("campaign.started", run=2), "run 2"),
        (event("campaign.retried", run=2, kept=7), "run 2, 7 phases kept"),
        (event("campaign.changed", governance="AUTO", brief={}), "now brief, governance"),
        (event("campaign.failed", error="Timeout", detail="phase\ncopy"), "Timeout: phase copy"),
        (event("campaign.created", name="N", playbook="naming"), "name=N playbook=naming"),
        (event("phase.started", revision=1, agent="copywriter"), "copywriter"),
        (event("phase.started", revision=2, agent="seo", feedback="Short"), "revision 2, seo, answers “Short”"),
        (event("phase.retried", revision=1, agent="copywriter"), "again, copywriter"),
        (
            event("phase.awaiting_approval", expires_at="2026-03-09T10:00:00Z", assignee="01BO", reason="a claim"),
            "waits for an approval by 01BO until 2026-03-09 10:00 UTC (a claim)",
        ),
        (event("phase.awaiting_approval", expires_at="soon"), "waits for an approval until soon"),
        (event("phase.approved", decision="edited", decided_by="01BO", comment="Yes"), "with edits by 01BO “Yes”"),
        (event("phase.approved", decision="approved", decided_by=None), "as nobody decided"),
        (
            event("phase.rejected", feedback="No", decided_by="01BO", next_revision=2),
            "by 01BO, “No”, revision 2 follows",
        ),
        (event("phase.expired", on_expiry="fail"), "nobody decided, so it is to fail"),
        (event("phase.completed", agent="seo", cost="0.1", response="Done", content_hash="ab"), "seo, USD 0.10, Done"),
        (event("phase.completed", cost="much"), "much"),
        (event("phase.skipped", was="IDLE"), "was IDLE"),
        (event("asset.created", asset_id="01A", name="hero.png"), "hero.png"),
        (
            event("cost.settled", cost="0.01", provider="openai", model="gpt", source="cache"),
            "USD 0.01, openai/gpt, from the cache",
        ),
        (event("comet.seen", tail=3, gone={}), "tail=3"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_an_event_says_what_happened(happened: Event, words: str) -> None:
    assert told(happened) == words


@pytest.mark.parametrize("type", EventType)
def test_whatever_an_event_lacks_it_is_one_line(type: str) -> None:
    assert event_line(event(type)).startswith(f"2026-03-02 00:00:00  {type}")
    strange = event(type, revision="x\ny", by=None, cost=[], expires_at=3, feedback={}, error=None, was=0, name=None)
    assert "\n" not in event_line(strange)
