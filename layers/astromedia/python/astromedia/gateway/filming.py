"""Films that take longer than a Lambda waits: started once under a hold, noted, and asked for by every later run.

Hold -> note -> start -> provider -> note what it calls the film -> RenderPending. Later: ask -> RenderPending, or
settle with the film (its memo takes the note's place), or end the hold and let the next route film.

A run that died before the provider's answer was noted leaves a film that nobody can ask for. The next run waits until
that start must be over, ends its hold (the worst case if it may have been sent) and starts anew under the same key: a
provider that heeds idempotency keys makes no second film then; any other may, and both are accounted for.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import NoReturn

from astromedia.domain.errors import ProviderRefused, ProviderUnavailable, RenderPending
from astromedia.ledger.ledger import MARGIN

from .calls import Failed, FilmProvider, Media, MediaCompletion, Running, VideoCall
from .entries import charged
from .errors import KeyRefused
from .journey import Journey
from .memos import slot
from .notes import Note, note_in, note_memo
from .purchase import Bought, Order, Till, Try, recalled

LONGEST = timedelta(hours=2)
"""For how long a film may be made, and its money is held."""
START_SECONDS = 60.0
"""The longest that starting a film takes."""
START_OVER = timedelta(seconds=START_SECONDS) + timedelta(seconds=15)
"""After this no run can still be about to start a film that it noted."""
AGAIN_SECONDS = 15
"""After how long one asks again that did not learn anything."""


@dataclass(frozen=True)
class Filming:
    """One film wanted of one route."""

    till: Till
    films: FilmProvider
    call: VideoCall
    order: Order[Media]
    journey: Journey

    def buy(self) -> Bought[Media]:
        """The film, paid for now or before. RenderPending while it is made, or another run is about to start it.

        Raises journey.GIVES_WAY if it is not to be had of this route.
        """
        if (known := recalled(self.order, self.journey)) is not None:
            return known
        note = self._note
        if note is None or note.ended:
            return self.till.persist(self.order.route, lambda: self._start(""), self.journey)
        return self._asked(note) if note.operation else self._started_again(note)

    @property
    def _note(self) -> Note | None:
        return note_in(self.journey.kept.get(self._slot))

    @property
    def _slot(self) -> str:
        return slot(self.order.route, self.order.step)

    def _start(self, key: str) -> NoReturn:
        """Begin the film, known to its provider by `key` (a new one if it is "")."""
        tried = self.till.held(self.order, self.journey, LONGEST.total_seconds())
        note = Note(key=key or tried.hold.id, hold=tried.hold)
        if not self._noted(note):
            self.till.lost(tried, None)
            self._pending(AGAIN_SECONDS)
        self.till.start(tried)
        try:
            running = self.films.start_film(self.call, self.order.route.model, START_SECONDS, note.key)
        except Exception as failure:
            self._not_started(tried, note, failure)
        self.till.answered(tried)
        self._noted(note.model_copy(update={"operation": running.operation}))
        self._pending(running.seconds)

    def _not_started(self, tried: Try, note: Note, failure: Exception) -> NoReturn:
        """What may have been begun all the same is not begun once more: it may cost a lot."""
        self.till.failed(tried, failure)
        self._noted(note.model_copy(update={"ended": True}))
        if isinstance(failure, ProviderUnavailable) and charged(failure, self.order.worst) is not None:
            raise ProviderRefused(f"{failure.detail}; it may film all the same, so it is not asked again") from failure
        raise failure

    def _started_again(self, note: Note) -> Bought[Media]:
        """Another run noted that it starts the film, and not how that ended."""
        wait = note.hold.created_at + START_OVER - self.till.clock()
        if wait > timedelta(0):
            self._pending(ceil(wait.total_seconds()))
        self.till.ledger.give_up(note.hold)
        return self.till.persist(self.order.route, lambda: self._start(note.key), self.journey)

    def _asked(self, note: Note) -> Bought[Media]:
        tried = self.till.resumed(self.order, self.journey, note.hold)
        found = self._found(note)
        if isinstance(found, MediaCompletion):
            return self._finished(tried, found)
        if isinstance(found, Running):
            if self.till.clock() + MARGIN < note.hold.expires_at:
                self._pending(found.seconds)
            found = Failed(f"did not finish the film within {LONGEST}", self.order.worst)
        self.till.lost(tried, found.usage)
        self._noted(note.model_copy(update={"ended": True}))
        raise ProviderRefused(found.detail)

    def _found(self, note: Note) -> Running | Failed | MediaCompletion:
        """What became of the film. A request that failed says nothing of it, unless there is no such film any more."""
        try:
            return self.films.poll_film(note.operation, self.call, self.journey.seconds_for_a_try())
        except (ProviderUnavailable, KeyRefused) as failure:
            self.till.log("a film could not be asked for", operation=note.operation, error=failure.detail)
            return Running(note.operation, AGAIN_SECONDS)
        except ProviderRefused as failure:
            return Failed(failure.detail, self.order.worst)

    def _finished(self, tried: Try, made: MediaCompletion) -> Bought[Media]:
        """Its bytes are in the shelf before it is settled: until then the next run asks for it again."""
        label = self.order.write(made.media)
        self.till.answered(tried)
        cost = self.till.settle(tried, made.usage, label, estimated=False)
        return Bought(made.media, "provider", cost)

    def _noted(self, note: Note) -> bool:
        """Keep `note` in place of the one that is known; False if another run has kept its own meanwhile."""
        before = self.journey.kept.get(self._slot)
        memo = note_memo(self.journey.call_id, self.order.route, note)
        seen = None if before is None else memo.model_copy(update={"content": before})
        if not self.till.ledger.budgets.note(note.hold, memo, seen):
            return False
        self.journey.kept[self._slot] = memo.content
        return True

    def _pending(self, seconds: int) -> NoReturn:
        provider, model = self.order.route
        raise RenderPending(f"{provider}/{model} makes the film; ask again in {seconds} s", seconds=max(1, seconds))
