import itertools
from collections.abc import Sequence
from datetime import UTC, datetime

from astromedia.domain.plan import DEFAULT_PLAN, PLANS
from astromedia_client.answers import Page
from astromedia_client.follow import LONGEST, PATIENCE, SHORTEST, batches
from astromedia_client.models import Campaign, Event

NOW = datetime(2026, 3, 2, tzinfo=UTC)
REQUESTS_A_LOOK = 3
"""The events, and what they led to: the campaign and its phases."""
REQUESTS_TO_LAUNCH = 4


def event(sequence: int, type: str = "phase.started") -> Event:
    return Event(sequence=sequence, type=type, at=NOW)


def campaign(status: str) -> Campaign:
    return Campaign(id="01C", name="n", status=status, created_at=NOW)


class Story:
    """Answers each look with the next page; after the last, with none."""

    def __init__(self, *pages: Sequence[Event], status: str = "RUNNING", cursor_at_end: bool = False) -> None:
        self.pages = [list(page) for page in pages]
        self.cursors: list[str | None] = []
        self.sleeps: list[float] = []
        self.asked = 0
        self.status = status
        self.cursor_at_end = cursor_at_end

    def fetch(self, cursor: str | None) -> Page[Event]:
        self.cursors.append(cursor)
        events = self.pages.pop(0) if self.pages else []
        last = str(events[-1].sequence) if events else None
        return Page[Event](items=tuple(events), next_cursor=last or (cursor if self.cursor_at_end else None))

    def read(self) -> Campaign:
        self.asked += 1
        return campaign(self.status)

    def told(self, cursor: str | None = None) -> list[list[int]]:
        return [[e.sequence for e in b] for b in batches(self.fetch, self.read, self.sleeps.append, cursor)]


def test_each_look_goes_on_where_the_one_before_ended() -> None:
    story = Story([event(1), event(2)], [event(3)], [event(4, "campaign.completed")])
    assert story.told() == [[1, 2], [3], [4]]
    assert story.cursors == [None, "2", "3", "4"]


def test_it_is_quick_at_first_and_then_patient_whatever_happens() -> None:
    pages = [[event(n)] for n in range(1, 41)]
    story = Story(*pages, [event(41, "campaign.failed")])
    story.told()
    assert story.sleeps[0] == SHORTEST
    assert sorted(story.sleeps) == story.sleeps
    assert story.sleeps[-1] == LONGEST


def test_whoever_shows_a_busy_campaign_stays_within_the_rate_of_a_small_plan() -> None:
    story = Story(*([event(n)] for n in range(1, 200)), [event(200, "campaign.completed")])
    story.told()
    times = list(itertools.accumulate(story.sleeps, initial=0.0))
    looks = [sum(at <= time < at + 60 for time in times) for at in times]
    assert max(looks) * REQUESTS_A_LOOK + REQUESTS_TO_LAUNCH <= PLANS[DEFAULT_PLAN].requests_per_minute


def test_events_that_come_twice_are_told_once() -> None:
    story = Story([event(1), event(2)], [event(1), event(2), event(3)], [event(4, "campaign.completed")])
    assert story.told() == [[1, 2], [3], [4]]


def test_a_campaign_that_was_retried_is_followed_past_its_failure() -> None:
    story = Story(
        [event(1), event(2, "campaign.failed")], [event(3, "campaign.retried")], [event(4, "campaign.completed")]
    )
    assert story.told() == [[1, 2], [3], [4]]


def test_what_a_cancelled_campaign_has_left_to_tell_does_not_keep_it_going() -> None:
    story = Story([event(1), event(2, "campaign.cancelled"), event(3, "phase.skipped")])
    assert story.told() == [[1, 2, 3]]
    assert (story.asked, story.sleeps) == (0, [])


def test_a_campaign_that_begins_again_has_not_ended() -> None:
    story = Story([event(1, "campaign.failed"), event(2, "campaign.retried")], [], [event(3, "campaign.completed")])
    assert story.told() == [[1, 2], [3]]


def test_a_long_silence_is_told_as_nothing() -> None:
    quiet: list[list[Event]] = [[]] * PATIENCE
    story = Story([event(1)], *quiet, [event(2, "campaign.completed")])
    assert story.told() == [[1], [], [2]]
    assert story.asked == 1


def test_a_campaign_that_ended_without_saying_so_is_noticed() -> None:
    story = Story([event(1)], status="CANCELLED")
    assert story.told() == [[1]]
    assert story.asked == 1
    assert len(story.sleeps) == PATIENCE


def test_a_cursor_at_the_end_of_the_list_is_kept() -> None:
    story = Story([event(5)], [], [event(6, "campaign.completed")], cursor_at_end=True)
    assert story.told("4") == [[5], [6]]
    assert story.cursors == ["4", "5", "5", "6"]
