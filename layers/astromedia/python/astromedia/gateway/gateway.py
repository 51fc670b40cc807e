"""The gateway: route -> price -> call (one retry policy) -> ledger -> check, repair once -> next route."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from astromedia.domain.errors import OutputInvalid, ProviderRefused, WorkError
from astromedia.domain.ledger import CallKind, Usage
from astromedia.domain.ports import Clock
from astromedia.ledger.ledger import Ledger

from .answers import read_answer, repair
from .calls import (
    Answer,
    Completion,
    ImageCall,
    Media,
    MediaCompletion,
    MediaProvider,
    OutputRejected,
    Providers,
    Purpose,
    Route,
    TextCall,
    VideoCall,
)
from .entries import Settlement, ledger_entry, log_facts
from .journey import GIVES_WAY, Journey, exhausted
from .pricing import PriceBook
from .retry import PATIENT, RetryPolicy, persist

Value = TypeVar("Value")
Result = TypeVar("Result")
Check = Callable[[Mapping[str, Any]], Value]

SHORTEST_TRY_SECONDS = 10.0
"""A try gets at least this long, so that a fallback has a chance when the routes before it took all the time."""
MEDIA_SECONDS = 120.0


class Log(Protocol):
    """Writes one structured line."""

    def __call__(self, message: str, /, **facts: object) -> None: ...


class Paid(NamedTuple, Generic[Result]):
    """What a provider gave, and what is to be paid for it."""

    result: Result
    usage: Usage
    usage_estimated: bool = False
    answer_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """Answers agents' calls. Implements calls.Models; all it needs of the outside is given to it."""

    text_routes: Sequence[Route]
    media_routes: Sequence[Route]
    providers: Providers
    prices: PriceBook
    ledger: Ledger
    clock: Clock
    log: Log
    retry: RetryPolicy = PATIENT
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random

    def text(self, call: TextCall, check: Check[Value]) -> Answer[Value]:
        """A structured answer that passed `check`, from the first route that gives one.

        An answer that is not whole, not JSON or raises OutputRejected in `check` is repaired once by the same model.
        Raises OutputInvalid if no route's answer passes, else ProviderUnavailable if trying later may help, else the
        last route's ProviderRefused or PriceUnknown.
        """
        return self._along(
            self.text_routes, call.max_seconds, lambda route, journey: self._valid(route, call, check, journey)
        )

    def image(self, call: ImageCall) -> Answer[Media]:
        """The picture that `call` describes. Raises as `text` does, but never OutputInvalid."""
        return self._media("image", call.purpose, lambda provider, model: provider.image(call, model))

    def video(self, call: VideoCall) -> Answer[Media]:
        """The video that `call` describes. Raises as `text` does, but never OutputInvalid."""
        return self._media("video", call.purpose, lambda provider, model: provider.video(call, model))

    def _media(
        self, kind: CallKind, purpose: Purpose, render: Callable[[MediaProvider, str], MediaCompletion]
    ) -> Answer[Media]:
        def ask(route: Route, journey: Journey) -> Media:
            provider = self.providers.media(route.provider)
            return self._settled(route, purpose, kind, journey, lambda: Paid(*render(provider, route.model)))

        return self._along(self.media_routes, MEDIA_SECONDS, ask)

    def _along(self, routes: Sequence[Route], seconds: float, ask: Callable[[Route, Journey], Value]) -> Answer[Value]:
        """The first answer along `routes`; a route that fails is noted and gives way to the next."""
        journey = Journey(self.monotonic, self.monotonic() + seconds)
        failures: list[tuple[Route, WorkError]] = []
        for route in routes:
            try:
                value = ask(route, journey)
            except GIVES_WAY as error:
                journey.failed(route, error)
                failures.append((route, error))
            else:
                journey.arrived(route)
                return Answer(value, tuple(journey.attempts), journey.cost)
        raise exhausted(failures, journey)

    def _valid(self, route: Route, call: TextCall, check: Check[Value], journey: Journey) -> Value:
        """An answer of `route` that passed `check`, if need be after one repair."""
        draft = self._complete(route, call, journey)
        try:
            return check(read_answer(draft))
        except OutputRejected as rejected:
            journey.failed(route, OutputInvalid(str(rejected)))
            again = repair(call, draft, rejected)
        try:
            return check(read_answer(self._complete(route, again, journey)))
        except OutputRejected as rejected:
            raise OutputInvalid(f"after one repair: {rejected}") from rejected

    def _complete(self, route: Route, call: TextCall, journey: Journey) -> Completion:
        provider = self.providers.text(route.provider)

        def attempt() -> Paid[Completion]:
            seconds = max(SHORTEST_TRY_SECONDS, journey.seconds_left())
            completion = provider.complete(call, route.model, seconds)
            return Paid(completion, completion.usage, completion.usage_estimated, completion.id)

        completion = self._settled(route, call.purpose, "text", journey, attempt)
        if completion.finish_reason == "refusal":
            raise ProviderRefused("declined to answer (its content policy)")
        return completion

    def _settled(
        self, route: Route, purpose: Purpose, kind: CallKind, journey: Journey, attempt: Callable[[], Paid[Result]]
    ) -> Result:
        """What `attempt` gave, once its cost is in the ledger. PriceUnknown before anything is asked."""
        tariff = self.prices.tariff(route.provider, route.model, self.clock().date())
        started = self.monotonic()
        paid = persist(attempt, self.retry, journey.seconds_left, self.sleep, self.random)
        latency_ms = round((self.monotonic() - started) * 1000)
        settlement = Settlement(kind, paid.usage, tariff, latency_ms, self.clock())
        entry = ledger_entry(purpose, route, settlement, paid.answer_id)
        journey.cost += self.ledger.settle(entry)
        self.log("model call settled", **log_facts(entry, purpose.step, usage_estimated=paid.usage_estimated))
        return paid.result
