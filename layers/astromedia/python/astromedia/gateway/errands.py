"""The two kinds of calls: how each is known, asked for, checked, remembered and read again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from astromedia.domain.errors import OutputInvalid, ProviderRefused
from astromedia.domain.ledger import CallKind, Source, Usage
from astromedia.domain.money import Money

from .answers import read_answer, repair
from .cache import MEDIA_SECONDS, TEXT_SECONDS
from .calls import Completion, ImageCall, Media, MediaProvider, OutputRejected, Providers, Route, TextCall, VideoCall
from .contracts import RouteFacts
from .filming import Filming
from .journey import Journey
from .keys import media_key, normal, text_key
from .notes import RENDER
from .purchase import Bought, Offer, Order, Paid, Till
from .routing.judge import judged
from .shelf import Shelf, labelled

Value = TypeVar("Value")
Check = Callable[[Mapping[str, Any]], Value]


class Made(NamedTuple, Generic[Value]):
    """A valid value, what the cache keeps of it, and what it cost (US dollars), now or before.

    `schema` is 1.0 if it was valid at once, 0.5 after a repair.
    """

    value: Value
    data: Mapping[str, Any]
    source: Source
    cost: Money
    schema: float = 1.0


class Errand(Protocol[Value]):
    """One call and what is particular to its kind."""

    @property
    def kind(self) -> CallKind: ...

    @property
    def call(self) -> TextCall | ImageCall | VideoCall: ...

    @property
    def routes(self) -> Sequence[Route]: ...

    @property
    def key(self) -> str:
        """The key of what is asked, in the cache and among those who ask at the same time."""

    @property
    def seconds_kept(self) -> int: ...

    @property
    def facts(self) -> RouteFacts | None:
        """What a choice of route may depend on; None where routes are taken in order."""

    def worst(self, route: Route) -> Usage:
        """The most that the first try at `route` can use."""

    def quality(self, data: Mapping[str, Any]) -> float:
        """How good a valid answer is, from 0 to 1."""

    def make(self, route: Route, till: Till, journey: Journey) -> Made[Value]:
        """A valid answer of `route`. Raises journey.GIVES_WAY if there is none."""

    def read(self, data: Mapping[str, Any]) -> Value:
        """The value that was kept as `data`. OutputRejected if it does not do (any more)."""


@dataclass(frozen=True)
class TextErrand(Generic[Value]):
    """A structured answer: checked, and repaired once."""

    call: TextCall
    check: Check[Value]
    routes: Sequence[Route]
    providers: Providers
    kind: ClassVar[CallKind] = "text"
    seconds_kept: ClassVar[int] = TEXT_SECONDS
    _worsts: dict[Route, Usage] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        return text_key(self.call, self.routes, self._inputs)

    @cached_property
    def _inputs(self) -> str:
        return normal(self.call.inputs)

    @cached_property
    def facts(self) -> RouteFacts:
        purpose, call = self.call.purpose, self.call
        return RouteFacts(
            purpose.workspace_id,
            purpose.agent,
            call.language,
            input_characters=len(self._inputs),
            campaign_id=purpose.campaign_id,
            phase=purpose.phase,
            revision=purpose.revision,
            step=purpose.step,
        )

    def worst(self, route: Route) -> Usage:
        """Told once: it takes the whole prompt to know it. ProviderRefused if the prompt cannot be made to fit."""
        if route not in self._worsts:
            self._worsts[route] = self._worst(route, self.call)
        return self._worsts[route]

    def quality(self, data: Mapping[str, Any]) -> float:
        return judged(self.call, data)

    def make(self, route: Route, till: Till, journey: Journey) -> Made[Value]:
        """The first answer that passes, of at most two."""
        draft = self._bought(route, self.call, self.worst(route), "draft", till, journey)
        try:
            data = read_answer(draft.result)
            return Made(self.check(data), data, draft.source, draft.cost)
        except OutputRejected as rejected:
            journey.missed(route, OutputInvalid(str(rejected)), draft.source)
            again = repair(self.call, draft.result, rejected)
        mended = self._bought(route, again, self._worst(route, again), "repair", till, journey)
        try:
            data = read_answer(mended.result)
            return Made(self.check(data), data, mended.source, draft.cost + mended.cost, schema=0.5)
        except OutputRejected as rejected:
            raise OutputInvalid(f"after one repair: {rejected}") from rejected

    def read(self, data: Mapping[str, Any]) -> Value:
        return self.check(data)

    def _worst(self, route: Route, call: TextCall) -> Usage:
        return self.providers.worst(route, call)

    def _bought(
        self, route: Route, call: TextCall, worst: Usage, step: str, till: Till, journey: Journey
    ) -> Bought[Completion]:
        provider = self.providers.text(route.provider)  # loaded before money is held, so that it costs none if it fails

        def ask(seconds: float) -> Paid[Completion]:
            completion = provider.complete(call, route.model, seconds)
            return Paid(completion, completion.usage, completion.usage_estimated)

        bought = till.buy(Offer(Order("text", call.purpose, route, step, worst, _written, _completion), ask), journey)
        if bought.result.finish_reason == "refusal":
            raise ProviderRefused("declined to answer (its content policy)")
        return bought


def _written(completion: Completion) -> Mapping[str, Any]:
    return {"text": completion.text, "finish_reason": completion.finish_reason, "id": completion.id}


def _completion(written: Mapping[str, Any]) -> Completion:
    return Completion(**written, usage=Usage())


@dataclass(frozen=True)
class MediaErrand:
    """A picture or a video: its bytes lie in the shelf, caches and memos say where."""

    call: ImageCall | VideoCall
    routes: Sequence[Route]
    providers: Providers
    shelf: Shelf
    seconds_kept: ClassVar[int] = MEDIA_SECONDS
    facts: ClassVar[None] = None

    @property
    def kind(self) -> CallKind:
        return "image" if isinstance(self.call, ImageCall) else "video"

    @cached_property
    def key(self) -> str:
        return media_key(self.kind, self.call, self.routes)

    def worst(self, route: Route) -> Usage:
        return self.providers.worst(route, self.call)

    def quality(self, data: Mapping[str, Any]) -> float:
        return 1.0

    def make(self, route: Route, till: Till, journey: Journey) -> Made[Media]:
        """What `route` renders; its bytes are in the shelf before it is settled. RenderPending while it is made."""
        whose = self.call.purpose
        order = Order(self.kind, whose, route, RENDER, self.worst(route), self.shelf.put, self.shelf.get)
        films = self.providers.films(route.provider) if isinstance(self.call, VideoCall) else None
        if films is not None and isinstance(self.call, VideoCall):
            bought = Filming(till, films, self.call, order, journey).buy()
        else:
            self.shelf.try_out()
            render = partial(self._render, self.providers.media(route.provider), route.model)
            bought = till.buy(Offer(order, render), journey)
        return Made(bought.result, labelled(bought.result), bought.source, bought.cost)

    def read(self, data: Mapping[str, Any]) -> Media:
        media = self.shelf.get(data)
        if media is None:
            raise OutputRejected(["its bytes are gone; render it anew"])
        return media

    def _render(self, provider: MediaProvider, model: str, seconds: float) -> Paid[Media]:
        if isinstance(self.call, ImageCall):
            return Paid(*provider.image(self.call, model, seconds))
        return Paid(*provider.video(self.call, model, seconds))
