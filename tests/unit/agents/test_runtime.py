import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from astromedia.agents.allowance import RESERVE_SECONDS
from astromedia.agents.content import content_hash
from astromedia.agents.registry import AGENTS
from astromedia.agents.runtime import Outcome, Runtime
from astromedia.domain import transitions
from astromedia.domain.campaign import Attempt, Campaign, CampaignStatus, Failure, Phase, PhaseStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import ApprovalExpired, CampaignEnded, InputMissing, OutputInvalid, RenderPending
from astromedia.domain.event import EventType
from astromedia.domain.ids import new_id
from astromedia.domain.ledger import Entries, LedgerEntry
from astromedia.domain.review import ApprovalRule, Governance
from astromedia.domain.task import PhaseTask
from astromedia.gateway.calls import Answer, Media, TextCall, VideoCall
from astromedia.playbooks.builtin import CAMPAIGN
from tests.fakes import FakeAssets, FakeCampaigns, FakeClock, FakeFiles, FakeLedgerEntries, FakeModels
from tests.samples import campaign, entry, id_at

from ..domain.briefs import brief
from .samples import ANSWERS

CLOCK = FakeClock()
ID = new_id(CLOCK())
WORKSPACE = "W1"


class Stage:
    """A runtime on fakes, with a fresh campaign of the default playbook."""

    def __init__(
        self, answers: Mapping[str, Mapping[str, Any] | Exception] = ANSWERS, campaigns: FakeCampaigns | None = None
    ) -> None:
        self.models = FakeModels(answers)
        self.entries = self.models.entries
        self.campaigns = campaigns or FakeCampaigns()
        self.timeline = self.campaigns.timeline
        self.assets, self.files = FakeAssets(), FakeFiles()
        self.campaigns.add(
            Campaign(
                id=ID,
                workspace_id=WORKSPACE,
                created_by="U1",
                name="Test",
                playbook="campaign",
                brief=brief(),
                created_at=CLOCK(),
            ),
            [
                Phase(
                    campaign_id=ID,
                    workspace_id=WORKSPACE,
                    name=p.name,
                    agent=p.agent,
                    position=i,
                    needs=p.needs,
                    produces=AGENTS[p.agent].produces,
                    approval=p.approval,
                )
                for i, p in enumerate(CAMPAIGN.phases)
            ],
        )
        self.runtime = Runtime(
            campaigns=self.campaigns,
            entries=self.entries,
            assets=self.assets,
            files=self.files,
            models=self.models,
            clock=CLOCK,
        )

    def run(self, phase: str) -> Outcome:
        agent = AGENTS[self.phase(phase).agent]
        return self.runtime.run(
            lambda phase: agent, PhaseTask(workspace_id=WORKSPACE, campaign_id=ID, request_id="R1", phase=phase)
        )

    def run_all(self) -> None:
        for phase in CAMPAIGN.phases:
            self.run(phase.name)

    def phase(self, name: str) -> Phase:
        return self.campaigns.phase(WORKSPACE, ID, name)

    def events(self) -> list[EventType]:
        return [event.type for event in self.timeline.since(WORKSPACE, ID, 0, 100)]


def test_the_whole_team_completes_the_default_playbook() -> None:
    stage = Stage()
    stage.run_all()
    phases = stage.campaigns.phases(WORKSPACE, ID)
    assert {phase.status for phase in phases} == {PhaseStatus.COMPLETED}
    assert sum(phase.cost for phase in phases) == Decimal("0.25") * 10 + Decimal("0.04") * 4 + Decimal("0.80")
    assert stage.events().count(EventType.PHASE_COMPLETED) == 10
    assert stage.events().count(EventType.ASSET_CREATED) == 5


def test_an_agent_reads_the_brief_and_what_it_declared_and_nothing_else() -> None:
    stage = Stage()
    stage.run_all()
    for call in stage.models.calls:
        if hasattr(call, "inputs"):
            agent = AGENTS[call.purpose.agent]
            assert set(call.inputs) == {"brief", *agent.inputs, *agent.optional}


class Filming(FakeModels):
    """Makes a film in the background: it is there when it is asked for the third time."""

    asked = 0

    def video(self, call: VideoCall) -> Answer[Media]:
        self.asked += 1
        if self.asked < 3:
            raise RenderPending("goes on", seconds=7)
        return super().video(call)


def test_a_phase_whose_film_is_being_made_is_run_again_and_has_not_failed() -> None:
    stage = Stage()
    stage.runtime = dataclasses.replace(stage.runtime, models=Filming(ANSWERS, stage.entries))
    for name in ("research", "strategy", "scriptwriting", "seo", "copy", "visuals"):
        stage.run(name)
    before = stage.events()
    assert [stage.run("video") for _ in range(3)] == [
        Outcome("video", "RENDERING", 7),
        Outcome("video", "RENDERING", 7),
        Outcome("video", "COMPLETED"),
    ]
    done = stage.phase("video")
    assert (done.status, done.failure) == (PhaseStatus.COMPLETED, None)
    assert done.cost == Decimal("0.25") + Decimal("0.80")
    told = stage.events()[len(before) :]
    assert told.count(EventType.PHASE_STARTED) == told.count(EventType.PHASE_COMPLETED) == 1
    assert not {EventType.PHASE_FAILED, EventType.PHASE_RETRIED} & set(told)


def test_an_output_is_stored_with_the_hash_of_its_exact_content() -> None:
    stage = Stage()
    assert stage.run("research") == Outcome("research", "COMPLETED")
    done = stage.phase("research")
    assert done.output == ANSWERS["analyst"]
    assert done.content_hash == content_hash(ANSWERS["analyst"])
    assert [attempt.provider for attempt in done.attempts] == ["fake"]


def test_a_completed_phase_is_left_as_it_is() -> None:
    stage = Stage()
    stage.run("research")
    stage.run("research")
    assert len(stage.models.calls) == 1
    assert stage.events() == [EventType.PHASE_STARTED, EventType.COST_SETTLED, EventType.PHASE_COMPLETED]


def test_a_phase_that_starts_too_early_says_what_it_lacks() -> None:
    stage = Stage()
    with pytest.raises(InputMissing, match="Phase strategy needs research"):
        stage.run("strategy")
    assert stage.phase("strategy").status is PhaseStatus.FAILED


def test_a_failure_is_recorded_by_its_class_name_and_raised() -> None:
    stage = Stage({"analyst": OutputInvalid("swot: missing; add it")})
    with pytest.raises(OutputInvalid):
        stage.run("research")
    failure = stage.phase("research").failure
    assert failure is not None
    assert (failure.error, failure.detail) == ("OutputInvalid", "swot: missing; add it")
    assert stage.events() == [EventType.PHASE_STARTED, EventType.PHASE_FAILED]


def test_an_unexpected_error_tells_people_nothing_of_its_text() -> None:
    stage = Stage({"analyst": RuntimeError("secret")})
    with pytest.raises(RuntimeError):
        stage.run("research")
    failure = stage.phase("research").failure
    assert failure is not None
    assert failure.error == "RuntimeError"
    assert "secret" not in failure.detail


def test_a_retry_after_a_failure_completes_the_same_phase() -> None:
    stage = Stage({"analyst": RuntimeError("once")})
    with pytest.raises(RuntimeError):
        stage.run("research")
    stage.models.answers["analyst"] = ANSWERS["analyst"]
    stage.run("research")
    done = stage.phase("research")
    assert (done.status, done.failure, done.revision) == (PhaseStatus.COMPLETED, None, 1)


def test_what_was_paid_before_a_failure_stays_with_the_phase() -> None:
    error = OutputInvalid("swot: missing")
    error.attempts = (Attempt(provider="openai", model="m", failure=Failure(error="OutputInvalid", detail="swot")),)
    stage = Stage({"analyst": error})
    stage.entries.add(paid_before("0.10"))
    with pytest.raises(OutputInvalid):
        stage.run("research")
    assert stage.phase("research").cost == Decimal("0.10")
    stage.models.answers["analyst"] = ANSWERS["analyst"]
    stage.run("research")
    done = stage.phase("research")
    assert [attempt.provider for attempt in done.attempts] == ["openai", "fake"]
    assert done.cost == Decimal("0.35")


def paid_before(cost: str, **changes: Any) -> LedgerEntry:
    """An entry of the research phase from a run that ended badly."""
    return entry(campaign(id=ID, workspace_id=WORKSPACE), **{"id": id_at(), "cost": cost} | changes)


def test_the_first_run_is_not_a_repeat_and_any_later_one_is() -> None:
    stage = Stage({"analyst": RuntimeError("once")})
    for _ in range(2):
        with pytest.raises(RuntimeError):
            stage.run("research")
    assert [call.repeated for call in stage.models.calls] == [False, True]


def test_a_phase_costs_what_the_ledger_says_of_its_revision() -> None:
    stage = Stage()
    stage.campaigns.commit(transitions.started(stage.phase("research"), "R0", CLOCK()))
    stage.entries.add(paid_before("0.10"))
    stage.entries.add(paid_before("0", source="cache", saved="0.30"))
    stage.entries.add(paid_before("7.00", revision=2))
    stage.entries.add(paid_before("7.00", phase="copy"))
    stage.run("research")
    assert (stage.phase("research").cost, stage.phase("research").saved) == (Decimal("0.35"), Decimal("0.30"))


class Stumbling(FakeCampaigns):
    """Campaigns that cannot be written the first time a phase is completed."""

    stumbled = False

    def commit(self, change: Change) -> Change:
        if any(event.type is EventType.PHASE_COMPLETED for event in change.events) and not self.stumbled:
            self.stumbled = True
            raise ConnectionError("throttled")
        return super().commit(change)


def test_a_crash_before_the_end_is_recorded_costs_no_second_answer() -> None:
    stage = Stage(campaigns=Stumbling())
    with pytest.raises(ConnectionError):
        stage.run("research")
    assert stage.phase("research").status is PhaseStatus.RUNNING
    assert EventType.PHASE_COMPLETED not in stage.events()
    assert stage.run("research") == Outcome("research", "COMPLETED")
    wanted = [EventType.PHASE_STARTED, EventType.PHASE_RETRIED, EventType.COST_SETTLED, EventType.PHASE_COMPLETED]
    assert stage.events() == wanted


def test_rendering_again_makes_no_second_asset() -> None:
    stage = Stage()
    stage.run_all()
    first = stage.assets.of_campaign(WORKSPACE, ID)
    stage.campaigns.set(stage.phase("visuals").model_copy(update={"status": PhaseStatus.RUNNING}))
    stage.run("visuals")
    assert stage.assets.of_campaign(WORKSPACE, ID) == first
    assert {asset.key.split("/")[0] for asset in first} == {WORKSPACE}
    assert all(stage.files.get(asset.key) in (b"png", b"mp4") for asset in first)


def test_an_asset_knows_its_bytes_and_its_size() -> None:
    stage = Stage()
    stage.run_all()
    video = next(asset for asset in stage.assets.of_campaign(WORKSPACE, ID) if asset.kind == "video")
    assert (video.size, video.facts, video.offline_draft) == (3, {"width": 1280, "height": 720, "seconds": 8.0}, False)


def test_a_phase_spends_for_whoever_launched_the_campaign_within_its_quote() -> None:
    stage = Stage()
    launch = {"launched_by": "U2", "launched_with": "K2"}
    most = {"visuals": Decimal("0.30"), "research": Decimal(1)}
    stage.campaigns.set(stage.campaigns.get(WORKSPACE, ID).model_copy(update=launch | {"max_costs": most}))
    stage.run_all()
    assert {(call.purpose.user_id, call.purpose.api_key_id) for call in stage.models.calls} == {("U2", "K2")}
    drawn = [call.max_cost for call in stage.models.calls if call.purpose.phase == "visuals"]
    assert drawn[:3] == [Decimal("0.30"), Decimal("0.05"), Decimal("0.01")]
    assert [call.max_cost for call in stage.models.calls if call.purpose.phase == "copy"] == [None]


def test_what_an_earlier_run_spent_is_not_there_for_the_next() -> None:
    stage = Stage({"analyst": RuntimeError("once")})
    known = stage.campaigns.get(WORKSPACE, ID)
    stage.campaigns.set(known.model_copy(update={"max_costs": {"research": Decimal("1.00")}}))
    for _ in range(2):
        stage.entries.add(paid_before("0.10"))
        with pytest.raises(RuntimeError):
            stage.run("research")
    assert [call.max_cost for call in stage.models.calls] == [Decimal("1.00"), Decimal("0.80")]


def test_no_call_may_take_longer_than_its_lambda_lives() -> None:
    stage = Stage()
    runtime = dataclasses.replace(stage.runtime, monotonic=lambda: 1000.0)
    task = PhaseTask(workspace_id=WORKSPACE, campaign_id=ID, request_id="R1", phase="research")
    runtime.run(lambda phase: AGENTS["analyst"], task, seconds=100.0)
    assert stage.models.calls[0].max_seconds == 100.0 - RESERVE_SECONDS


def governed(stage: Stage, **changes: Any) -> None:
    stage.campaigns.set(stage.campaigns.get(WORKSPACE, ID).model_copy(update=changes))


def test_a_phase_that_people_approve_waits_with_its_output_there_to_be_seen() -> None:
    stage = Stage()
    governed(stage, governance=Governance.GUIDED)
    assert stage.run("research") == Outcome("research", "AWAITING_APPROVAL")
    waiting = stage.phase("research")
    assert (waiting.output, waiting.ended_at) == (ANSWERS["analyst"], None)
    assert waiting.review is not None
    assert (waiting.review.requested_at, waiting.review.decision) == (CLOCK(), None)
    assert stage.events()[-1] is EventType.PHASE_AWAITING_APPROVAL
    assert stage.run("research") == Outcome("research", "AWAITING_APPROVAL")
    assert len(stage.models.calls) == 1


@pytest.mark.parametrize(
    ("governance", "rules", "status"),
    [
        (Governance.AUTO, {}, "COMPLETED"),
        (Governance.AUTO, {"research": ApprovalRule.MARKED}, "COMPLETED"),
        (Governance.AUTO, {"research": ApprovalRule.REQUIRED}, "AWAITING_APPROVAL"),
        (Governance.SEMI_AUTO, {}, "COMPLETED"),
        (Governance.SEMI_AUTO, {"research": ApprovalRule.MARKED}, "AWAITING_APPROVAL"),
        (Governance.GUIDED, {"research": ApprovalRule.NEVER}, "COMPLETED"),
    ],
)
def test_governance_and_the_phases_rule_say_whether_it_waits(
    governance: Governance, rules: dict[str, ApprovalRule], status: str
) -> None:
    stage = Stage()
    governed(stage, governance=governance, phase_rules=rules)
    assert stage.run("research").status == status


@pytest.mark.parametrize("failed", [False, True])
def test_what_counts_is_the_governance_when_the_agent_is_done(failed: bool) -> None:
    stage = Stage()

    class Meanwhile(FakeModels):
        """While the model writes, a person changes the governance (and somebody marks the phase as failed)."""

        def text(self, call: Any, check: Any) -> Answer[Any]:
            now = stage.campaigns.get(WORKSPACE, ID)
            guided = now.model_copy(update={"governance": Governance.GUIDED})
            ended = {"status": PhaseStatus.FAILED}
            phases = [stage.phase("research").model_copy(update=ended)] if failed else []
            stage.campaigns.commit(Change(WORKSPACE, ID, campaign=guided, phases=phases))
            return super().text(call, check)

    stage.runtime = dataclasses.replace(stage.runtime, models=Meanwhile(ANSWERS, stage.entries))
    assert stage.run("research").status == "AWAITING_APPROVAL"
    assert stage.phase("research").review is not None
    assert stage.events().count(EventType.PHASE_AWAITING_APPROVAL) == 1


def test_an_output_that_must_be_looked_at_waits_whatever_the_governance() -> None:
    stage = Stage()
    doubtful = dataclasses.replace(AGENTS["analyst"], needs_review=lambda output: "a claim without proof")
    task = PhaseTask(workspace_id=WORKSPACE, campaign_id=ID, request_id="R1", phase="research")
    assert stage.runtime.run(lambda phase: doubtful, task).status == "AWAITING_APPROVAL"
    review = stage.phase("research").review
    assert review is not None
    assert review.reason == "a claim without proof"


def test_a_paused_campaign_begins_no_phase() -> None:
    stage = Stage()
    governed(stage, status=CampaignStatus.PAUSED)
    assert stage.run("research") == Outcome("research", "PAUSED")
    assert (stage.models.calls, stage.events()) == ([], [])


def test_a_cancelled_campaign_ends_the_phase_before_anything_is_asked() -> None:
    stage = Stage()
    governed(stage, status=CampaignStatus.CANCELLED)
    with pytest.raises(CampaignEnded):
        stage.run("research")
    assert stage.models.calls == []


class Cancelling(FakeCampaigns):
    """Somebody skips the phase while its agent is at work."""

    def commit(self, change: Change) -> Change:
        if any(event.type is EventType.PHASE_COMPLETED for event in change.events):
            skipped = self.phase(WORKSPACE, ID, "research").model_copy(update={"status": PhaseStatus.SKIPPED})
            super().commit(Change(WORKSPACE, ID, phases=[skipped]))
        return super().commit(change)


def test_work_on_a_phase_that_was_skipped_meanwhile_comes_to_nothing() -> None:
    stage = Stage(campaigns=Cancelling())
    with pytest.raises(CampaignEnded):
        stage.run("research")
    assert (stage.phase("research").status, stage.phase("research").output) == (PhaseStatus.SKIPPED, None)


class Overtaken(FakeCampaigns):
    """The clean-up marks the phase as failed right before its agent is done."""

    overtaken = False

    def commit(self, change: Change) -> Change:
        if any(event.type is EventType.PHASE_COMPLETED for event in change.events) and not self.overtaken:
            self.overtaken = True
            failed = self.phase(WORKSPACE, ID, "research").model_copy(update={"status": PhaseStatus.FAILED})
            super().commit(Change(WORKSPACE, ID, phases=[failed]))
        return super().commit(change)


def test_work_that_is_done_counts_though_the_campaign_failed_meanwhile() -> None:
    stage = Stage(campaigns=Overtaken())
    assert stage.run("research") == Outcome("research", "COMPLETED")
    assert stage.phase("research").status is PhaseStatus.COMPLETED


def rejected(stage: Stage, feedback: str) -> None:
    """A person sends the waiting revision of `research` back."""
    waiting = stage.phase("research")
    assert waiting.review is not None
    review = waiting.review.model_copy(update={"decision": "rejected", "feedback": feedback})
    stage.campaigns.commit(transitions.rejected(waiting, review, "R2", CLOCK()))


def test_a_new_revision_is_asked_for_with_the_feedback_and_what_was_rejected_and_says_what_it_did() -> None:
    answering = ANSWERS["analyst"] | {"response_to_feedback": "Shortened the summary."}
    stage = Stage()
    governed(stage, governance=Governance.GUIDED)
    stage.run("research")
    rejected(stage, "Shorter.")
    stage.models.answers["analyst"] = answering
    assert stage.run("research").status == "AWAITING_APPROVAL"
    fresh = stage.phase("research")
    assert (fresh.revision, fresh.response, fresh.output) == (2, "Shortened the summary.", ANSWERS["analyst"])
    call = stage.models.calls[-1]
    assert isinstance(call, TextCall)
    assert (call.feedback, call.previous_output, call.seed) == ("Shorter.", ANSWERS["analyst"], 2)
    started = [event for event in stage.timeline.since(WORKSPACE, ID, 0, 99) if event.type is EventType.PHASE_STARTED]
    assert started[-1].data["feedback"] == "Shorter."


def test_an_approval_that_expired_fails_the_phase_and_a_retry_asks_again_for_the_same_content() -> None:
    stage = Stage()
    governed(stage, governance=Governance.GUIDED)
    stage.run("research")
    waiting = stage.phase("research")
    assert waiting.review is not None
    over = waiting.review.model_copy(update={"decision": "expired"})
    stage.campaigns.set(waiting.model_copy(update={"review": over}))
    with pytest.raises(ApprovalExpired):
        stage.run("research")
    assert stage.phase("research").status is PhaseStatus.FAILED
    assert stage.run("research").status == "AWAITING_APPROVAL"
    again = stage.phase("research")
    assert again.review is not None
    assert (again.review.decision, again.content_hash, again.revision) == (None, waiting.content_hash, 1)
    assert len(stage.models.calls) == 1


@pytest.mark.parametrize(("on_expiry", "asked"), [("fail", 2), ("approve", 1)])
def test_an_approval_that_nobody_could_give_as_the_campaign_had_failed_is_asked_for_again(
    on_expiry: str, asked: int
) -> None:
    stage = Stage()
    governed(stage, governance=Governance.GUIDED)
    stage.run("research")
    waiting = stage.phase("research")
    assert waiting.review is not None
    passed = waiting.review.model_copy(update={"expires_at": waiting.review.requested_at, "on_expiry": on_expiry})
    stage.campaigns.set(waiting.model_copy(update={"review": passed}))
    for _ in range(2):
        assert stage.run("research").status == "AWAITING_APPROVAL"
    assert stage.timeline.types(WORKSPACE, ID).count(EventType.PHASE_AWAITING_APPROVAL) == asked


@pytest.mark.parametrize("begun_before", [False, True])
def test_only_a_phase_that_was_begun_before_asks_what_it_has_cost(begun_before: bool) -> None:
    stage, asked = Stage(), list[str]()

    class Books(FakeLedgerEntries):
        def books(self, workspace_id: str, campaign_id: str) -> Entries:
            asked.append(campaign_id)
            return stage.entries.books(workspace_id, campaign_id)

    if begun_before:
        stage.campaigns.commit(transitions.started(stage.phase("research"), "R0", CLOCK()))
        stage.entries.add(paid_before("0.10"))
    stage.runtime = dataclasses.replace(stage.runtime, entries=Books())
    stage.run("research")
    assert stage.phase("research").cost == (Decimal("0.35") if begun_before else Decimal("0.25"))
    assert bool(asked) is begun_before
    told = [event for event in stage.timeline.since(WORKSPACE, ID, 0, 99) if event.type is EventType.COST_SETTLED]
    assert sum(Decimal(event.data["cost"]) for event in told) == stage.phase("research").cost


def test_costs_are_told_once_each() -> None:
    stage = Stage({"analyst": RuntimeError("once")})
    stage.entries.add(paid_before("0.10"))
    with pytest.raises(RuntimeError):
        stage.run("research")
    stage.models.answers["analyst"] = ANSWERS["analyst"]
    stage.run("research")
    told = [event.data["cost"] for event in stage.timeline.since(WORKSPACE, ID, 0, 99) if "entry_id" in event.data]
    assert told == ["0.10", "0.25"]
