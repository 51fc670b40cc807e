"""When things move in a video: pure functions of time. Seconds in, shares (0..1) and pixels out."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

CHANGE = 0.45
_ENTRANCE = 0.55
_RISE = 2.2  # hundredths of the mean side that a caption rises while it appears
_ZOOM = 0.09
_DELAYS = {"headline": 0.05, "subtitle": 0.25, "call_to_action": 0.75}


class View(NamedTuple):
    """One shot in a frame: how far into the shot (s), and what share of the frame it has taken from the one before."""

    shot: int
    local: float
    share: float


def frame_times(seconds: float, fps: int) -> Iterator[float]:
    """The time of each frame."""
    return (index / fps for index in range(round(seconds * fps)))


def views(time: float, lengths: Sequence[float]) -> list[View]:
    """The one or two shots to be seen at that time, the lower one first; a shot arrives over the end of the last."""
    starts = [0.0, *accumulate(lengths)][: len(lengths)]
    current = max(index for index, start in enumerate(starts) if start <= time + 1e-9)
    seen = [View(current, time - starts[current], 1.0)]
    following = current + 1
    if following < len(lengths) and time > starts[following] - CHANGE:
        seen.append(View(following, 0.0, ease((time - starts[following] + CHANGE) / CHANGE)))
    return seen


def ease(share: float) -> float:
    """Slow at both ends."""
    held = min(1.0, max(0.0, share))
    return held * held * (3 - 2 * held)


def settle(share: float) -> float:
    """Quick at first, then coming to rest."""
    return 1 - (1 - min(1.0, max(0.0, share))) ** 3


def entrance(role: str, view: View) -> float:
    """How far a part has appeared: all of it from the first frame of the film, so that the first frame is a poster."""
    if view.shot == 0 or role not in _DELAYS:
        return 1.0
    return settle((view.local - _DELAYS[role]) / _ENTRANCE)


def rise(appeared: float, unit: float) -> int:
    """Pixels by which a part still stands below its place."""
    return round((1 - appeared) * _RISE * unit)


def window(view: View, seconds: float, width: int, height: int) -> tuple[float, float, float, float]:
    """What a slow camera sees of artwork of that size: left, top, right, bottom; even shots move in, odd ones out."""
    gone = (view.local + (CHANGE if view.shot else 0)) / (seconds + CHANGE)
    nearness = gone if view.shot % 2 == 0 else 1 - gone
    across, down = width / (1 + _ZOOM * nearness), height / (1 + _ZOOM * nearness)
    left, top = (width - across) * (0.35 if view.shot % 2 else 0.65), (height - down) / 2
    return left, top, left + across, top + down
