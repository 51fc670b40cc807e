"""The brief as the composer reads it: cleaned, with defaults, and with each fragment's language."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from . import kinds
from .fragments import clean
from .tongue import tongue


class Fragment(NamedTuple):
    """A few words of the brief and the language they are in ("en", "fr" or "other")."""

    text: str
    language: str


class Stage(NamedTuple):
    """A stretch of the campaign: days from 1, both included; `position` is "only", "first", "middle" or "last".

    `number` counts the stages before it.
    """

    name: str | None
    from_day: int
    to_day: int
    position: str
    number: int


class Facts(NamedTuple):
    """Everything the brief says. Sequences may be empty; `company` never is."""

    company: str
    industry: Fragment | None
    about: Fragment | None
    offer: Fragment | None
    edges: list[Fragment]
    website: str | None
    rivals: Sequence[str]
    colors: Sequence[str]
    audience: Fragment | None
    location: str | None
    pains: list[Fragment]
    desires: list[Fragment]
    goals: list[Fragment]
    tone: Fragment | None
    channels: Sequence[str]
    languages: Sequence[str]
    language: str
    start: date
    days: int
    budget: str | None
    currency: str
    sectors: frozenset[str]
    action: str
    names: frozenset[str]

    def day(self, number: int) -> date:
        """The date of the campaign's day `number` (1 = start)."""
        return self.start + timedelta(days=number - 1)


def read_facts(inputs: Mapping[str, Any], language: str) -> Facts:
    """The facts of `inputs["brief"]`; whatever is missing or malformed counts as not said."""
    brief = _mapping(inputs.get("brief"))
    company, audience, budget = (_mapping(brief.get(part)) for part in ("company", "audience", "budget"))
    spoken = _spoken(brief)
    default = tongue(" . ".join(spoken), language)
    start, end = _date(brief.get("start")), _date(brief.get("end"))
    goals = _texts(brief.get("goals"))
    offer = clean(company.get("offer") or "")
    name = clean_name(company.get("name")) or {"fr": "l'organisation"}.get(language, "the organisation")
    return Facts(
        company=name,
        industry=_fragment(company.get("industry"), default),
        about=_fragment(company.get("description"), default),
        offer=_fragment(offer, default),
        edges=_fragments(company.get("differentiators"), default),
        website=str(company["website"]) if company.get("website") else None,
        rivals=_unique([clean(text) for text in _texts(company.get("competitors"))]),
        colors=[str(color).lower() for color in _texts(company.get("colors"))],
        audience=_fragment(audience.get("description"), default),
        location=clean(audience.get("location") or "") or None,
        pains=_fragments(audience.get("pains"), default),
        desires=_fragments(audience.get("desires"), default),
        goals=[Fragment(clean(goal) or clean_name(goal), tongue(goal, default)) for goal in _unique(goals)],
        tone=_fragment(brief.get("tone"), default),
        channels=_texts(brief.get("channels")) or ["email"],
        languages=_texts(brief.get("languages")) or [language],
        language=(_texts(brief.get("languages")) or [language])[0],
        start=start or date(2026, 1, 5),
        days=max(1, (end - start).days + 1) if start and end else 30,
        budget=str(budget["amount"]) if budget.get("amount") else None,
        currency=str(budget.get("currency") or ""),
        sectors=kinds.sectors(" . ".join(_who(brief))),
        action=kinds.action(goals, offer),
        names=_names(name, company, audience),
    )


def _names(company: str, *parts: Mapping[str, Any]) -> frozenset[str]:
    texts = [company, *(str(part.get("location") or "") for part in parts)]
    texts += [text for part in parts for text in _texts(part.get("competitors"))]
    return frozenset(
        word.casefold().strip(",.()") for text in texts for word in text.split() if word[:1].isupper() and len(word) > 3
    )


def _spoken(brief: Mapping[str, Any]) -> list[str]:
    company, audience = _mapping(brief.get("company")), _mapping(brief.get("audience"))
    texts = [company.get("industry"), company.get("description"), company.get("offer"), audience.get("description")]
    lists = (company.get("differentiators"), audience.get("pains"), audience.get("desires"))
    return [str(text) for text in texts if text] + [text for each in lists for text in _texts(each)]


def _who(brief: Mapping[str, Any]) -> list[str]:
    company, audience = _mapping(brief.get("company")), _mapping(brief.get("audience"))
    return [str(text) for text in (company.get("industry"), company.get("offer"), audience.get("description")) if text]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> list[str]:
    return [str(text) for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []


def _unique(texts: list[str]) -> list[str]:
    return list({text.casefold(): text for text in reversed(texts) if text}.values())[::-1]


def _fragment(value: object, default: str) -> Fragment | None:
    text = clean(value or "")
    return Fragment(text, tongue(text, default)) if text else None


def _fragments(value: object, default: str) -> list[Fragment]:
    return [Fragment(text, tongue(text, default)) for text in _unique([clean(text) for text in _texts(value)])]


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def clean_name(value: object) -> str:
    """A company name on one line, spelt as it is."""
    return " ".join(str(value or "").split())
