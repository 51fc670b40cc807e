"""What leaves for a server that films, and how its answers are read: the SDK against a server of our own."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from astromedia.agents.definition import Context
from astromedia.agents.video_producer import Storyboard, renderings
from astromedia.domain.errors import ProviderRefused
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Failed, MediaCompletion, Running, VideoCall
from astromedia.gateway.errors import KeyRefused, ProviderBroken, ProviderBusy
from astromedia.gateway.providers.film import film_of
from astromedia.gateway.providers.openai_films import POLL_SECONDS, OpenAIFilms
from tests.unit.agents.samples import ANSWERS
from tests.unit.domain.briefs import brief

from .samples import PURPOSE
from .video_server import MP4, VideoServer, video_server

DESIGN = {
    "width": 1280,
    "height": 720,
    "palette": ["#101010", "#ffffff"],
    "brand": 'Ada & "Söhne"',
    "language": "fr",
    "call_to_action": "Essayez",
    "shots": [
        {"seconds": 3, "caption": "Le matin", "narration": "Tout commence.", "layout": "poster"},
        {"seconds": 4, "caption": "Le soir"},
    ],
}


def call(**changes: Any) -> VideoCall:
    return VideoCall(purpose=PURPOSE, design=DESIGN | changes)


@pytest.fixture
def server() -> Iterator[VideoServer]:
    with video_server() as running:
        yield running


def films(server: VideoServer) -> OpenAIFilms:
    return OpenAIFilms(api_key="k", base_url=server.url, seconds=5.0)


def started(server: VideoServer) -> str:
    return films(server).start_film(call(), "m-1", 5.0, "KEY").operation


def test_a_film_is_asked_for_in_the_next_longer_length_with_a_key_of_its_own(server: VideoServer) -> None:
    assert films(server).start_film(call(), "m-1", 5.0, "KEY") == Running("video/0", POLL_SECONDS)
    (job,) = server.jobs.values()
    assert (job["model"], job["seconds"], job["size"]) == ("m-1", "8", "1280x720")
    assert job["prompt"] == film_of(call()).prompt
    assert list(server.keys) == ["KEY"]


def test_the_words_of_a_design_are_quoted_in_their_order() -> None:
    prompt = film_of(call()).prompt
    assert r'the brand "Ada & \"Söhne\""' in prompt
    assert prompt.index('"Le matin", while a voice says "Tout commence."') < prompt.index("(4 s): a scene that fits")
    assert '"Essayez"' in prompt
    assert "All texts are in French" in prompt


def test_what_the_video_producer_designs_can_be_filmed() -> None:
    board = Storyboard.model_validate(ANSWERS["video_producer"])
    palette = dict.fromkeys(("background", "surface", "primary", "accent", "text"), "#101010")
    (rendering,) = renderings(board, Context(brief(), {"visuals": {"palette": palette}}))
    film = film_of(VideoCall(purpose=PURPOSE, design=rendering.design))
    assert (film.size, film.seconds in (8, 12)) == ("1280x720", True)
    assert all(json.dumps(shot.caption, ensure_ascii=False) in film.prompt for shot in board.shots)


@pytest.mark.parametrize(("seconds", "length"), [([1], 4), ([4], 4), ([4, 0.5], 8), ([3, 3, 3], 12), ([12], 12)])
def test_a_film_uses_the_seconds_that_are_asked_for(seconds: list[float], length: int) -> None:
    film = film_of(call(shots=[{"seconds": each, "caption": "x"} for each in seconds]))
    assert film.usage == Usage(video_seconds=length, video_resolution="720p")


@pytest.mark.parametrize(
    "changes",
    [
        {"shots": []},
        {"shots": [{"seconds": 13, "caption": "x"}]},
        {"brand": 3},
        {"width": 0},
        {"shots": [{"seconds": 1}]},
    ],
)
def test_a_design_that_cannot_be_filmed_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefused, match="cannot be filmed"):
        film_of(call(**changes))


@pytest.mark.parametrize("status", ["queued", "in_progress"])
def test_a_film_that_is_being_made_is_asked_for_later(server: VideoServer, status: str) -> None:
    operation = started(server)
    server.become(status=status)
    assert films(server).poll_film(operation, call(), 5.0) == Running(operation, POLL_SECONDS)


def test_a_finished_film_comes_with_its_bytes_and_what_it_used(server: VideoServer) -> None:
    operation = started(server)
    server.become(status="completed", seconds="8", size="1920x1080")
    made = films(server).poll_film(operation, call(), 5.0)
    assert isinstance(made, MediaCompletion)
    assert made.media.data == MP4
    assert (made.media.mime_type, made.media.width, made.media.height, made.media.seconds) == (
        "video/mp4",
        1920,
        1080,
        8,
    )
    assert made.usage == Usage(video_seconds=8, video_resolution="720p")


@pytest.mark.parametrize(("said", "billed"), [("4", 4), ("8", 8), ("9", 8), ("0", 8), ("-1", 8), ("nan", 8), (None, 8)])
def test_the_seconds_that_are_billed_are_those_made_and_never_more_than_asked(
    server: VideoServer, said: str | None, billed: int
) -> None:
    operation = started(server)
    server.become(status="completed", seconds=said, size="?")
    made = films(server).poll_film(operation, call(), 5.0)
    assert isinstance(made, MediaCompletion)
    assert made.usage.video_seconds == made.media.seconds == billed
    assert (made.media.width, made.media.height) == (1280, 720)


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        ({"code": "moderation_blocked", "message": "no"}, "could not make the film (moderation_blocked: no)"),
        (None, "could not make the film"),
    ],
)
def test_a_film_that_failed_says_why_and_is_not_billed(
    server: VideoServer, error: dict[str, str] | None, detail: str
) -> None:
    operation = started(server)
    server.become(status="failed", error=error)
    assert films(server).poll_film(operation, call(), 5.0) == Failed(detail)


@pytest.mark.parametrize("status", ["paused", None, 3])
def test_a_status_that_is_not_the_protocols_is_broken(server: VideoServer, status: object) -> None:
    operation = started(server)
    server.become(status=status)
    with pytest.raises(ProviderBroken, match="says of a video"):
        films(server).poll_film(operation, call(), 5.0)


@pytest.mark.parametrize("content", [b"", b"<html>sorry</html>", b'{"error": 1}'])
def test_what_is_no_video_file_is_broken(server: VideoServer, content: bytes) -> None:
    operation = started(server)
    server.become(status="completed")
    server.content = content
    with pytest.raises(ProviderBroken, match="no MP4"):
        films(server).poll_film(operation, call(), 5.0)


@pytest.mark.parametrize("body", [{}, {"id": 3}, {"id": ""}])
def test_a_start_that_names_no_video_is_broken(server: VideoServer, body: dict[str, Any]) -> None:
    server.answers = [(200, body)]
    with pytest.raises(ProviderBroken, match="names no video"):
        started(server)


@pytest.mark.parametrize(
    ("answer", "error", "charge"),
    [
        ((429, {"error": {"message": "slow"}}), ProviderBusy, "none"),
        ((503, {}), ProviderBusy, "none"),
        ((504, {}), ProviderBusy, "unknown"),
        ((200, None), ProviderBusy, "unknown"),
        ((400, {"error": {"message": "no"}}), ProviderRefused, None),
        ((401, {}), KeyRefused, None),
    ],
)
def test_a_start_that_fails_says_whether_a_film_may_be_made_all_the_same(
    server: VideoServer, answer: tuple[int, dict[str, Any] | None], error: type[Exception], charge: str | None
) -> None:
    server.answers = [answer]
    with pytest.raises(error) as failed:
        started(server)
    assert getattr(failed.value, "charge", None) == charge


def test_a_film_that_is_not_known_is_refused(server: VideoServer) -> None:
    with pytest.raises(ProviderRefused, match="404"):
        films(server).poll_film("../../models", call(), 5.0)
    assert server.asked == ["job"]
