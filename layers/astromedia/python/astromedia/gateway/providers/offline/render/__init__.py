"""Offline renderers: real pictures and a real film, drawn on this machine from a spec, with no key and no network.

`render_image(ImageSpec)` gives a PNG, `render_video(VideoSpec)` an H.264 MP4 and `render_poster(VideoSpec)` its first
frame; all are deterministic. `brand_palette` derives five colours in harmony from any text.
"""

from astromedia.gateway.providers.offline.render.errors import RenderFailed
from astromedia.gateway.providers.offline.render.image import compose_image, render_image
from astromedia.gateway.providers.offline.render.layouts import LAYOUTS
from astromedia.gateway.providers.offline.render.models import ImageSpec, Layout, Media, Shot, VideoSpec
from astromedia.gateway.providers.offline.render.palette import MOODS, brand_palette
from astromedia.gateway.providers.offline.render.video import compose_shots, render_poster, render_video

__all__ = [
    "LAYOUTS",
    "MOODS",
    "ImageSpec",
    "Layout",
    "Media",
    "RenderFailed",
    "Shot",
    "VideoSpec",
    "brand_palette",
    "compose_image",
    "compose_shots",
    "render_image",
    "render_poster",
    "render_video",
]
