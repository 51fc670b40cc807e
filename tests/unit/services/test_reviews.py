"""People decide on exact content, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from astromedia.agents.content import content_hash
from astromedia.domain.account import Caller
from astromedia.domain.campaign import CampaignStatus, Phase, PhaseStatus
from astromedia.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.role import Role
from astromedia.domain.rules import ValidationRule
from astromedia.playbooks.model import PlaybookPhase
from astromedia.services.gates import CHECK
from astromedia.services.merging import merged

from .desk import ADA, BOB, EVE, OUTPUT, VIEWER, Desk

HASH = content_hash(OUTPUT)


def approve(desk: Desk, who: Caller = ADA, **more: object) -> Phase:
    return desk.reviews.approve(who, desk.made.id, "copy", HASH, **more)  # type: ignore[arg-type]


def reject(desk: Desk, who: Caller = ADA, feedback: str = "Shorter.") -> Phase:
    return desk.reviews.reject(who, desk.made.id, "copy", feedback, HASH)


def test_an_approval_completes_the_phase_and_wakes_who_waited() -> None:
    desk = Desk()
    done = approve(desk, comment="Good.")
    assert (done.status, done.output, done.content_hash) == (PhaseStatus.COMPLETED, OUTPUT, HASH)
    assert done.review is not None
    assert (done.review.decision, done.review.decided_by, done.review.feedback) == ("approved", "U1", "Good.")
    assert desk.engine.woken == ["token-copy"]
    assert desk.events() == [EventType.PHASE_APPROVED, EventType.PHASE_COMPLETED]
    assert desk.verdicts == [("copy", 1, "approved")]


def test_edits_become_the_content() -> None:
    desk = Desk()
    done = approve(desk, edits={"title": "Goodbye", "points": ["three"]})
    assert done.output == OUTPUT | {"title": "Goodbye", "points": ["three"]}
    assert done.content_hash == content_hash(done.output or {}) != HASH
    assert done.review is not None
    assert done.review.decision == "edited"
    assert desk.verdicts == [("copy", 1, "edited")]


def test_edits_that_change_nothing_are_no_edits() -> None:
    desk = Desk()
    done = approve(desk, edits={"title": "Hello"})
    assert done.review is not None
    assert (done.review.decision, done.content_hash) == ("approved", HASH)


@pytest.mark.parametrize(
    ("edits", "field"),
    [
        ({"title": None}, "edits.title"),
        ({"points": "one"}, "edits.points"),
        ({"title": "LOUD"}, "edits.title"),
        ({"picture": "a whale"}, "edits"),
    ],
)
def test_edits_that_break_the_rules_or_would_need_another_picture_are_refused(
    edits: dict[str, object], field: str
) -> None:
    desk = Desk()
    with pytest.raises(InvalidInput) as refused:
        approve(desk, edits=edits)
    assert [error.field for error in refused.value.errors] == [field]
    assert desk.phase().status is PhaseStatus.AWAITING_APPROVAL
    assert desk.engine.woken == []


def test_edits_that_make_it_too_large_to_be_kept_are_refused() -> None:
    desk = Desk()
    with pytest.raises(InvalidInput) as refused:
        approve(desk, edits={"points": ["x" * 100_000] * 3})
    assert "bytes as JSON" in refused.value.errors[0].message
    assert desk.phase("copy").status is PhaseStatus.AWAITING_APPROVAL


def test_a_rejection_closes_the_revision_and_begins_the_next_with_the_feedback() -> None:
    desk = Desk()
    fresh = reject(desk)
    assert (fresh.status, fresh.revision, fresh.feedback) == (PhaseStatus.IDLE, 2, "Shorter.")
    assert (fresh.output, fresh.content_hash, fresh.review) == (None, None, None)
    (closed,) = desk.campaigns.revisions("W1", desk.made.id, "copy")
    assert (closed.revision, closed.output) == (1, OUTPUT)
    assert closed.review is not None
    assert (closed.review.decision, closed.review.feedback) == ("rejected", "Shorter.")
    assert desk.engine.woken == ["token-copy"]
    assert desk.events() == [EventType.PHASE_REJECTED]
    assert desk.verdicts == [("copy", 1, "rejected")]


def test_what_the_playbook_says_of_a_phase_is_said_of_its_next_revision_too() -> None:
    desk = Desk()
    said = {name for name in PlaybookPhase.model_fields if name in Phase.model_fields}
    told = {
        "title": "Slogans",
        "group": "Ideas",
        "inputs": ("research",),
        "validation": ValidationRule(longest_words=9),
    }
    desk.campaigns.set(desk.phase("copy").model_copy(update=told))
    before = desk.phase("copy")
    assert reject(desk).model_dump(include=said) == before.model_dump(include=said)
    assert told.keys() <= said


@pytest.mark.parametrize("status", [CampaignStatus.RUNNING, CampaignStatus.COMPLETED])
def test_a_late_click_on_what_was_edited_is_told_so_also_when_the_campaign_is_over(status: CampaignStatus) -> None:
    desk = Desk()
    approve(desk, edits={"title": "Goodbye"})
    desk.campaigns.set(desk.campaign.model_copy(update={"status": status}))
    with pytest.raises(Conflict, match="it was edited by U1 at"):
        approve(desk, BOB)


LATE: dict[str, tuple[Callable[[Desk], object], str]] = {
    "after an approval": (approve, "it was approved by U1 at"),
    "after a rejection": (reject, "That is revision 1 of phase copy, which was rejected by U1 at"),
}


@pytest.mark.parametrize("before", LATE)
@pytest.mark.parametrize("late", [approve, reject])
def test_a_late_click_is_told_what_was_decided(before: str, late: Callable[[Desk, Caller], Phase]) -> None:
    desk = Desk()
    first, reason = LATE[before]
    first(desk)
    with pytest.raises(Conflict, match=reason):
        late(desk, BOB)


def test_a_decision_without_a_hash_on_a_phase_that_works_again_says_what_it_waits_for() -> None:
    desk = Desk()
    reject(desk)
    with pytest.raises(Conflict, match="revision 1 was rejected, and the next one answers that"):
        desk.reviews.reject(ADA, desk.made.id, "copy", "And warmer.")


def test_content_that_is_not_there_is_not_approved() -> None:
    desk = Desk()
    with pytest.raises(Conflict, match="not the one you decided on"):
        desk.reviews.approve(ADA, desk.made.id, "copy", "0" * 64)
    with pytest.raises(Conflict, match="is RUNNING; only one that is AWAITING_APPROVAL"):
        desk.reviews.approve(ADA, desk.made.id, "seo", HASH)


def test_nothing_is_decided_in_a_campaign_that_was_cancelled() -> None:
    desk = Desk(status=CampaignStatus.CANCELLED)
    with pytest.raises(Conflict, match="is CANCELLED"):
        approve(desk)


def test_what_waits_in_a_campaign_that_failed_elsewhere_can_be_decided_on_before_it_is_retried() -> None:
    desk = Desk(status=CampaignStatus.FAILED)
    assert approve(desk).status is PhaseStatus.COMPLETED
    assert desk.campaign.status is CampaignStatus.FAILED


def test_of_many_who_decide_at_once_one_wins_and_the_others_are_told_why() -> None:
    desk, start = Desk(), Barrier(8)

    def decide(i: int) -> str:
        start.wait()
        try:
            (approve if i % 2 else reject)(desk, ADA)
        except Conflict as refused:
            return refused.detail
        return "won"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(decide, range(8)))
    assert answers.count("won") == 1
    assert all("approved by U1" in answer or "rejected by U1" in answer for answer in answers if answer != "won")
    assert len(desk.verdicts) == 1


def test_viewers_and_strangers_decide_nothing() -> None:
    desk = Desk()
    with pytest.raises(Forbidden):
        approve(desk, VIEWER)
    with pytest.raises(NotFound):
        approve(desk, EVE)
    with pytest.raises(NotFound, match="no phase tea"):
        desk.reviews.approve(ADA, desk.made.id, "tea", HASH)


def test_another_member_can_be_asked_and_is_asked_for_the_next_revision_too() -> None:
    desk = Desk()
    desk.join(BOB)
    asked = desk.reviews.reassign(ADA, desk.made.id, "copy", "U2")
    assert asked.review is not None
    assert (asked.review.assignee, asked.status) == ("U2", PhaseStatus.AWAITING_APPROVAL)
    assert desk.events() == [EventType.PHASE_REASSIGNED]
    fresh = reject(desk)
    assert fresh.review is not None
    assert (fresh.review.assignee, fresh.review.decision) == ("U2", None)


def test_only_members_who_may_decide_can_be_asked() -> None:
    desk = Desk()
    desk.join(BOB.model_copy(update={"role": Role.VIEWER}))
    for stranger in ("U2", "U9"):
        with pytest.raises(InvalidInput):
            desk.reviews.reassign(ADA, desk.made.id, "copy", stranger)


def test_what_waits_is_listed_by_workspace() -> None:
    desk = Desk()
    assert [phase.name for phase in desk.reviews.waiting(ADA, 10).items] == ["copy"]
    assert desk.reviews.waiting(EVE, 10).items == []
    approve(desk)
    assert desk.reviews.waiting(ADA, 10).items == []


def test_a_router_that_cannot_learn_is_not_in_the_way() -> None:
    desk = Desk()

    def broken(*told: object) -> None:
        raise ConnectionError("down")

    desk.reviews = type(desk.reviews)(**vars(desk.reviews) | {"judge": broken})
    assert approve(desk).status is PhaseStatus.COMPLETED


@pytest.mark.parametrize(
    ("patch", "result"),
    [
        ({}, {"a": 1, "b": {"c": 2, "d": [1]}}),
        ({"a": None}, {"b": {"c": 2, "d": [1]}}),
        ({"b": {"c": 3}}, {"a": 1, "b": {"c": 3, "d": [1]}}),
        ({"b": {"d": [2, 3], "e": {"f": None, "g": 1}}}, {"a": 1, "b": {"c": 2, "d": [2, 3], "e": {"g": 1}}}),
        ({"a": {"x": 1}}, {"a": {"x": 1}, "b": {"c": 2, "d": [1]}}),
    ],
)
def test_a_patch_changes_what_it_names(patch: dict[str, object], result: dict[str, object]) -> None:
    assert merged({"a": 1, "b": {"c": 2, "d": [1]}}, patch) == result


def test_a_decision_stands_though_who_waited_could_not_be_woken() -> None:
    desk = Desk()
    desk.engine.asleep = RuntimeError("The engine is down.")
    assert approve(desk).status is PhaseStatus.COMPLETED
    desk.engine.asleep = None
    desk.clock.advance(CHECK.total_seconds())
    desk.keeper.look_after()
    assert desk.engine.woken == ["token-copy"]
