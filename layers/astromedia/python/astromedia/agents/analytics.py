"""The analytics agent: how the campaign will be measured, and its summary. It promises no results."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from astromedia.domain.brief import Language
from astromedia.domain.channels import Channel

from .definition import Agent, Context
from .schema import Label, Line, Paragraph, Part, Sentence, computed, each, missing, says, several


class Indicator(Part):
    """A KPI: a formula over events that will be counted, never a forecast made up here."""

    goal: Line = says("indicator.goal")
    name: Label = says("indicator.name")
    formula: Line = says("indicator.formula")
    source: Line = says("indicator.source")
    review: Literal["daily", "weekly", "at_the_end"]


class Experiment(Part):
    """An A/B test of the campaign's variants."""

    channel: Channel
    hypothesis: Sentence = says("experiment.hypothesis")
    metric: Label = says("experiment.metric")
    decision: Sentence = says("experiment.decision")


class Checkpoint(Part):
    day: Annotated[int, Field(ge=1, json_schema_extra={"x-intent": "checkpoint.day"})]
    question: Line = says("checkpoint.question")
    action: Sentence = says("checkpoint.action")
    on: date | None = computed()


class MeasurementPlan(Part):
    summary: Paragraph = says("report.summary")
    indicators: list[Indicator] = each("goals")
    experiments: list[Experiment] = each("channels")
    checkpoints: Annotated[
        list[Checkpoint], Field(min_length=1, max_length=5, json_schema_extra={"x-each": ["stages"]})
    ]
    risks: list[Line] = several("report.risk", 2, 4)
    next_steps: list[Line] = several("report.next_step", 3, 5)
    budget_per_day: Decimal | None = computed()


def broken_rules(plan: MeasurementPlan, context: Context) -> list[str]:
    """An experiment for every channel; checkpoints lie inside the campaign."""
    days = context.brief.days
    rules = missing(set(context.brief.channels), {e.channel for e in plan.experiments}, "experiments")
    late = [i for i, checkpoint in enumerate(plan.checkpoints) if checkpoint.day > days]
    return rules + [f"checkpoints[{i}].day: is after the campaign's last day {days}" for i in late]


def finish(plan: MeasurementPlan, context: Context) -> MeasurementPlan:
    """Date the checkpoints and compute the average budget per day (rounded to the cent)."""
    brief = context.brief
    checkpoints = [c.model_copy(update={"on": brief.start + timedelta(days=c.day - 1)}) for c in plan.checkpoints]
    per_day = (brief.budget.amount / brief.days).quantize(Decimal("0.01"))
    return plan.model_copy(update={"checkpoints": checkpoints, "budget_per_day": per_day})


ANALYTICS = Agent(
    name="analytics",
    produces="analytics",
    inputs=("strategy",),
    optional=("copy", "content", "distribution"),
    output=MeasurementPlan,
    broken_rules=broken_rules,
    finish=finish,
    instructions={
        Language.EN: (
            "You are a marketing analyst. Close the campaign's plan: an executive summary of what was made and "
            "why, one indicator per goal with its formula and source, one A/B experiment per channel on the "
            "copy's variants, checkpoints in campaign days (1 is the first day) with the decision to take, "
            "risks and next steps. Promise no results and invent no figures: numbers come from events once the "
            "campaign runs."
        ),
        Language.FR: (
            "Vous êtes analyste marketing. Concluez le plan de campagne : une synthèse de ce qui a été produit "
            "et pourquoi, un indicateur par but avec sa formule et sa source, une expérience A/B par canal sur "
            "les variantes des textes, des points de contrôle en jours de campagne (1 est le premier jour) "
            "avec la décision à prendre, les risques et les prochaines étapes. Ne promettez aucun résultat et "
            "n'inventez aucun chiffre : ils viendront des événements une fois la campagne lancée."
        ),
    },
)
