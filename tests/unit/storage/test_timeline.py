from concurrent.futures import ThreadPoolExecutor

from astromedia.domain.event import EventType
from astromedia.domain.ports import Timeline
from tests.samples import NOW, id_at


def append(timeline: Timeline, campaign_id: str, once: str | None = None, phase: str | None = None) -> None:
    timeline.append("W1", campaign_id, EventType.PHASE_STARTED, NOW, "R1", phase=phase, data={"n": 1}, once=once)


def test_events_are_numbered_from_one(timeline: Timeline) -> None:
    id = id_at()
    for name in ("seo", "copy"):
        append(timeline, id, phase=name)
    first, second = timeline.since("W1", id, 0, 10)
    assert (first.sequence, first.phase, second.sequence, second.phase) == (1, "seo", 2, "copy")
    assert first.data == {"n": 1}
    assert first.at == NOW


def test_since_goes_on_after_a_number_and_stops_at_the_limit(timeline: Timeline) -> None:
    id = id_at()
    for _ in range(12):
        append(timeline, id)
    assert [e.sequence for e in timeline.since("W1", id, 8, 3)] == [9, 10, 11]
    assert list(timeline.since("W1", id, 12, 3)) == []
    assert list(timeline.since("W2", id, 0, 3)) == []


def test_once_is_once(timeline: Timeline) -> None:
    id = id_at()
    for name in ("launched", "launched", "ended"):
        append(timeline, id, once=name)
    append(timeline, id_at(), once="launched")
    assert [e.sequence for e in timeline.since("W1", id, 0, 10)] == [1, 2]


def test_writers_at_once_leave_no_gap_and_lose_nothing(timeline: Timeline) -> None:
    id = id_at()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda i: append(timeline, id, once=f"once {i % 12}"), range(24)))
        list(pool.map(lambda i: append(timeline, id), range(12)))
    assert [e.sequence for e in timeline.since("W1", id, 0, 100)] == list(range(1, 25))
