"""The SEO agent: keywords, page plan and metadata."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from astromedia.domain.brief import Language

from .definition import Agent, Context
from .schema import Label, Line, Part, Sentence, says, several

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=75)]


class Keyword(Part):
    term: Label = says("keyword.term")
    intent: Literal["informational", "commercial", "transactional", "navigational"]
    priority: Annotated[int, Field(ge=1, le=3)]


class Question(Part):
    question: Line = says("faq.question")
    answer: Sentence = says("faq.answer")


class SeoPlan(Part):
    primary_keyword: Label = says("keyword.primary")
    keywords: list[Keyword] = several("keyword", 6, 12)
    meta_title: str = says("meta.title", 60)
    meta_description: str = says("meta.description", 160)
    slug: Slug = Field(json_schema_extra={"x-intent": "slug"})
    outline: list[Line] = several("article.heading", 3, 6)
    questions: list[Question] = several("faq", 2, 5)


def broken_rules(plan: SeoPlan, context: Context) -> list[str]:
    """The primary keyword is one of the keywords; no keyword comes twice."""
    terms = [keyword.term.casefold() for keyword in plan.keywords]
    rules = [] if plan.primary_keyword.casefold() in terms else ["primary_keyword: must be one of keywords"]
    return rules + (["keywords: a term comes twice; name each once"] if len(set(terms)) < len(terms) else [])


SEO = Agent(
    name="seo",
    produces="seo",
    inputs=("research", "strategy"),
    output=SeoPlan,
    broken_rules=broken_rules,
    instructions={
        Language.EN: (
            "You are an SEO specialist. From the analysis and the strategy choose a primary keyword and six to "
            "twelve keywords the personas would type, with search intent and priority (1 is first); meta title "
            "of at most 60 and meta description of at most 160 characters that contain the primary keyword; a "
            "slug; the outline of one article; questions people ask. Give no search volumes: there is no data "
            "for them."
        ),
        Language.FR: (
            "Vous êtes spécialiste SEO. À partir de l'analyse et de la stratégie, choisissez un mot-clé "
            "principal et six à douze mots-clés que les personas saisiraient, avec intention de recherche et "
            "priorité (1 d'abord) ; un titre méta de 60 et une méta-description de 160 caractères au plus, "
            "contenant le mot-clé principal ; un slug ; le plan d'un article ; les questions que l'on se pose. "
            "Ne donnez pas de volumes de recherche : aucune donnée ne les fonde."
        ),
    },
)
