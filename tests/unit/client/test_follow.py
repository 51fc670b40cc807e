from collections.abc import Sequence
from datetime import UTC, datetime

from astromedia_client.answers import Page
from astromedia_client.follow import LONGEST, PATIENCE, SHORTEST, batches
from astromedia_client.models import Campaign, Event

NOW = datetime(2026, 3, 2, tzinfo=UTC)


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


def test_it_looks_again_at_once_while_there_is_more() -> None:
    story = Story([event(1), event(2)], [event(3)], [event(4, "campaign.completed")])
    assert story.told() == [[1, 2], [3], [4]]
    assert story.sleeps == []
    assert story.cursors == [None, "2", "3", "4"]


def test_it_is_quick_at_first_and_then_patient() -> None:
    story = Story([event(1)], [], [], [], [], [], [], [event(2)], [], [event(3, "campaign.failed")])
    story.told()
    assert story.sleeps[0] == SHORTEST
    assert sorted(story.sleeps[:6]) == story.sleeps[:6]
    assert max(story.sleeps) == LONGEST
    assert story.sleeps[6:] == [SHORTEST]


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
    assert len(story.sleeps) == PATIENCE - 1


def test_a_cursor_at_the_end_of_the_list_is_kept() -> None:
    story = Story([event(5)], [], [event(6, "campaign.completed")], cursor_at_end=True)
    assert story.told("4") == [[5], [6]]
    assert story.cursors == ["4", "5", "5", "6"]
