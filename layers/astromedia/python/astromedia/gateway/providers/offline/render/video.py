"""Draws a film: every layer of a shot is drawn once, then moved and laid over one another frame by frame."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from astromedia.gateway.providers.offline.render import timeline
from astromedia.gateway.providers.offline.render.encoder import encode
from astromedia.gateway.providers.offline.render.fonts import printable
from astromedia.gateway.providers.offline.render.geometry import Rect
from astromedia.gateway.providers.offline.render.layouts import compose
from astromedia.gateway.providers.offline.render.models import Media, Shot, VideoSpec
from astromedia.gateway.providers.offline.render.scene import Content, Placed, Scale, Scene, draw

_MOVING = frozenset({"headline", "subtitle", "call_to_action"})
_BLEED = 2.0
_BAR_HEIGHT = 0.6  # hundredths of the mean side
_EDGE = 0.03  # of the width


class _Layer(NamedTuple):
    """A picture, what of it covers, and the place of its top left corner."""

    picture: Image.Image
    mask: Image.Image
    x: int
    y: int


class _Stage(NamedTuple):
    """The drawn layers of one shot, back to front; `art` is moved by the camera within `art_box`."""

    seconds: float
    base: Image.Image
    art: Image.Image
    art_box: tuple[int, int, int, int]
    fixed: _Layer
    moving: dict[str, _Layer]
    bar: str


def compose_shots(spec: VideoSpec) -> list[Scene]:
    """The layout of every shot, with every text's box, before it is drawn."""
    last = len(spec.shots) - 1
    return [_compose(spec, shot, index, is_last=index == last) for index, shot in enumerate(spec.shots)]


def _compose(spec: VideoSpec, shot: Shot, index: int, *, is_last: bool) -> Scene:
    call = spec.call_to_action if is_last else ""
    texts = (shot.caption, "", call, spec.brand, spec.draft_label, shot.narration)
    content = Content(*(printable(text, spec.language) for text in texts))
    return compose(content.led(), shot.layout, spec.palette, (spec.width, spec.height), spec.seed + index)


def render_poster(spec: VideoSpec) -> Media:
    """The film's first frame as a PNG: what a player shows before it is started."""
    picture = Image.frombytes("RGB", (spec.width, spec.height), next(_frames(spec)))
    file = BytesIO()
    picture.save(file, "PNG")
    return Media(content=file.getvalue(), mime_type="image/png", width=spec.width, height=spec.height)


def render_video(spec: VideoSpec) -> Media:
    """A silent H.264 MP4 that browsers play; the same spec always gives the same bytes. Raises RenderFailed."""
    content = encode(_frames(spec), spec.width, spec.height, spec.fps)
    seconds = round(spec.seconds * spec.fps) / spec.fps
    return Media(content=content, mime_type="video/mp4", width=spec.width, height=spec.height, seconds=seconds)


def _frames(spec: VideoSpec) -> Iterator[bytes]:
    unit = Scale.of(spec.width, spec.height).unit
    stages = [_stage(scene, shot.seconds) for scene, shot in zip(compose_shots(spec), spec.shots, strict=True)]
    lengths = [stage.seconds for stage in stages]
    for time in timeline.frame_times(spec.seconds, spec.fps):
        below, *above = timeline.views(time, lengths)
        frame = _look(stages[below.shot], below, unit)
        for view in above:
            _slide_over(frame, _look(stages[view.shot], view, unit), view.share, stages[view.shot].bar)
        bar = (0, spec.height - round(_BAR_HEIGHT * unit), round(spec.width * time / spec.seconds), spec.height)
        frame.paste(stages[below.shot].bar, bar)
        yield frame.tobytes()


def _slide_over(frame: Image.Image, coming: Image.Image, share: float, edge: str) -> None:
    """The coming shot, slid in from the right behind a coloured edge."""
    x = round(frame.width * (1 - share))
    frame.paste(coming, (x, 0))
    frame.paste(edge, (max(0, x - round(frame.width * _EDGE * (1 - share))), 0, x, frame.height))


def _look(stage: _Stage, view: timeline.View, unit: float) -> Image.Image:
    """One shot at one moment."""
    frame = stage.base.copy()
    left, top, right, bottom = stage.art_box
    seen = timeline.window(view, stage.seconds, *stage.art.size)
    frame.paste(stage.art.resize((right - left, bottom - top), Image.Resampling.BILINEAR, box=seen), (left, top))
    _lay(frame, stage.fixed)
    for role, layer in stage.moving.items():
        appeared = timeline.entrance(role, view)
        if appeared > 0:
            _lay(frame, layer._replace(y=layer.y + timeline.rise(appeared, unit)), appeared)
    return frame


def _lay(frame: Image.Image, layer: _Layer, opacity: float = 1.0) -> None:
    faded = [round(level * opacity) for level in range(256)]
    frame.paste(layer.picture, (layer.x, layer.y), layer.mask if opacity == 1 else layer.mask.point(faded))


def _stage(scene: Scene, seconds: float) -> _Stage:
    still = [part for part in scene.placed if part.role not in _MOVING]
    box = _pixels(scene.art_box)
    art = Rect(box[0], box[1], box[2] - box[0], box[3] - box[1])
    return _Stage(
        seconds=seconds,
        base=_drawn(scene, scene.canvas, [scene.backdrop]).convert("RGB"),
        art=_drawn(scene, art, [scene.backdrop], oversize=1.1).convert("RGB"),
        art_box=box,
        fixed=_cropped(_drawn(scene, scene.canvas, [scene.panel], still)),
        moving={part.role: _part(scene, part) for part in scene.placed if part.role in _MOVING},
        bar=scene.accent,
    )


def _part(scene: Scene, part: Placed) -> _Layer:
    left, top, right, bottom = _pixels(part.box.inset(-_BLEED * part.size / 4))
    return _layer(_drawn(scene, Rect(left, top, right - left, bottom - top), [], [part]), left, top)


def _drawn(
    scene: Scene, view: Rect, parts: list[str], placed: list[Placed] | None = None, oversize: float = 1.0
) -> Image.Image:
    png = draw(parts, placed or [], view, round(view.width * oversize), round(view.height * oversize))
    return Image.open(BytesIO(png)).convert("RGBA")


def _cropped(picture: Image.Image) -> _Layer:
    box = picture.getbbox() or (0, 0, 1, 1)
    return _layer(picture.crop(box), box[0], box[1])


def _layer(picture: Image.Image, x: int, y: int) -> _Layer:
    return _Layer(picture.convert("RGB"), picture.getchannel("A"), x, y)


def _pixels(box: Rect) -> tuple[int, int, int, int]:
    return round(box.x), round(box.y), round(box.right), round(box.bottom)
