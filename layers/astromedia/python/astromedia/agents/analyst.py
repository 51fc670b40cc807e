"""The analyst: from the brief to a market analysis."""

from astromedia.domain.brief import Language

from .definition import Agent
from .schema import Label, Line, Paragraph, Part, Sentence, says, several


class Trend(Part):
    title: Label = says("trend.title")
    insight: Sentence = says("trend.insight")


class Persona(Part):
    name: Label = says("persona.name")
    situation: Sentence = says("persona.situation")
    needs: list[Line] = several("persona.need", 2, 4)
    objections: list[Line] = several("persona.objection", 1, 3)


class Rival(Part):
    """A competitor named in the brief, or a kind of alternative the audience has; never an invented company."""

    name: Label = says("rival.name")
    strength: Sentence = says("rival.strength")
    gap: Sentence = says("rival.gap")


class Swot(Part):
    strengths: list[Line] = several("swot.strength", 3, 5)
    weaknesses: list[Line] = several("swot.weakness", 2, 5)
    opportunities: list[Line] = several("swot.opportunity", 3, 5)
    threats: list[Line] = several("swot.threat", 2, 5)


class MarketAnalysis(Part):
    summary: Paragraph = says("market.summary")
    trends: list[Trend] = several("trend", 3, 5)
    personas: list[Persona] = several("persona", 2, 3)
    rivals: list[Rival] = several("rival", 2, 4)
    swot: Swot
    insights: list[Sentence] = several("market.insight", 3, 5)


ANALYST = Agent(
    name="analyst",
    produces="research",
    inputs=(),
    output=MarketAnalysis,
    instructions={
        Language.EN: (
            "You are a market analyst. Study the brief and write what a strategist needs: a summary of the "
            "situation, trends, two or three personas within the audience, rivals, a SWOT and insights that "
            "lead to decisions. Use only facts that the brief gives or that are common knowledge of the "
            "industry; never invent figures, studies, quotes or company names. Name the competitors of the "
            "brief; where it names none, describe the kinds of alternatives people use today."
        ),
        Language.FR: (
            "Vous êtes analyste de marché. Étudiez le brief et rédigez ce dont un stratège a besoin : une "
            "synthèse de la situation, des tendances, deux ou trois personas au sein de la cible, les "
            "concurrents, un SWOT et des enseignements qui mènent à des décisions. N'utilisez que des faits "
            "donnés par le brief ou de notoriété commune dans le secteur ; n'inventez ni chiffres, ni études, "
            "ni citations, ni noms d'entreprises. Nommez les concurrents du brief ; s'il n'en nomme aucun, "
            "décrivez les alternatives que l'on utilise aujourd'hui."
        ),
    },
)
