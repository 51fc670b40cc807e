"""The strategist (CMO): positioning, message pillars, objectives, budget split and roadmap."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_serializer

from astromedia.domain.brief import Language
from astromedia.domain.channels import Channel
from astromedia.domain.money import plain, share_out

from .definition import Agent, Context
from .schema import Label, Line, Paragraph, Part, Sentence, computed, each, missing, says, several


class Pillar(Part):
    """A message the whole campaign repeats: every later phase builds on these."""

    name: Label = says("pillar.name")
    message: Line = says("pillar.message")
    proof: Sentence = says("pillar.proof")


class Objective(Part):
    goal: Line = says("objective.goal")
    indicator: Label = says("objective.indicator")
    target: Line = says("objective.target")


class BudgetLine(Part):
    channel: Channel
    percent: Annotated[int, Field(ge=0, le=100)]
    reason: Sentence = says("budget.reason")
    amount: Decimal | None = computed()

    @field_serializer("amount")
    def _plain_amount(self, amount: Decimal | None) -> str | None:
        return None if amount is None else plain(amount)


class Stage(Part):
    """A stretch of the campaign; days count from 1, the first and the last included."""

    name: Label = says("stage.name")
    from_day: Annotated[int, Field(ge=1)]
    to_day: Annotated[int, Field(ge=1)]
    focus: Sentence = says("stage.focus")


class Strategy(Part):
    positioning: Sentence = says("strategy.positioning")
    promise: Line = says("strategy.promise")
    big_idea: Line = says("strategy.big_idea")
    rationale: Paragraph = says("strategy.rationale")
    tone_of_voice: list[Line] = several("strategy.tone", 3, 5)
    pillars: list[Pillar] = several("pillar", 3, 3)
    objectives: list[Objective] = each("goals")
    budget_split: list[BudgetLine] = each("channels", shares="percent")
    roadmap: Annotated[list[Stage], Field(min_length=1, max_length=4, json_schema_extra={"x-each": ["stages"]})]


def broken_rules(strategy: Strategy, context: Context) -> list[str]:
    """The split covers every channel once and sums to 100 %; stages lie inside the campaign and do not overlap."""
    channels = [line.channel for line in strategy.budget_split]
    rules = missing(set(context.brief.channels), set(channels), "budget_split")
    if set(channels) - set(context.brief.channels) or len(set(channels)) < len(channels):
        rules.append("budget_split: name each channel of the brief once and no other")
    total = sum(line.percent for line in strategy.budget_split)
    if total != 100:
        rules.append(f"budget_split: percents sum to {total}; make them sum to 100")
    return rules + _broken_roadmap(strategy.roadmap, context.brief.days)


def _broken_roadmap(roadmap: list[Stage], days: int) -> list[str]:
    rules, free_from = [], 1
    for i, stage in enumerate(roadmap):
        if not free_from <= stage.from_day <= stage.to_day <= days:
            rules.append(
                f"roadmap[{i}]: days {stage.from_day} to {stage.to_day} must follow the stage before, in 1..{days}"
            )
        free_from = stage.to_day + 1
    return rules


def finish(strategy: Strategy, context: Context) -> Strategy:
    """Turn percents into amounts of the brief's budget that sum to it exactly."""
    amounts = share_out(context.brief.budget.amount, [line.percent for line in strategy.budget_split])
    lines = [
        line.model_copy(update={"amount": amount}) for line, amount in zip(strategy.budget_split, amounts, strict=True)
    ]
    return strategy.model_copy(update={"budget_split": lines})


STRATEGIST = Agent(
    name="strategist",
    produces="strategy",
    inputs=("research",),
    output=Strategy,
    broken_rules=broken_rules,
    finish=finish,
    instructions={
        Language.EN: (
            "You are the chief marketing officer. From the brief and the market analysis, decide: positioning, "
            "one promise, a big idea, the tone, exactly three message pillars with proof from the brief, one "
            "measurable objective per goal, how the budget is split in whole percents over every channel of "
            "the brief (sum 100), and a roadmap of one to four stages in campaign days (1 is the first day). "
            "Build on the personas and the SWOT by name. Invent no figures about the company."
        ),
        Language.FR: (
            "Vous êtes directeur marketing. À partir du brief et de l'analyse de marché, décidez : le "
            "positionnement, une promesse, une idée forte, le ton, exactement trois piliers de message avec "
            "des preuves tirées du brief, un objectif mesurable par but, la répartition du budget en "
            "pourcentages entiers sur chaque canal du brief (total 100) et une feuille de route d'une à quatre "
            "étapes en jours de campagne (1 est le premier jour). Appuyez-vous sur les personas et le SWOT en "
            "les nommant. N'inventez aucun chiffre sur l'entreprise."
        ),
    },
)
