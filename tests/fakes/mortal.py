"""Processes that die: collaborators that do nothing any more from a given step on."""

from collections.abc import Callable, Collection
from typing import Any


class Killed(BaseException):
    """The process ended here."""


class Life:
    """Counts steps of the outside world, and dies before (or after) a given one: from then on nothing happens."""

    def __init__(self) -> None:
        self.step, self.dies_at, self.dead = 0, -1, False

    def live(self, act: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Two steps: right before `act`, and right after it."""
        self.pass_by()
        done = act(*args, **named)
        self.pass_by()
        return done

    def pass_by(self) -> None:
        """One step."""
        self.step += 1
        self.dead = self.dead or self.step == self.dies_at
        self.check()

    def check(self) -> None:
        """No step, but nothing happens after a death."""
        if self.dead:
            raise Killed


class Mortal:
    """Any collaborator, as part of a life. Its calls are steps: all of them, or those that `effects` names."""

    def __init__(self, of: Any, life: Life, effects: Collection[str] | None = None) -> None:
        self._of, self._life, self._effects = of, life, effects

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._of, name)
        if not callable(found):
            return found
        return lambda *args, **named: self._call(name, found, *args, **named)

    def _call(self, name: str, act: Callable[..., Any], *args: Any, **named: Any) -> Any:
        if self._effects is None or name in self._effects:
            return self._life.live(act, *args, **named)
        self._life.check()
        return act(*args, **named)
