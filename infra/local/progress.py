"""One line per step, with its seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Step:
    """A step under way; set `result` to what is worth saying about it."""

    name: str
    result: str = ""


class Progress:
    """Reports steps to `say` as they end."""

    def __init__(self, say: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._clock = clock

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Report the block as one step; nothing is said of a block that raises."""
        step, started = Step(name), self._clock()
        yield step
        self._say(f"  {step.name:<10} {step.result:<58} {self._clock() - started:5.1f} s")
