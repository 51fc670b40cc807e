"""The gateway: what is known is not bought again; what is bought is held, tried, checked, settled, kept, learnt from.

Exact cache and own paid answers -> semantic cache -> single flight -> routes in the order the router gives them.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from astromedia.domain.ports import Clock, Files
from astromedia.kit.tracing import traced
from astromedia.ledger.ledger import Ledger

from .absent import ALL_ON, FixedOrder, NoCache, NoIndex, always_wanted, no_meter
from .breaker import SharedBreaker
from .cache import AnswerCache
from .calls import Answer, ImageCall, Media, Providers, Purpose, Route, TextCall, VideoCall
from .choice import Chooser, allowed
from .contracts import CacheStore, Meter, Router, SemanticIndex, Switch
from .errands import Check, Errand, MediaErrand, TextErrand
from .flight import Flight
from .journey import Journey
from .known import KnownAnswers
from .memos import recall
from .notes import under_way
from .pricing import PriceBook
from .purchase import Log, Till
from .retry import PATIENT, RetryPolicy
from .shelf import Shelf

Value = TypeVar("Value")

NO_CACHE, NO_INDEX, FIXED_ORDER = NoCache(), NoIndex(), FixedOrder()


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """Answers agents' calls. Implements calls.Models; all it needs of the outside is given to it.

    `wanted` says whether the work of a call still is: it is asked before every try but the first of a call that has
    just begun. When it is not, CampaignEnded is raised and nothing is held; a try that is under way ends as it ends.

    Every call raises BudgetExceeded if it was too dear for a budget and nobody else answered, else OutputInvalid if no
    route's answer passes, else ProviderUnavailable if trying later may help, else the last route's ProviderRefused,
    SwitchedOff or PriceUnknown.
    """

    text_routes: Sequence[Route]
    image_routes: Sequence[Route]
    video_routes: Sequence[Route]
    providers: Providers
    prices: PriceBook
    ledger: Ledger
    files: Files
    clock: Clock
    log: Log
    store: CacheStore = NO_CACHE
    semantic: SemanticIndex = NO_INDEX
    router: Router = FIXED_ORDER
    switch: Switch = ALL_ON
    meter: Meter = no_meter
    retry: RetryPolicy = PATIENT
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    wanted: Callable[[Purpose], bool] = always_wanted

    def text(self, call: TextCall, check: Check[Value]) -> Answer[Value]:
        """A structured answer that passed `check`.

        ProviderRefused if none of the models that the call allows may be asked here.
        An answer that is not whole, not JSON or raises OutputRejected in `check` is repaired once by the same model.
        """
        return self._answer(TextErrand(call, check, allowed(self.text_routes, call.models), self.providers))

    def image(self, call: ImageCall) -> Answer[Media]:
        """The picture that `call` describes."""
        return self._answer(MediaErrand(call, self.image_routes, self.providers, self._shelf(call)))

    def video(self, call: VideoCall) -> Answer[Media]:
        """The video that `call` describes.

        RenderPending, which is no failure, while a provider makes it: the same call, some seconds later, goes on.
        """
        return self._answer(MediaErrand(call, self.video_routes, self.providers, self._shelf(call)))

    def _shelf(self, call: ImageCall | VideoCall) -> Shelf:
        return Shelf(self.files, call.purpose.workspace_id)

    @cached_property
    def _known(self) -> KnownAnswers:
        cache = AnswerCache(self.store)
        return KnownAnswers(cache=cache, semantic=self.semantic, ledger=self.ledger, meter=self.meter, clock=self.clock)

    @cached_property
    def _chooser(self) -> Chooser:
        till = Till(
            ledger=self.ledger,
            prices=self.prices,
            breaker=SharedBreaker(self.store),
            switch=self.switch,
            meter=self.meter,
            log=self.log,
            clock=self.clock,
            retry=self.retry,
            monotonic=self.monotonic,
            sleep=self.sleep,
            random=self.random,
            wanted=self.wanted,
        )
        return Chooser(till=till, router=self.router)

    def _answer(self, errand: Errand[Value]) -> Answer[Value]:
        """What the first stage gives that has an answer.

        A repeated call looks for its own paid answers first; any other has none, and does not look. Of a film, which is
        dear, it is always looked whether it is being made.
        """
        purpose = errand.call.purpose
        with traced("model call", kind=errand.kind, agent=purpose.agent, step=purpose.step):
            return self._found(errand)

    def _found(self, errand: Errand[Value]) -> Answer[Value]:
        call, known = errand.call, self._known
        journey = Journey(call, errand.key, self.monotonic, self.monotonic() + call.max_seconds)
        is_own = call.repeated or isinstance(call, VideoCall)
        own_first = (self._replayed, known.same, known.alike)
        for stage in own_first if is_own else own_first[1:]:
            if (answer := stage(errand, journey)) is not None:
                return answer
        return self._bought_once(errand, journey)

    def _replayed(self, errand: Errand[Value], journey: Journey) -> Answer[Value] | None:
        """From the answers that this very call paid for before, and whatever it takes to go on from them."""
        whose = journey.call.purpose
        journey.kept = dict(self.ledger.memos(whose.workspace_id, whose.campaign_id, journey.call_id))
        journey.memos = recall(journey.kept)
        begun = journey.memos or under_way(journey.kept, errand.routes)
        return self._bought(errand, journey) if begun else None

    def _bought_once(self, errand: Errand[Value], journey: Journey) -> Answer[Value]:
        """Of all who ask the same now, one buys."""
        self._known.miss(journey)
        flight = Flight(
            self.store, journey.call.purpose.workspace_id, errand.key, journey.call.max_seconds, self.monotonic
        )
        return flight.take(lambda: self._known.same(errand, journey), lambda: self._bought(errand, journey))

    def _bought(self, errand: Errand[Value], journey: Journey) -> Answer[Value]:
        route, made = self._chooser.answer(errand, journey)
        self._known.learn(errand, journey, route, made)
        return Answer(made.value, journey.attempts, journey.entries)
