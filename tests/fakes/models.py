"""A gateway that answers from memory: no model, no provider."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from astromedia.domain.campaign import Attempt
from astromedia.domain.ids import derived_id
from astromedia.domain.ledger import LedgerEntry, Usage
from astromedia.gateway.calls import Answer, Call, ImageCall, Media, TextCall, VideoCall

from .ledger import FakeLedgerEntries

Value = TypeVar("Value")
MADE_BY = Attempt(provider="fake", model="fake-1")


class FakeModels:
    """Implements calls.Models. `answers` are by agent; an exception in place of an answer is raised.

    What a call costs is in the ledger's `entries`, and is bought once: the same call again costs nothing.
    """

    def __init__(
        self, answers: Mapping[str, Mapping[str, Any] | Exception], entries: FakeLedgerEntries | None = None
    ) -> None:
        self.answers = dict(answers)
        self.entries = entries or FakeLedgerEntries()
        self.calls: list[TextCall | ImageCall | VideoCall] = []

    def text(self, call: TextCall, check: Callable[[Mapping[str, Any]], Value]) -> Answer[Value]:
        self.calls.append(call)
        answer = self.answers[call.purpose.agent]
        if isinstance(answer, Exception):
            raise answer
        return Answer(check(answer), [MADE_BY], self.pay(call, "0.25"))

    def image(self, call: ImageCall) -> Answer[Media]:
        self.calls.append(call)
        size = {"width": call.design["width"], "height": call.design["height"]}
        return Answer(Media(data=b"png", mime_type="image/png", **size), [MADE_BY], self.pay(call, "0.04"))

    def video(self, call: VideoCall) -> Answer[Media]:
        self.calls.append(call)
        media = Media(data=b"mp4", mime_type="video/mp4", width=1280, height=720, seconds=8.0)
        return Answer(media, [MADE_BY], self.pay(call, "0.80"))

    def pay(self, call: Call, amount: str) -> list[LedgerEntry]:
        """Enter what a call costs into the ledger, and return what is new there."""
        whose = call.purpose
        new = LedgerEntry(
            id=derived_id(whose.campaign_id, whose.phase, whose.revision, whose.step),
            **whose.model_dump(exclude={"step"}),
            kind="text",
            provider=MADE_BY.provider,
            model=MADE_BY.model,
            usage=Usage(),
            cost=Decimal(amount),
            price_date="2026-01-01",
            latency_ms=1,
            at=datetime(2026, 3, 2, tzinfo=UTC),
        )
        return [new] if self.entries.add(new) else []
