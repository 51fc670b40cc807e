"""What kind of brief this is: tags that decide which phrases suit it, told by the words of the brief."""

import re
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
    b2b=r"b2b|saas|enterprise|companies|businesses|entreprises|pme\b|eti\b|smes?\b|logiciel|software|finance (?:team|director)|cfo|"
    r"controllers|procurement|managers|direction|industri(?:al|el)|consulting|conseil aux",
    learning=r"school|coding|course|class(?:es)?\b|lesson|training|workshop|club|école|cours\b|formation|atelier|stage\b",
)
_ACTIONS = _kinds(
    donate=r"donat|donor|fundrais|dons?\b|donateur|collecte de|parrain|sponsor a",
    volunteer=r"volunteer|bénévol",
    recruit=r"recruit|hiring|job|candidat|recrut|embauch|postes\b|talents",
    demo=r"demo|démo|trial|free account|essai gratuit|pilot|proof of concept|saas",
    order=r"order|sell|sale|sold|buy|purchase|revenue|command|vend|vent(?:e|es)\b|achat|chiffre d'affaires|panier|box\b|coffret",
    subscribe=r"subscri|abonn|newsletter",
    register=r"regist|sign[- ]?up|signup|enrol|inscri|attend|particip|ticket|billet|fill (?:the|our|all)|places",
    book=r"book|appointment|reserv|rendez-vous|réserv|consultation|visite privée|planning ahead|contrats? (?:de )?prévoyance",
    visit=r"visit|footfall|store|shop\b|boutique|magasin|fréquentation|open(?:ing)? day|portes ouvertes|restaurant|boulangerie",
    download=r"download|install|app\b|télécharg|appli",
    contact=r"lead|contact|quote|devis|enquir|inquir|prospect|demande",
    act=r"sort|recycl|compost|tri\b|waste|habit|adopt|use\b|vaccin|vote|geste|behaviou?r|usage",
)
_RESULTS = _kinds(
    donations=r"donat|donor|dons?\b|donateur|fundrais|collecte de|récolter|lever",
    volunteers=r"volunteer|bénévol",
    recruits=r"recruit|hire\b|hiring|candidat|recrut|embauch",
    sales=r"sell|sale|sold|buy|purchase|revenue|order|vend|vent(?:e|es)\b|achat|chiffre|command",
    signups=r"sign[- ]?up|signup|regist|enrol|inscri|subscri|abonn|trial|essai|demo|démo|attend|particip|book|réserv|reserv|fill|"
    r"rempli|members?|adhé",
    leads=r"lead|contact|devis|quote|enquir|inquir|prospect|appointment|rendez-vous|demande|pipeline",
    visits=r"visit|footfall|traffic|trafic|fréquentation|store|passage",
    loyalty=r"loyal|fidél|retention|renew|repeat|rétention|churn",
    awareness=r"aware|known|notori|connaître|visib|reput|brand|marque|image|presence|présence|inform|explain|expli|understand|compr",
    behaviour=r"recycl|compost|sort|tri\b|adopt|use\b|usage|geste|habit|reduce|réduire|vaccin",
)


def _first(kinds: tuple[_Kind, ...], text: str) -> str | None:
    hits = [(found.start(), kind.tag) for kind in kinds if (found := kind.pattern.search(text))]
    return min(hits)[1] if hits else None


def sectors(text: str) -> frozenset[str]:
    """Tags of the organisation described by `text`; "market" when it neither asks for help nor serves the public."""
    tags = {kind.tag for kind in _SECTORS if kind.pattern.search(text)}
    if "cause" in tags or "public" in tags:
        tags -= {"b2b"}
    return frozenset(tags if tags & {"cause", "public"} else tags | {"market"})


def action(goals: str, offer: str) -> str:
    """What people are asked to do: the first action that the goals name, else the offer."""
    return _first(_ACTIONS, goals) or _first(_ACTIONS, offer) or "learn"


def result(goal: str) -> str:
    """What a goal counts: "sales", "signups", ...; "awareness" when its words do not say."""
    return _first(_RESULTS, goal) or "awareness"
