"""Providers that answer from a script: no SDK, no server."""

from collections.abc import Sequence

from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Call, Completion, ImageCall, Media, MediaCompletion, Route, TextCall, VideoCall

Scripted = str | Completion | Exception
USED = Usage(input_tokens=1000, output_tokens=100)
MOST = Usage(input_tokens=2000, output_tokens=1000)


class FakeProvider:
    """Implements calls.TextProvider and calls.MediaProvider: gives the scripted answers in order, raises exceptions.

    `most` is what a text call uses at most, as FakeProviders tells.
    """

    def __init__(self, answers: Sequence[Scripted] = (), most: Usage = MOST) -> None:
        self.answers = list(answers)
        self.most = most
        self.calls: list[TextCall | ImageCall | VideoCall] = []
        self.seconds: list[float] = []

    def worst(self, call: Call, model: str) -> Usage:
        if isinstance(call, TextCall):
            return self.most
        return Usage(images=1) if isinstance(call, ImageCall) else Usage(video_seconds=30)

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        self.calls.append(call)
        self.seconds.append(seconds)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Completion(text=answer, finish_reason="stop", usage=USED) if isinstance(answer, str) else answer

    def image(self, call: ImageCall, model: str, seconds: float) -> MediaCompletion:
        self._rendering(call, seconds)
        return MediaCompletion(Media(data=b"png", mime_type="image/png", width=1080, height=1080), Usage(images=1))

    def video(self, call: VideoCall, model: str, seconds: float) -> MediaCompletion:
        self._rendering(call, seconds)
        media = Media(data=b"mp4", mime_type="video/mp4", width=1280, height=720, seconds=7.5)
        return MediaCompletion(media, Usage(video_seconds=7.5))

    def _rendering(self, call: ImageCall | VideoCall, seconds: float) -> None:
        """Fail if that is in the script."""
        self.calls.append(call)
        self.seconds.append(seconds)
        if self.answers:
            answer = self.answers.pop(0)
            assert isinstance(answer, Exception)
            raise answer


class FakeProviders:
    """Implements calls.Providers over named fakes."""

    def __init__(self, **known: FakeProvider) -> None:
        self.known = known

    def worst(self, route: Route, call: Call) -> Usage:
        return self.known[route.provider].worst(call, route.model)

    def text(self, name: str) -> FakeProvider:
        return self.known[name]

    def media(self, name: str) -> FakeProvider:
        return self.known[name]

    def films(self, name: str) -> None:
        """They all answer at once."""
