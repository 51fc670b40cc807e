import re
from importlib.resources import files
from pathlib import Path

import pytest

from astromedia.agents.registry import AGENTS
from astromedia.domain.brief import Language
from astromedia.domain.campaign import CampaignStatus, PhaseStatus
from astromedia.domain.channels import Channel
from astromedia.services.report.chapters import PAGES
from astromedia.services.report.labels import LABELS, label
from astromedia.services.report.page import CHANNEL_NAMES

TEMPLATES = Path(str(files("astromedia.services.report"))) / "templates"
PLACE = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("key", LABELS)
def test_both_languages_say_it_with_the_same_places(key: str) -> None:
    english, french = LABELS[key]
    assert english.strip()
    assert french.strip()
    assert set(PLACE.findall(english)) == set(PLACE.findall(french))


def test_every_status_channel_and_agent_has_words() -> None:
    assert {*CampaignStatus, *PhaseStatus} <= set(LABELS)
    assert set(CHANNEL_NAMES) == set(Channel)
    assert set(PAGES) == set(AGENTS)
    assert {f"agent_{name}" for name in AGENTS} <= set(LABELS)
    assert {page.name for page in PAGES.values()} <= set(LABELS)
    assert {heading for page in PAGES.values() for heading in page.headings} <= set(LABELS)


def test_apostrophes_are_curly() -> None:
    assert label("outline", Language.FR) == "Plan de l’article"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html.j2")), ids=lambda p: p.name)
def test_no_template_says_a_word_itself(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", text.replace("&nbsp;", " ")))
    assert set(words) <= {"AstroMedia"}


def test_no_label_is_left_unused() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.j2"))
    built = {*CampaignStatus, *PhaseStatus, "en", "fr", *(f"agent_{name}" for name in AGENTS)}
    built |= {name for page in PAGES.values() for name in (page.name, *page.headings)}
    built |= {"offline_all", "offline_media"}
    built |= {f"{kind}{end}" for kind in ("repair", "fallback", "gave_up") for end in ("", "_text")}
    schema = " ".join(str(agent.output.model_json_schema()) for agent in AGENTS.values())
    unused = [k for k in LABELS if k not in built and f'"{k}"' not in told and f"'{k}'" not in told and k not in schema]
    assert unused == []
