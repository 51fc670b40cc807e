import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from html import escape, unescape
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from astromedia.domain.brief import Language
from astromedia.domain.campaign import Attempt, CampaignStatus, Failure, PhaseStatus
from astromedia.domain.channels import Channel
from astromedia.services.report.chapters import PAGES
from astromedia.services.report.formats import typeset
from astromedia.services.report.labels import LABELS, label

from .markup import Page
from .samples import WORKSPACE, Records, add_asset, entry_of, outputs, records, sample

LANGUAGES = ("en", "fr")


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def html(language: str) -> str:
    return records(language).html()


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def texts(value: Any) -> Iterator[str]:
    """Every text in an output that a model wrote."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in MACHINE:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


MACHINE = {
    *("channel", "language", "variant", "layout", "intent", "review", "media", "publish_at", "on", "amount"),
    *("budget_per_day", "background", "surface", "primary", "accent", "hashtags", "currency", "start", "end"),
    *("verdict", "severity", "status", "regions", "region"),
    *("channels_", "languages", "colors", "website", "text_", "time_zone", "slug"),
}


def seen(page: Page) -> str:
    return "\n".join(page.text).replace("\N{NO-BREAK SPACE}", " ")


def test_every_word_of_brief_and_outputs_is_in_the_book(language: str, page: Page) -> None:
    shown = seen(page)
    missing = [text for text in texts(outputs(language)) if not text.startswith("#") and text.strip() not in shown]
    missing += [text for text in texts(sample(language)["brief"]) if text not in shown and text not in list(Channel)]
    assert [text for text in missing if not re.fullmatch(r"[\d.:-]+|[A-Z]{3}", text)] == []


def test_every_chapter_and_heading_is_there(language: str, page: Page) -> None:
    shown = seen(page)
    keys = [key for agent in PAGES.values() for key in (agent.name, *agent.headings)]
    keys += ["summary", "brief", "contents", "making", "timeline", "costs", "colophon", "offline_badge", "COMPLETED"]
    assert [key for key in keys if label(key, Language(language)) not in shown] == []


def test_a_french_book_has_no_english_label() -> None:
    page = Page(records("fr").html())
    shown = {text.replace("\N{NO-BREAK SPACE}", " ") for text in page.text}
    english = {pair[0].replace("'", "’") for pair in LABELS.values()} - {pair[1] for pair in LABELS.values()}
    assert shown & english == set()


def test_the_markup_is_sound(page: Page) -> None:
    assert page.errors == []
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(page.links) > 20


def test_nothing_is_fetched_and_nothing_can_run(html: str, page: Page) -> None:
    assert all(source.startswith("data:") for source in page.sources)
    assert {"script", "link", "iframe", "object", "form"}.isdisjoint(page.tags)
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert re.findall(r"url\((?!data:)|@import", html) == []


def test_the_policy_allows_this_style_and_no_other(html: str) -> None:
    style = html.split("<style>")[1].split("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = unescape(html.split('Content-Security-Policy" content="')[1].split('"')[0])
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_pictures_decode_and_the_video_plays_in_place(page: Page) -> None:
    pictures = [b64decode(s.partition(",")[2]) for s in page.sources if s.startswith("data:image/png")]
    assert len(pictures) == 4
    for data in pictures:
        Image.open(BytesIO(data)).verify()
    assert [s for s in page.sources if s.startswith("data:video/mp4;base64,")]


def test_amounts_of_the_split_are_in_the_book_and_sum_to_the_budget(language: str, page: Page) -> None:
    split = outputs(language)["strategy"]["budget_split"]
    written = {"en": ["$16,500.01", "$7,500.00", "$6,000.00"], "fr": ["5 000,00 €", "3 375,00 €", "1 625,00 €"]}
    assert len(split) >= len(written[language])
    assert all(amount in seen(page) for amount in written[language])


ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}</style><!--"


def attacked(value: Any, text: str) -> Any:
    """`value` with `text` at the end of every text a person or a model wrote."""
    if isinstance(value, dict):
        return {
            key: inner if key in MACHINE | {"time", "text"} else attacked(inner, text) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [attacked(inner, text) for inner in value]
    return text[: len(value)] if isinstance(value, str) and len(value) >= 8 else value


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text("<>&\"'{}%#!/=;: abcשلום😀\n", min_size=8, max_size=300))
def test_no_text_becomes_markup(text: str) -> None:
    clean = Page(records("en").html())
    made = {name: attacked(output, text) for name, output in outputs("en").items() if name not in ("seo", "copy")}
    found = records("en", made={**outputs("en"), **made})
    page = Page(found.html())
    assert page.errors == []
    assert set(page.tags) == set(clean.tags)
    assert set(page.attributes) <= set(clean.attributes)


def test_an_attack_in_every_place_is_shown_as_text() -> None:
    brief = sample("en")["brief"]
    company = brief["company"] | {
        "name": ATTACK[:80],
        "description": ATTACK,
        "offer": ATTACK,
        "competitors": [ATTACK[:80]],
    }
    hostile = brief | {"company": company, "goals": [ATTACK, "b"], "notes": ATTACK, "tone": ATTACK[:80]}
    found = records("en", brief=hostile)
    found.campaigns.set(found.campaign.model_copy(update={"name": ATTACK, "playbook": ATTACK}))
    found.change("research", agent=ATTACK, output={ATTACK: [ATTACK, {ATTACK: ATTACK}]})
    found.change("seo", attempts=(Attempt(provider=ATTACK, model=ATTACK, failure=Failure(error="E", detail=ATTACK)),))
    add_asset(found, "visuals", ATTACK, "document", b"x")
    html = found.html()
    page = Page(html)
    assert page.errors == []
    assert "<script" not in html
    assert "<img src=x" not in html
    assert escape(ATTACK, quote=False)[:6] in html.replace("&#34;", '"').replace("&#39;", "'")


def test_a_fallback_is_told_on_its_phase_and_at_the_front(language: str) -> None:
    found = records(language)
    failure = Failure(error="OutputInvalid", detail="keywords: a term comes twice")
    attempts = (
        Attempt(provider="local", model="small", failure=failure),
        Attempt(provider="local", model="small", failure=failure),
        Attempt(provider="offline", model="composer-1"),
    )
    found.change("seo", attempts=attempts)
    html = found.html()
    chapter = html.split('id="seo-3"')[1].split("</section>")[0]
    shown = seen(Page("<section " + chapter + "</section>"))
    own = Language(language)
    assert label("fallback", own) in shown
    assert label("repair", own) in shown
    assert "keywords: a term comes twice" in shown
    assert seen(Page(html)).count(label("fallback_text", own, failed="local / small", then="offline / composer-1")) == 3


def unfinished(found: Records, status: CampaignStatus) -> None:
    found.change("analytics", status=PhaseStatus.IDLE, output=None, started_at=None, ended_at=None, attempts=())
    broken = Failure(error="OutputInvalid", detail="posts[0].day: is after the last day")
    found.change("distribution", status=PhaseStatus.FAILED, output=None, failure=broken)
    found.change("video", status=PhaseStatus.RUNNING, output=None, ended_at=None)
    found.campaigns.set(found.campaign.model_copy(update={"status": status, "failure": broken, "ended_at": None}))


@pytest.mark.parametrize("status", [CampaignStatus.RUNNING, CampaignStatus.FAILED])
def test_an_unfinished_campaign_shows_what_is_done_and_names_what_is_not(status: CampaignStatus) -> None:
    found = records("en")
    unfinished(found, status)
    page = Page(found.html())
    shown = seen(page)
    assert page.errors == []
    assert all(link[1:] in page.ids for link in page.links)
    assert "This book is not complete" in shown
    assert "posts[0].day: is after the last day" in shown
    assert "strategy-1" in page.ids
    assert {"summary", "video-7", "distribution-8", "analytics-9"}.isdisjoint(page.ids)


def test_a_campaign_that_has_not_started() -> None:
    found = records("fr", made=outputs("fr"))
    for phase in found.campaigns.phases(WORKSPACE, found.campaign.id):
        change = {"status": PhaseStatus.IDLE, "output": None, "started_at": None, "ended_at": None, "attempts": ()}
        found.campaigns.set(phase.model_copy(update=change))
    found.ledger.entries.clear()
    shown = seen(Page(found.html()))
    assert "Aucun modèle n’a encore été appelé." in shown
    assert "Pas commencé" in shown


def test_a_phase_of_an_unknown_agent_is_shown_key_by_key() -> None:
    found = records("fr")
    output = {
        "verdict_final": "ok",
        "points": [{"claim": "vrai", "allowed": True, "note": None}],
        "score": 3,
        "tags": ["a"],
    }
    found.change("copy", agent="legal_review", output=output)
    add_asset(found, "copy", "avis.pdf", "document", b"%PDF")
    page = Page(found.html())
    shown = seen(page)
    assert page.errors == []
    assert all(
        text in shown for text in ("Legal review", "Verdict final", "ok", "vrai", "Oui", "Aucun", "3", "avis.pdf")
    )


def test_a_phase_with_a_title_has_it_as_its_chapter() -> None:
    found = records("en")
    found.change("strategy", title="The plan <of plans>")
    page = Page(found.html())
    assert page.errors == []
    assert "The plan <of plans>" in seen(page)


def test_an_output_of_another_shape_is_shown_too() -> None:
    found = records("en")
    found.change("strategy", output={"promise": "An older schema"})
    page = Page(found.html())
    assert page.errors == []
    assert "An older schema" in seen(page)


def test_two_phases_of_one_agent_keep_their_own_names_and_anchors() -> None:
    found = records("en")
    phase = found.campaigns.phase(WORKSPACE, found.campaign.id, "distribution")
    found.campaigns.set(phase.model_copy(update={"name": "second_wave", "position": 10}))
    page = Page(found.html())
    assert len(page.ids) == len(set(page.ids))
    assert {"Second wave", "Distribution"} <= set(page.text)


def test_what_does_not_fit_is_named() -> None:
    found = records("fr")
    add_asset(found, "video", "long.mp4", "video", b"\0" * 3_600_000)
    shown = seen(Page(found.html()))
    assert "téléchargez le fichier « long.mp4 » (3,6 Mo)" in shown


def test_a_whole_year_of_ten_channels_in_two_languages() -> None:
    brief = sample("en")["brief"] | {"channels": list(Channel), "start": "2026-01-01", "end": "2027-01-01"}
    made = dict(outputs("en"))
    shares = [{"channel": c, "percent": 10, "reason": "r", "amount": "3000.00"} for c in Channel]
    post, copy = made["distribution"]["posts"][0], made["copy"]["channels"][0]
    made["strategy"] = made["strategy"] | {"budget_split": shares}
    made["copy"] = made["copy"] | {
        "channels": [copy | {"channel": c, "language": n} for n in LANGUAGES for c in Channel]
    }
    posts = [post | {"day": 1 + 9 * i, "channel": list(Channel)[i % 10]} for i in range(40)]
    made["distribution"] = made["distribution"] | {"posts": posts}
    page = Page(records("en", brief, made).html())
    assert page.errors == []
    assert "distribution-8-post-40" in page.ids
    assert "Weeks without a post are left out." in seen(page)
    assert page.text.count("Google Ads") >= 4


def test_typesetting_changes_spaces_only() -> None:
    text = "Oui : « non » ?"
    assert typeset(text, Language.FR).split() == text.split()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Saved by the cache", "$0.0021", "$0.0009", "(1 from the cache)")),
        (
            "fr",
            ("Économisé grâce au cache", "0,0021 USD", "0,0009 USD", "(dont 1 depuis le cache)"),
        ),
    ],
)
def test_cost_saving_and_model_of_a_phase_are_told(language: str, words: tuple[str, ...]) -> None:
    found = records(language)
    paid = {"provider": "openai", "model": "gpt-6-luna"}
    found.ledger.add(entry_of(found.campaign, "seo", cost=Decimal("0.0021"), **paid))
    found.ledger.add(entry_of(found.campaign, "seo", source="cache", saved=Decimal("0.0009"), **paid))
    shown = seen(Page(found.html()))
    assert [text for text in (*words, "openai/gpt-6-luna") if text not in shown] == []


def test_a_book_without_a_cache_hit_boasts_of_none(page: Page, language: str) -> None:
    assert label("saved_by_cache", Language(language)) not in seen(page)
