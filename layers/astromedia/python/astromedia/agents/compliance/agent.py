"""The compliance agent: code reads what other phases wrote by the rules of the regions, the model says it in words."""

from collections.abc import Mapping
from typing import Any

from astromedia.domain.brief import Language
from astromedia.domain.regions import Region

from ..definition import Agent, Context
from ..schema import Paragraph, Part, computed, says
from .finding import Checklist, Finding, Verdict
from .review import review

SHOWN, NAMED = 20, 3


class ComplianceReview(Part):
    """All but the summary is found by code. `unlisted` counts findings that are not told one by one."""

    summary: Paragraph = says("compliance.summary")
    verdict: Verdict | None = computed()
    regions: list[Region] | None = computed()
    findings: list[Finding] | None = computed()
    unlisted: int | None = computed()
    checklists: list[Checklist] | None = computed()


def shown(context: Context) -> Mapping[str, Any]:
    """What code found, for the model to put in words: not the texts themselves, which it has no say in."""
    found = review(context)
    return {
        "review": {
            "verdict": found.verdict,
            "outcome": found.outcome(),
            "regions": ", ".join(found.regions),
            "findings": [finding.model_dump(mode="json") for finding in found.listed[:SHOWN]],
        }
    }


def finish(written: ComplianceReview, context: Context) -> ComplianceReview:
    """The review as code made it, with the model's summary."""
    found = review(context)
    return ComplianceReview(
        summary=written.summary,
        verdict=found.verdict,
        regions=list(found.regions),
        findings=found.listed,
        unlisted=len(found.findings) - len(found.listed),
        checklists=found.checklists(),
    )


def needs_review(output: ComplianceReview) -> str | None:
    """What blocks: a person has to decide on it."""
    blocking = [finding for finding in output.findings or () if finding.severity == "block"]
    if not blocking:
        return None
    named = ", ".join(f"{finding.field} ({finding.rule})" for finding in blocking[:NAMED])
    return f"Compliance blocks: {named}{' and others' if len(blocking) > NAMED else ''}; see the findings"


COMPLIANCE = Agent(
    name="compliance",
    produces="compliance",
    inputs=(),
    optional=("copy", "content", "scriptwriting", "seo", "visuals", "video", "distribution"),
    output=ComplianceReview,
    reviews=True,
    shown=shown,
    finish=finish,
    needs_review=needs_review,
    instructions={
        Language.EN: (
            "You are a compliance editor. Code has read the campaign's texts by the rules of the regions; its result "
            "is given as `review`. Write a summary for the team in plain words: how it came out, what to change first "
            "and why, what needs proof or a person's decision. Say nothing that the review does not say, call "
            "nothing lawful or safe, and do not repeat the faulty wording. It is no legal advice."
        ),
        Language.FR: (
            "Vous êtes responsable conformité. Un programme a relu les textes de la campagne selon les règles des "
            "régions ; son résultat est donné dans `review`. Rédigez pour l'équipe une synthèse en mots simples : le "
            "bilan, ce qu'il faut changer d'abord et pourquoi, ce qui demande une preuve ou une décision. Ne dites "
            "rien que `review` ne dise, ne déclarez rien légal ni sûr, et ne reprenez pas les formules fautives. Ce "
            "n'est pas un avis juridique."
        ),
    },
)
