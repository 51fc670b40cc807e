"""Draws a still: `ImageSpec` in, PNG out."""

from astromedia.gateway.providers.offline.render.fonts import printable
from astromedia.gateway.providers.offline.render.layouts import compose
from astromedia.gateway.providers.offline.render.models import ImageSpec, Media
from astromedia.gateway.providers.offline.render.scene import Content, Scene, draw


def compose_image(spec: ImageSpec) -> Scene:
    """The picture's layout, with every text's box, before it is drawn."""
    texts = (spec.headline, spec.subline, spec.call_to_action, spec.brand, spec.draft_label)
    content = Content(*(printable(text, spec.language) for text in texts))
    return compose(content.led(), spec.layout, spec.palette, (spec.width, spec.height), spec.seed)


def render_image(spec: ImageSpec) -> Media:
    """A PNG of the spec's exact size; the same spec always gives the same bytes."""
    scene = compose_image(spec)
    content = draw((scene.backdrop, scene.panel), scene.placed, scene.canvas, spec.width, spec.height)
    return Media(content=content, mime_type="image/png", width=spec.width, height=spec.height)
