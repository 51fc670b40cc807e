"""The compliance agent: verdict and findings by code, words by the model, and a person where something blocks."""

import json
from copy import deepcopy
from typing import Any

import pytest

from astromedia.agents.compliance.agent import COMPLIANCE, ComplianceReview
from astromedia.agents.compliance.review import MOST, MOST_PER_RULE, review
from astromedia.agents.definition import Context
from astromedia.agents.prompt import checked, model_facing_schema, text_call
from astromedia.agents.runtime import Outcome, Runtime
from astromedia.domain.campaign import Campaign, Phase, PhaseStatus
from astromedia.domain.errors import InputMissing
from astromedia.domain.ids import new_id
from astromedia.domain.regions import Region
from astromedia.domain.rules import ValidationRule
from astromedia.domain.task import PhaseTask
from astromedia.gateway.calls import Purpose
from astromedia.gateway.providers.offline.compose import compose
from tests.fakes import FakeAssets, FakeCampaigns, FakeClock, FakeFiles, FakeModels

from ...domain.briefs import brief
from ..samples import ANSWERS, COPY

CLOCK = FakeClock()
ID = new_id(CLOCK())
FOOTER = "Northwind Labs, {{postal_address}}. Unsubscribe: {{unsubscribe_url}}"
PURPOSE = Purpose(
    workspace_id="W", campaign_id="C", phase="compliance", revision=1, request_id="R", agent="compliance", step="draft"
)


def deck(body: str = "Plan the week.", footer: str = FOOTER) -> dict[str, Any]:
    made = deepcopy(ANSWERS["copywriter"])
    for copy in made["channels"]:
        end = f"\n\n{footer}" if copy["channel"] == "email" else ""
        for variant in ("a", "b"):
            copy[variant] = COPY | {"headline": f"See your week {variant}", "body": body + end}
    return made


def context(body: str = "Plan the week.", rule: ValidationRule | None = None, **changes: Any) -> Context:
    return Context(brief(**changes), {"copy": deck(body)}, rule=rule)


def finished(of: Context) -> ComplianceReview:
    written = checked(COMPLIANCE, of, {"summary": "As found."}).output
    return ComplianceReview.model_validate(COMPLIANCE.finish(ComplianceReview.model_validate(written), of))


def test_clean_copy_passes_and_needs_nobody() -> None:
    output = finished(context())
    assert (output.verdict, output.findings, output.unlisted) == ("PASS", [], 0)
    assert output.regions == [Region.US]
    assert COMPLIANCE.needs_review(output) is None


def test_what_warns_does_not_ask_for_a_person() -> None:
    output = finished(context("Last chance to plan the week."))
    assert output.verdict == "WARN"
    assert COMPLIANCE.needs_review(output) is None


def test_what_blocks_asks_for_a_person_and_says_why() -> None:
    output = finished(context("Guaranteed results every week."))
    assert output.verdict == "BLOCK"
    assert COMPLIANCE.needs_review(output) == (
        "Compliance blocks: copy.channels[0].a.body (claims.guaranteed_results), "
        "copy.channels[0].b.body (claims.guaranteed_results), "
        "copy.channels[1].a.body (claims.guaranteed_results) and others; see the findings"
    )


def test_the_model_cannot_write_a_verdict() -> None:
    assert model_facing_schema(ComplianceReview)["required"] == ["summary"]
    assert list(model_facing_schema(ComplianceReview)["properties"]) == ["summary"]
    smuggled = COMPLIANCE.finish(ComplianceReview(summary="Fine.", verdict="PASS"), context("Guaranteed results."))
    assert smuggled.verdict == "BLOCK"


def test_the_phases_rule_names_the_regions() -> None:
    rule = ValidationRule(compliance=(Region.FR, Region.UK))
    output = finished(context("Ask your parents to buy it.", rule))
    assert output.regions == [Region.UK, Region.EU, Region.FR]
    assert output.findings
    assert {tuple(finding.regions) for finding in output.findings} == {(Region.UK, Region.EU)}


def test_the_summary_itself_may_speak_of_what_is_wrong() -> None:
    of = context(rule=ValidationRule(compliance=(Region.US,), must_include=("found",)))
    assert checked(COMPLIANCE, of, {"summary": "We found: guaranteed results."})


def test_the_checklist_tells_for_each_region_what_was_looked_at() -> None:
    output = finished(context("Guaranteed results, last chance.", ValidationRule(compliance=(Region.US, Region.CA))))
    assert output.checklists
    assert [checklist.region for checklist in output.checklists] == [Region.US, Region.CA]
    status = {item.rule: item.status for item in output.checklists[0].items if item.rule}
    assert status["claims.guaranteed_results"] == "block"
    assert status["claims.urgency"] == "warn"
    assert status["unsubscribe.link"] == "pass"
    assert "alcohol.appeal" not in status
    assert [item.source for item in output.checklists[0].items if item.status == "to_do"]


def test_rules_for_channels_that_the_brief_does_not_have_are_not_listed() -> None:
    output = finished(Context(brief(channels=["x"]), {"content": {"title": "Hello"}}))
    assert output.checklists
    assert not [item for item in output.checklists[0].items if (item.rule or "").startswith("unsubscribe")]


def test_one_rule_broken_everywhere_does_not_bury_the_others() -> None:
    parts = [{"text": "Last chance."} for _ in range(30)] + [{"text": "Rated 5/5."}]
    output = finished(Context(brief(), {"mine": {"parts": parts}}))
    assert output.findings
    assert [finding.rule for finding in output.findings].count("claims.urgency") == MOST_PER_RULE < MOST
    assert output.findings[-1].rule == "claims.reviews"
    assert output.unlisted == 25


def test_what_is_for_the_team_is_not_read() -> None:
    made = deck()
    made["channels"][0]["a"] = made["channels"][0]["a"] | {"angle": "Last chance"}
    inputs = {"copy": made, "strategy": {"risk": "Guaranteed results"}, "own": {"angle": "Last chance"}}
    assert [finding.field for finding in review(Context(brief(), inputs)).findings] == ["own.angle"]


def test_the_model_sees_the_findings_and_not_the_texts() -> None:
    call = text_call(COMPLIANCE, context("Guaranteed results, as every week."), PURPOSE)
    assert set(call.inputs) == {"brief", "review"}
    assert call.inputs["review"]["outcome"] == "6 points must be settled before publishing"
    assert "as every week" not in json.dumps(call.inputs["review"])


@pytest.mark.parametrize(
    ("body", "languages", "said"),
    [
        ("Plan the week.", ["en"], "none of the rules that were looked at is broken"),
        ("Last chance.", ["en"], "a person should look at 6 points"),
        ("Dernière chance.", ["fr"], "6 points à faire vérifier par une personne"),
        ("Bon pain.", ["fr"], "aucune des règles examinées n'est enfreinte"),
    ],
)
def test_the_offline_composer_says_how_it_came_out(body: str, languages: list[str], said: str) -> None:
    made = deck(body)
    made["channels"] = [copy | {"language": languages[0]} for copy in made["channels"]]
    of = Context(brief(languages=languages), {"copy": made})
    summary = checked(COMPLIANCE, of, compose(text_call(COMPLIANCE, of, PURPOSE))).output.model_dump()["summary"]
    assert said in summary
    assert ", ".join(review(of).regions) in summary


class Stage:
    """A copy that is done and a compliance phase after it, on fakes."""

    def __init__(self, body: str) -> None:
        self.campaigns = FakeCampaigns()
        made = {"campaign_id": ID, "workspace_id": "W"}
        done = {"status": PhaseStatus.COMPLETED, "output": deck(body)}
        self.campaigns.add(
            Campaign(
                id=ID,
                workspace_id="W",
                created_by="U",
                name="T",
                playbook="own",
                brief=brief(),
                created_at=CLOCK(),
            ),
            [
                Phase(**made, name="copy", agent="copywriter", position=0, needs=(), produces="copy", **done),
                Phase(
                    **made, name="compliance", agent="compliance", position=1, needs=("copy",), produces="compliance"
                ),
                Phase(**made, name="early", agent="compliance", position=2, needs=(), produces="compliance"),
            ],
        )
        self.runtime = Runtime(
            campaigns=self.campaigns,
            entries=(models := FakeModels(ANSWERS)).entries,
            assets=FakeAssets(),
            files=FakeFiles(),
            models=models,
            clock=CLOCK,
        )

    def run(self, phase: str = "compliance") -> Outcome:
        return self.runtime.run(
            lambda phase: COMPLIANCE, PhaseTask(workspace_id="W", campaign_id=ID, request_id="R", phase=phase)
        )


def test_a_blocked_phase_waits_for_a_person_whatever_the_governance() -> None:
    stage = Stage("Guaranteed results.")
    assert stage.run().status == "AWAITING_APPROVAL"
    output = stage.campaigns.phase("W", ID, "compliance").output
    assert output
    assert output["verdict"] == "BLOCK"


def test_a_clean_phase_is_completed() -> None:
    assert Stage("Plan the week.").run().status == "COMPLETED"


def test_a_review_of_nothing_is_an_error_before_anything_is_paid() -> None:
    with pytest.raises(InputMissing, match="Phase early needs one of copy, content"):
        Stage("Plan the week.").run("early")
