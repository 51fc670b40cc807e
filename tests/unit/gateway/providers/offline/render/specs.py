"""Specs and measurements that the renderer's tests share."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageStat

from astromedia.gateway.providers.offline.render import ImageSpec, Layout, Media, VideoSpec

PALETTE = ("#fdf8f5", "#f6e7e1", "#a43d00", "#29d99b", "#28120f")
SHOTS = (
    {
        "seconds": 2,
        "caption": "Mornings deserve better coffee",
        "narration": "The same queue, the same cup.",
        "layout": "poster",
    },
    {"seconds": 2, "caption": "Slow-roasted on three farms", "layout": "split"},
    {"seconds": 2, "caption": "Wake the whole street", "narration": "Your first bag is on us.", "layout": "card"},
)


def image_spec(layout: Layout = "split", width: int = 1080, height: int = 1080, **changes: Any) -> ImageSpec:
    texts = {
        "headline": "Coffee that wakes the whole street",
        "subline": "Slow-roasted beans from three family farms, delivered every Monday.",
        "call_to_action": "Order your first bag",
        "brand": "Halcyon Coffee",
        "draft_label": "Offline draft",
    }
    return ImageSpec(width=width, height=height, layout=layout, **{"palette": PALETTE, **texts, **changes})


def video_spec(**changes: Any) -> VideoSpec:
    base: dict[str, Any] = {
        "palette": PALETTE,
        "brand": "Halcyon Coffee",
        "call_to_action": "Order your first bag",
        "draft_label": "Offline draft",
        "shots": SHOTS,
    }
    return VideoSpec(**{**base, **changes})


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


def picture(media: Media) -> Image.Image:
    return opened(media.content)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of two pictures of one size, 0 (equal) to 1."""
    parts = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return sum(parts) / len(parts) / 255
