"""Films by a server that speaks OpenAI's protocol for videos (`/videos`): vLLM-Omni, SGLang and others.

OpenAI's own service of that protocol (Sora) was shut down on 2026-09-24, as its SDK says: its models have no price.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import quote

import openai
from openai import RequestOptions
from openai.types import Video

from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Failed, Media, MediaCompletion, Running, VideoCall
from astromedia.gateway.errors import ProviderBroken
from astromedia.gateway.settings import ModelSettings

from .deadline import HOOKS, within
from .egress import checked
from .film import Film, film_of
from .openai import NO_HEADERS, asking, failure_of

Found = TypeVar("Found")

POLL_SECONDS = 10
"""After how long to ask again for a film that is being made."""
GOING_ON = ("queued", "in_progress")


class OpenAIFilms:
    """Implements calls.FilmProvider. The SDK's own retries are off: there is one retry policy, the gateway's.

    Its methods for videos are deprecated and warn at each call; the requests are the same.
    """

    def __init__(self, *, api_key: str, base_url: str, seconds: float) -> None:
        http = openai.DefaultHttpxClient(event_hooks=HOOKS)
        # Without a key the SDK would look for one in the environment, and send it to whatever server this is.
        self._client = openai.OpenAI(
            api_key=api_key or "none", base_url=checked(base_url), max_retries=0, http_client=http
        )
        self._seconds = seconds

    @classmethod
    def from_settings(cls, settings: ModelSettings) -> "OpenAIFilms":
        """As the operator set it."""
        base_url, key = settings.video_server
        return cls(api_key=key, base_url=base_url, seconds=settings.MODEL_TIMEOUT_SECONDS)

    def start_film(self, call: VideoCall, model: str, seconds: float, key: str) -> Running:
        """Have `model` make the film. The key is sent as the header that servers which heed such keys know."""
        film = film_of(call)
        body = {"model": model, "prompt": film.prompt, "seconds": str(film.seconds), "size": film.size}
        options = self._options(call, seconds, {"Content-Type": "multipart/form-data", "Idempotency-Key": key})
        job = self._asked(lambda: self._client.post("/videos", cast_to=Video, body=body, options=options))
        if not isinstance(job, Video) or not isinstance(job.id, str) or not job.id:
            raise ProviderBroken("sent an answer that names no video")
        return Running(job.id, POLL_SECONDS)

    def poll_film(self, operation: str, call: VideoCall, seconds: float) -> Running | Failed | MediaCompletion:
        """What became of it. A job that failed made no second of video, and these are what is billed."""
        path, options = f"/videos/{quote(operation, safe='')}", self._options(call, seconds)
        job = self._asked(lambda: self._client.get(path, cast_to=Video, options=options))
        status = getattr(job, "status", None)
        if status in GOING_ON:
            return Running(operation, POLL_SECONDS)
        if status == "failed":
            return Failed(_reason(job))
        if status != "completed":
            raise ProviderBroken(f"says of a video that it is {str(status)[:40]!r}")
        download = self._options(call, seconds, {"Accept": "application/binary"})
        return self._finished(path, job, film_of(call), download)

    def _finished(self, path: str, job: Video, film: Film, download: RequestOptions) -> MediaCompletion:
        content = self._asked(
            lambda: self._client.get(f"{path}/content", cast_to=openai.HttpxBinaryResponseContent, options=download)
        )
        data = getattr(content, "content", b"")
        if data[4:8] != b"ftyp":
            raise ProviderBroken("sent a video that is no MP4 file")
        width, height = _size(job, film)
        media = Media(data=data, mime_type="video/mp4", width=width, height=height, seconds=_length(job, film))
        return MediaCompletion(media, _usage(job, film))

    def _options(self, call: VideoCall, seconds: float, headers: Mapping[str, str] = NO_HEADERS) -> RequestOptions:
        return asking(call, within(min(seconds, self._seconds)), headers)

    def _asked(self, ask: Callable[[], Found]) -> Found:
        try:
            return ask()
        except (openai.OpenAIError, ValueError) as error:
            raise failure_of(error) from error


def _reason(job: Video) -> str:
    error = job.error
    said = ": ".join(filter(None, (getattr(error, "code", None), getattr(error, "message", None)))) if error else ""
    return f"could not make the film{f' ({said[:200]})' if said else ''}"


def _length(job: Video, film: Film) -> float:
    """The seconds that it says it made, if that can be true: never more than were asked for."""
    try:
        made = float(job.seconds)
    except (TypeError, ValueError):
        return film.seconds
    return made if 0 < made <= film.seconds else film.seconds


def _usage(job: Video, film: Film) -> Usage:
    return film.usage.model_copy(update={"video_seconds": _length(job, film)})


def _size(job: Video, film: Film) -> tuple[int, int]:
    try:
        width, height = (int(side) for side in str(job.size).split("x"))
    except ValueError:
        return film.width, film.height
    return width, height
