from datetime import timedelta

from astromedia.domain.campaign import Attempt, Failure
from astromedia.services.report.provenance import detours, drafted_offline

from .samples import START, entry_of, records

BROKEN = Failure(error="OutputInvalid", detail="keywords: a term comes twice")


def attempt(provider: str, failure: Failure | None = None) -> Attempt:
    return Attempt(provider=provider, model="m", failure=failure)


def test_a_repair_and_then_a_fallback() -> None:
    found = detours([attempt("openai", BROKEN), attempt("openai", BROKEN), attempt("offline")])
    assert [detour.kind for detour in found] == ["repair", "fallback"]
    assert found[1].then == attempt("offline")


def test_a_last_failure_has_nobody_after_it() -> None:
    assert [(d.kind, d.then) for d in detours([attempt("openai", BROKEN)])] == [("gave_up", None)]


def test_no_failure_is_no_detour() -> None:
    assert detours([attempt("openai"), attempt("offline")]) == ()


def test_words_of_a_paid_model_with_offline_pictures_are_told_apart() -> None:
    found = records("en")
    phases = found.campaigns.phases(found.campaign.workspace_id, found.campaign.id)
    assets = found.assets.of_campaign(found.campaign.workspace_id, found.campaign.id)
    paid = [entry_of(found.campaign, phase.name, provider="openai", model="gpt") for phase in phases]
    assert drafted_offline(phases, assets, paid) == {"visuals": "media", "video": "media"}
    later = entry_of(found.campaign, "seo", at=START + timedelta(seconds=1))
    assert drafted_offline(phases, (), [*paid, later]) == {"seo": "all"}


def test_an_older_revision_says_nothing_about_this_one() -> None:
    found = records("en")
    found.change("seo", revision=2)
    phase = found.campaigns.phase(found.campaign.workspace_id, found.campaign.id, "seo")
    assert drafted_offline([phase], (), [entry_of(found.campaign, "seo")]) == {}
