"""A gateway that answers from memory: no model, no provider."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from astromedia.domain.campaign import Attempt
from astromedia.gateway.calls import Answer, ImageCall, Media, TextCall, VideoCall

Value = TypeVar("Value")
MADE_BY = Attempt(provider="fake", model="fake-1")


class FakeModels:
    """Implements calls.Models. `answers` are by agent; an exception in place of an answer is raised."""

    def __init__(self, answers: Mapping[str, Mapping[str, Any] | Exception]) -> None:
        self.answers = dict(answers)
        self.calls: list[TextCall | ImageCall | VideoCall] = []

    def text(self, call: TextCall, check: Callable[[Mapping[str, Any]], Value]) -> Answer[Value]:
        self.calls.append(call)
        answer = self.answers[call.purpose.agent]
        if isinstance(answer, Exception):
            raise answer
        return Answer(check(answer), [MADE_BY], Decimal("0.25"))

    def image(self, call: ImageCall) -> Answer[Media]:
        self.calls.append(call)
        size = {"width": call.design["width"], "height": call.design["height"]}
        return Answer(Media(data=b"png", mime_type="image/png", **size), [MADE_BY], Decimal("0.04"))

    def video(self, call: VideoCall) -> Answer[Media]:
        self.calls.append(call)
        media = Media(data=b"mp4", mime_type="video/mp4", width=1280, height=720, seconds=8.0)
        return Answer(media, [MADE_BY], Decimal("0.80"))
