"""Erasures carried out, turn by turn, by whoever comes next: each turn may be cut off anywhere, and is then repeated.

What goes on is stopped first. Then it takes as long as any function lives at most until rows and files are erased: so
whoever was at work has ended, and nobody writes behind. Last, everything is looked through again, until a look finds
nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from astromedia.domain.erasure import Erasure, Erasures, Stage, Subject, Task
from astromedia.domain.ports import Clock
from astromedia.kit.observability import LOG

MOST = 50
"""Erasures that one run looks at."""


class Work(NamedTuple):
    """The tasks by name, in their order: what ends all that goes on, and what erases."""

    stops: Mapping[str, Task]
    erases: Mapping[str, Task]

    def of(self, stage: Stage) -> Mapping[str, Task]:
        """The steps of a stage. To erase begins with what stops: something may have begun after that was done."""
        if stage is Stage.WAIT:
            return {}
        return self.stops if stage is Stage.STOP else {**self.stops, **self.erases}


@dataclass(frozen=True, kw_only=True)
class Eraser:
    """Over any store; `wait` is how long what had begun may still write."""

    erasures: Erasures
    work: Mapping[Subject, Work]
    wait: timedelta
    clock: Clock

    def run(self, seconds: float) -> int:
        """Go on with every erasure for so long, or until there is nothing to do now; how many came to their end.

        One that fails is logged, and in the way of no other; the next run tries it again.
        """
        until = self.clock() + timedelta(seconds=seconds)
        return sum(self._go_on(erasure, until) for erasure in self.erasures.open(MOST))

    def _go_on(self, erasure: Erasure, until: datetime) -> bool:
        which = {"subject": erasure.subject, "id": erasure.id}
        try:
            while self._is_due(erasure) and self.clock() < until:
                after = self._turn(erasure)
                if after is None:
                    LOG.info("erased", extra=which)
                    return True
                stored = self.erasures.save(after)
                if stored is None:
                    return False  # Another run is at it.
                erasure = stored
        except Exception:
            LOG.exception("erasure is put off", extra={**which, "stage": erasure.stage, "step": erasure.step})
        return False

    def _is_due(self, erasure: Erasure) -> bool:
        return erasure.stage is not Stage.WAIT or self.clock() >= erasure.since + self.wait

    def _turn(self, erasure: Erasure) -> Erasure | None:
        """The erasure after one turn of its step; None if it is over."""
        tasks = self.work[erasure.subject].of(erasure.stage)
        names = list(tasks)
        step = erasure.step or next(iter(names), None)
        if step is None:
            return self._next_stage(erasure)
        if step not in tasks:  # of an earlier version of the product
            return erasure.at(erasure.stage, self.clock())
        after = erasure.after(tasks[step](erasure), step, _following(names, step))
        return after if after.step else self._next_stage(after)

    def _next_stage(self, erasure: Erasure) -> Erasure | None:
        now = self.clock()
        if erasure.stage is not Stage.CHECK:
            return erasure.at(FOLLOWS[erasure.stage], now)
        if erasure.found:
            return erasure.at(Stage.CHECK, now)
        self.erasures.end(erasure, now)
        return None


FOLLOWS = {Stage.STOP: Stage.WAIT, Stage.WAIT: Stage.ERASE, Stage.ERASE: Stage.CHECK}


def _following(names: Sequence[str], step: str) -> str | None:
    return next(iter(names[names.index(step) + 1 :]), None)
