"""The film: an MP4 that browsers play, of the right length, with sound layouts and motion in it."""

import re
import subprocess
from typing import Any

import pytest
from PIL import Image, ImageStat
from pydantic import ValidationError

from astromedia.gateway.providers.offline.render import (
    LAYOUTS,
    Layout,
    Media,
    RenderFailed,
    VideoSpec,
    compose_shots,
    render_poster,
    render_video,
)
from astromedia.gateway.providers.offline.render.encoder import encode, ffmpeg_program
from tests.unit.gateway.providers.offline.render.specs import SHOTS, difference, picture, video_spec
from tests.unit.gateway.providers.offline.render.test_image import FULL, assert_sound

SMALL = {"width": 480, "height": 400, "fps": 24}


@pytest.fixture(scope="module")
def film() -> Media:
    return render_video(video_spec(**SMALL))


def described(film: Media) -> str:
    """What ffmpeg says about the file."""
    ran = subprocess.run([ffmpeg_program(), "-hide_banner", "-i", "pipe:0"], input=film.content, capture_output=True)
    return ran.stderr.decode()


def decoded(film: Media) -> list[Image.Image]:
    command = [ffmpeg_program(), "-v", "error", "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    raw = subprocess.run(command, input=film.content, capture_output=True, check=True).stdout
    length = film.width * film.height * 3
    frames = (raw[start : start + length] for start in range(0, len(raw), length))
    return [Image.frombytes("RGB", (film.width, film.height), frame) for frame in frames]


def test_the_film_is_h264_in_an_mp4_that_browsers_play(film: Media) -> None:
    said = described(film)
    assert (film.mime_type, film.width, film.height, film.seconds) == ("video/mp4", 480, 400, 6.0)
    assert re.search(r"Video: h264 \(High\).*yuv420p\(tv, bt709.*480x400.* 24 fps", said), said
    assert "Duration: 00:00:06.00" in said
    assert film.content.index(b"moov") < film.content.index(b"mdat")


def test_every_frame_can_be_decoded_and_none_is_black(film: Media) -> None:
    frames = decoded(film)
    assert len(frames) == 6 * 24
    assert all(max(ImageStat.Stat(frame).mean) > 40 for frame in frames)


def test_the_first_frame_is_the_poster(film: Media) -> None:
    poster = render_poster(video_spec(**SMALL))
    assert (poster.mime_type, picture(poster).size) == ("image/png", (480, 400))
    assert difference(decoded(film)[0], picture(poster)) < 0.02


def test_shots_differ_and_move(film: Media) -> None:
    frames = decoded(film)
    assert difference(frames[30], frames[80]) > 0.1
    assert 0.0005 < difference(frames[5], frames[30]) < 0.05


def test_the_same_spec_gives_the_same_film(film: Media) -> None:
    assert render_video(video_spec(**SMALL)).content == film.content


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", [(1280, 720), (1080, 1080), (1080, 1920), (400, 400)])
def test_captions_subtitles_and_button_stay_apart(layout: Layout, size: tuple[int, int]) -> None:
    shot = {
        "seconds": 6,
        "caption": (FULL["headline"] * 2)[:90],
        "narration": (FULL["subline"] * 2)[:160],
        "layout": layout,
    }
    spec = video_spec(width=size[0], height=size[1], shots=(shot,), call_to_action=FULL["call_to_action"])
    (scene,) = compose_shots(spec)
    assert_sound(scene)
    assert {"headline", "subtitle", "call_to_action", "draft_label"} <= {part.role for part in scene.placed}


def test_only_the_last_shot_calls_to_action() -> None:
    calls = ["call_to_action" in {part.role for part in scene.placed} for scene in compose_shots(video_spec())]
    assert calls == [False, False, True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"shots": SHOTS[:2]},
        {"shots": SHOTS * 2},
        {"width": 1281},
        {"fps": 30},
        {"shots": ()},
        {"palette": ("#000000",) * 4},
    ],
)
def test_a_spec_outside_the_limits_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VideoSpec(**{**video_spec().model_dump(), **wrong})


def test_an_encoder_that_stops_says_why() -> None:
    with pytest.raises(RenderFailed, match="ffmpeg stopped with code"):
        encode(iter([b"\0" * 300]), 0, 10, 25)


def test_a_film_cut_short_by_a_broken_frame_source_leaves_no_process() -> None:
    def frames() -> Any:
        yield bytes(480 * 400 * 3)
        raise ValueError("the picture broke")

    with pytest.raises(ValueError, match="the picture broke"):
        encode(frames(), 480, 400, 24)
