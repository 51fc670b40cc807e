"""What kind of brief this is: tags that decide which phrases suit it, told by the words of the brief."""

import re
from collections.abc import Sequence
from typing import NamedTuple


class _Kind(NamedTuple):
    tag: str
    pattern: re.Pattern[str]


def _kinds(**patterns: str) -> tuple[_Kind, ...]:
    return tuple(_Kind(tag, re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)) for tag, words in patterns.items())


_SECTORS = _kinds(
    cause=r"ngo\b|ong\b|non-?profit|charit|humanitarian|humanitaire|association\b|foundation\b|fondation\b|volunteer|bénévol|fundrais|"
    r"caritatif|conservation|donors?\b|donat",
    public=r"city council|council\b|municipal|mairie|ville de|commune\b|collectivité|public service|service public|government|"
    r"public administration|administration publique|métropole",
    sober=r"funer|funér|obsèques|hospice|palliati|bereave|deuil|cemeter|burial|crémat|cremat|oncolog|victim",
    b2b=r"b2b|saas\b|enterprise|companies|businesses|entreprises|pme\b|eti\b|smes?\b|logiciel|software|finance (?:team|director)|"
    r"cfos?\b|controllers|procurement|(?:it|hr|office|plant|sales) (?:managers|teams)|directions? (?:financières?|générales?|rh)",
    learning=r"school|coding|course|class(?:es)?\b|lesson|training|workshop|club|école|cours\b|formation|atelier|stage\b",
)
# In order of how much they tell: the first that a goal names decides.
_ACTIONS = _kinds(
    donate=r"donat|donor|fundrais|dons?\b(?!['’])|donateur|collecte de fonds|parrain|sponsor a",
    volunteer=r"volunteer|bénévol",
    subscribe=r"subscri|abonn|newsletter",
    demo=r"demos?\b|démos?\b|démonstration|trial|free account|essai gratuit|pilot|proof of concept",
    register=r"regist|sign[- ]?up|signup|enrol|inscri|attend(?:ee|ance|s\b)|particip|tickets?\b|billet|fill\b|places\b",
    order=r"orders?\b|selling|sell\b|sales?\b|sold|buy|purchase|command|vendre|ventes?\b|achat|panier|coffret",
    book=r"book|appointment|reserv|rendez-vous|réserv|consultation|planning ahead",
    download=r"download|install|app\b|télécharg|applis?\b",
    visit=r"visit|footfall|stores?\b|shops?\b|boutique|magasin|fréquentation|open(?:ing)? day|portes ouvertes|restaurant",
    contact=r"leads?\b|contact|quote|devis|enquir|inquir|prospect|demandes?\b",
    recruit=r"recruit|hire\b|hiring|candidat|recrut|embauch|talents",
    act=r"sort\b|recycl|compost|tri\b|trier|habit|adopt|use\b|vaccin|vote\b|gestes?\b|behaviou?r|usages?\b",
)
_RESULTS = _kinds(
    donations=r"donat|donor|dons?\b(?!['’])|donateur|fundrais|collecte de fonds|récolter|lever des fonds",
    volunteers=r"volunteer|bénévol",
    signups=r"sign[- ]?up|signup|regist|enrol|inscri|subscri|abonn|trial|essai|demos?\b|démo|attend|particip|book|réserv|reserv|"
    r"fill\b|rempli|members?\b|adhé",
    sales=r"selling|sell\b|sales?\b|sold|buy|purchase|revenue|orders?\b|vendre|ventes?\b|achat|chiffre|command",
    leads=r"leads?\b|contact|devis|quote|enquir|inquir|prospect|appointment|rendez-vous|demandes?\b|pipeline",
    visits=r"visit|footfall|traffic|trafic|fréquentation|stores?\b|passage",
    loyalty=r"loyal|fidél|retention|renew|repeat|rétention|churn",
    recruits=r"recruit|hire\b|hiring|candidat|recrut|embauch",
    behaviour=r"recycl|compost|sort\b|tri\b|trier|adopt|use\b|usage|geste|habit|reduce|réduire|vaccin",
    awareness=r"aware",
)


def _first(kinds: tuple[_Kind, ...], text: str) -> str | None:
    return next((kind.tag for kind in kinds if kind.pattern.search(text)), None)


def sectors(text: str) -> frozenset[str]:
    """Tags of the organisation described by `text`; "market" when it neither asks for help nor serves the public."""
    tags = {kind.tag for kind in _SECTORS if kind.pattern.search(text)}
    if "cause" in tags or "public" in tags:
        tags -= {"b2b"}
    return frozenset(tags if tags & {"cause", "public"} else tags | {"market"})


def action(goals: Sequence[str], offer: str) -> str:
    """What people are asked to do: what the first goal that names an action says, else the offer."""
    return next((found for text in (*goals, offer) if (found := _first(_ACTIONS, text))), "learn")


def result(goal: str) -> str:
    """What a goal counts: "sales", "signups", ...; "awareness" when its words do not say."""
    return _first(_RESULTS, goal) or "awareness"
