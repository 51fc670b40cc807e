"""Motion as pure functions of time."""

import pytest

from astromedia.gateway.providers.offline.render.timeline import (
    CHANGE,
    View,
    ease,
    entrance,
    frame_times,
    rise,
    settle,
    views,
    window,
)

LENGTHS = (2.0, 3.0, 2.0)


def test_a_film_has_a_frame_for_every_moment() -> None:
    times = list(frame_times(2.0, 25))
    assert (len(times), times[0], times[-1]) == (50, 0.0, 1.96)


def test_one_shot_is_seen_at_a_time_but_for_the_change() -> None:
    assert views(0.0, LENGTHS) == [View(0, 0.0, 1.0)]
    assert views(2.0, LENGTHS) == [View(1, 0.0, 1.0)]
    assert [view.shot for view in views(2.0 - CHANGE / 2, LENGTHS)] == [0, 1]
    assert views(2.0 - CHANGE / 2, LENGTHS)[1].share == pytest.approx(0.5)
    assert [view.shot for view in views(6.99, LENGTHS)] == [2]


def test_motion_starts_and_ends_at_rest() -> None:
    assert [ease(share) for share in (-1, 0, 0.5, 1, 2)] == [0, 0, 0.5, 1, 1]
    assert [settle(share) for share in (-1, 0, 1, 2)] == [0, 0, 1, 1]


def test_the_first_shot_is_complete_from_its_first_frame() -> None:
    assert entrance("headline", View(0, 0.0, 1.0)) == 1
    assert entrance("headline", View(1, 0.0, 1.0)) == 0
    assert entrance("headline", View(1, 1.0, 1.0)) == 1
    assert entrance("brand", View(1, 0.0, 1.0)) == 1


def test_a_part_rises_to_its_place() -> None:
    assert rise(0.0, 10.0) == 22
    assert rise(1.0, 10.0) == 0


@pytest.mark.parametrize("shot", [0, 1])
@pytest.mark.parametrize("local", [0.0, 1.0, 2.0])
def test_the_camera_never_looks_outside_the_artwork(shot: int, local: float) -> None:
    left, top, right, bottom = window(View(shot, local, 1.0), 2.0, 1000, 600)
    assert 0 <= left < right <= 1000.001
    assert 0 <= top < bottom <= 600.001
    assert (right - left) / (bottom - top) == pytest.approx(1000 / 600)


def test_even_shots_move_in_and_odd_ones_out() -> None:
    def seen(shot: int, local: float) -> float:
        left, _, right, _ = window(View(shot, local, 1.0), 2.0, 1000, 600)
        return right - left

    assert seen(0, 0.0) > seen(0, 2.0)
    assert seen(1, 0.0) < seen(1, 2.0)
