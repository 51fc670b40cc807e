"""Briefs to compose for, made by hand and at random, and the ten agents run on one after another."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from astromedia.agents.definition import Agent, Context
from astromedia.agents.prompt import text_call
from astromedia.agents.registry import AGENTS
from astromedia.domain.brief import Brief, Language
from astromedia.domain.channels import Channel
from astromedia.gateway.calls import Purpose, TextCall
from astromedia.gateway.providers.offline.compose import compose

ORDER = (
    "analyst",
    "strategist",
    "scriptwriter",
    "seo",
    "copywriter",
    "content_writer",
    "designer",
    "video_producer",
    "social",
    "analytics",
)

SOFTWARE: dict[str, Any] = {
    "company": {
        "name": "Ledgerline",
        "industry": "B2B accounting software",
        "description": "Ledgerline automates invoice matching for mid-sized companies. Founded by former controllers.",
        "offer": "automated month-end close software",
        "differentiators": ["Connects to existing ERPs in a day", "Every figure can be traced to its source"],
        "website": "https://ledgerline.example.com",
        "competitors": ["BlackLine", "FloQast"],
        "colors": ["#0b3d91", "#ff7a00"],
    },
    "goals": ["Book 60 product demos", "Become the reference for finance teams in the Nordics"],
    "audience": {
        "description": "finance directors of mid-sized companies in the Nordics",
        "location": "Stockholm",
        "pains": ["Month-end close takes ten days", "They reconcile invoices by hand"],
        "desires": ["A close in three days", "Spend evenings at home"],
    },
    "budget": {"amount": "24000.00", "currency": "EUR"},
    "start": "2026-03-02",
    "end": "2026-04-12",
    "time_zone": "Europe/Stockholm",
    "tone": "precise and reassuring",
    "channels": ["linkedin", "email", "google_ads"],
    "languages": ["en"],
}
BAKERY: dict[str, Any] = {
    "company": {
        "name": "Le Fournil des Pentes",
        "industry": "boulangerie artisanale",
        "description": "Une boulangerie de quartier qui pétrit à la main. Levain naturel et farines locales.",
        "offer": "abonnement au pain au levain",
        "differentiators": ["Farines bio de la Drôme", "Fermentation lente de 24 heures"],
    },
    "goals": ["Recruter 200 abonnés avant Noël"],
    "audience": {
        "description": "familles pressées de la Croix-Rousse",
        "location": "Lyon",
        "pains": ["pas le temps de faire la queue le matin"],
        "desires": ["du bon pain frais chaque matin"],
    },
    "budget": {"amount": "1500.00", "currency": "EUR"},
    "start": "2026-10-05",
    "end": "2026-11-01",
    "time_zone": "Europe/Paris",
    "tone": "chaleureux et gourmand",
    "channels": ["instagram", "facebook", "email"],
    "languages": ["fr"],
}
RIVERS: dict[str, Any] = {
    "company": {
        "name": "Blue Rivers",
        "industry": "environmental NGO",
        "description": "Blue Rivers brings volunteers and towns together to clean and restore rivers.",
        "offer": "river clean-up days",
        "differentiators": ["Every clean-up is led by a biologist", "All waste is weighed and published"],
    },
    "goals": ["Recruit volunteers for the spring season", "Raise donations for equipment"],
    "audience": {
        "description": "city dwellers who love nature",
        "location": "Geneva",
        "pains": ["They do not know where to start"],
        "desires": ["See the river change"],
    },
    "budget": {"amount": "8000", "currency": "CHF"},
    "start": "2026-02-01",
    "end": "2026-05-31",
    "time_zone": "Europe/Zurich",
    "tone": "hopeful and direct",
    "channels": ["instagram", "facebook", "youtube", "x", "email"],
    "languages": ["en", "fr"],
}
FUNERALS: dict[str, Any] = {
    **BAKERY,
    "company": {
        "name": "Maison Aubert",
        "industry": "pompes funèbres",
        "description": "Entreprise familiale.",
        "offer": "contrat de prévoyance obsèques",
    },
    "goals": ["Obtenir des rendez-vous de conseil"],
    "audience": {"description": "personnes de plus de 60 ans et leurs proches", "location": "Angers"},
    "tone": "sobre et respectueux",
}
SHOP: dict[str, Any] = {
    "company": {"name": "Zed", "industry": "Retail", "description": "A shop", "offer": "Shoes"},
    "goals": ["sales"],
    "audience": {"description": "people"},
    "budget": {"amount": "1"},
    "start": "2026-01-01",
    "end": "2026-01-01",
    "channels": ["threads"],
}
EXAMPLES = {"software": SOFTWARE, "bakery": BAKERY, "rivers": RIVERS, "funerals": FUNERALS, "shop": SHOP}


def brief(name: str, **changes: Any) -> Brief:
    """One of the briefs above, with some fields changed."""
    return Brief.model_validate(EXAMPLES[name] | changes)


def read_by(agent: Agent[Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the agent reads of the outputs there are."""
    return {name: outputs[name] for name in (*agent.inputs, *agent.optional) if name in outputs}


def call_for(agent: str, made_for: Brief, inputs: Mapping[str, Any], seed: int = 1) -> TextCall:
    """The call that an agent's phase makes."""
    purpose = Purpose(
        workspace_id="w", campaign_id="c", phase=agent, revision=seed, request_id="r", agent=agent, step="draft"
    )
    definition = AGENTS[agent]
    context = Context(made_for, read_by(definition, inputs))
    return text_call(definition, context, purpose)


def run(made_for: Brief, seed: int = 1) -> dict[str, Any]:
    """All ten outputs by name; each is checked against its agent's schema and rules on the way."""
    outputs: dict[str, Any] = {}
    for name in ORDER:
        agent = AGENTS[name]
        call = call_for(name, made_for, outputs, seed)
        context = Context(made_for, read_by(agent, outputs))
        output = agent.output.model_validate(compose(call))
        assert list(agent.broken_rules(output, context)) == []
        outputs[agent.produces] = agent.finish(output, context).model_dump(mode="json")
    return outputs


_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
_NASTY = st.sampled_from(
    [
        "{company} {0} {{x}} %s $y",
        "عرض خاص للعائلات الصغيرة في المدينة",
        "חדש! הצעה לכל המשפחה",
        "👩‍👩‍👧‍👦🎉🥖🥐✨" * 2,
        "“Quoted” «guillemets» 'single' (open",
        "a: b: c: d; e, f. G! H? I…",
        "and of the with for de la et ou",
        "Word " * 15,
        "日本語のパン屋の定期便です",
        "They never have time. They are tired.",
        "https://example.org/?q=1&x=<b>",
        "[optional] ~!^ #tag @you \\n \t tab",
        "x" * 70,
        "Ils n'ont jamais le temps, leurs journées sont pleines",
        "\u200b\u200d.",
    ]
)


def _text(longest: int) -> st.SearchStrategy[str]:
    plain = st.text(_LETTERS, min_size=1, max_size=longest).filter(lambda text: text.strip())
    return st.one_of(plain, _NASTY.map(lambda text: text[:longest])).filter(lambda text: text.strip() != "")


_SHORT, _LINE = _text(80), _text(200)


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Any valid brief: odd texts, one to ten channels, one or two languages, one day to a year."""
    start = draw(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
    lines = st.lists(_LINE, max_size=6).map(tuple)
    return Brief.model_validate(
        {
            "company": {
                "name": draw(_SHORT),
                "industry": draw(_SHORT),
                "description": draw(_LINE),
                "offer": draw(_LINE),
                "differentiators": draw(lines),
                "website": draw(st.sampled_from([None, "https://example.org", "http://a.b/" + "c" * 180])),
                "competitors": draw(st.lists(_SHORT, max_size=8)),
                "colors": draw(st.lists(st.from_regex(r"\A#[0-9a-fA-F]{6}\Z"), max_size=5)),
            },
            "goals": draw(st.lists(_LINE, min_size=1, max_size=5)),
            "audience": {
                "description": draw(_LINE),
                "location": draw(st.none() | _SHORT),
                "pains": draw(lines),
                "desires": draw(lines),
            },
            "budget": {"amount": "1234.50", "currency": "EUR"},
            "start": start,
            "end": start + timedelta(days=draw(st.sampled_from([0, 1, 2, 6, 30, 100, 365]))),
            "tone": draw(_SHORT),
            "channels": draw(st.lists(st.sampled_from(list(Channel)), min_size=1, max_size=10, unique=True)),
            "languages": draw(st.lists(st.sampled_from(list(Language)), min_size=1, max_size=2, unique=True)),
        }
    )
