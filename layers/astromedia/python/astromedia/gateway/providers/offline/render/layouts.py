"""The five layouts: where text and artwork go, which colours, which typeface. Each is one row of a table."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple, Protocol

from astromedia.gateway.providers.offline.render import artwork, planet, scheme, svg, tiles
from astromedia.gateway.providers.offline.render.colour import mix
from astromedia.gateway.providers.offline.render.column import Style, column
from astromedia.gateway.providers.offline.render.components import Pen, chip, subtitle
from astromedia.gateway.providers.offline.render.fonts import Face
from astromedia.gateway.providers.offline.render.geometry import Rect
from astromedia.gateway.providers.offline.render.models import Layout
from astromedia.gateway.providers.offline.render.scene import Content, Scale, Scene

_GROTESQUE = Face("Bricolage Grotesque", 800, leading=1.05)
_SANS = Face("Manrope", 800, tracking=-0.03, leading=1.12)
_SERIF = Face("Fraunces", 600, tracking=-0.012, leading=1.1)
_LANDSCAPE = 1.2
_STAGE_WIDTH = 0.84  # of the canvas: moons pass beside it


class Regions(NamedTuple):
    """What a layout cuts the canvas into; `card` is a panel on which the text stands."""

    art: Rect
    text: Rect
    card: Rect | None = None
    button: Rect | None = None

    def above(self, limit: float) -> "Regions":
        """The same, with nothing that is read below y = `limit`."""
        lift = max(0.0, (self.card or self.text).bottom - limit)
        card = self.card and self.card._replace(height=self.card.height - lift)
        button = self.button if self.button and self.button.bottom <= limit else None
        return self._replace(text=self.text._replace(height=self.text.height - lift), card=card, button=button)


class _Cut(Protocol):
    def __call__(self, canvas: Rect, margin: float, *, mirrored: bool) -> Regions:
        """The regions; mirrored for text that runs from right to left."""


class _Plan(NamedTuple):
    paint: Callable[[tuple[str, ...]], scheme.Scheme]
    style: Style
    regions: _Cut
    art: Callable[[Rect, tuple[str, ...], Random], str]
    centred: bool = False


def _is_wide(canvas: Rect) -> bool:
    return canvas.width > _LANDSCAPE * canvas.height


def _halves(canvas: Rect, share: float, *, mirrored: bool, beside: bool) -> tuple[Rect, Rect]:
    """The artwork's part and the text's: side by side, else artwork above."""
    if not beside:
        return canvas.top_part(share), canvas.bottom_part(1 - share)
    if mirrored:
        return canvas.left_part(share), canvas.right_part(1 - share)
    return canvas.right_part(share), canvas.left_part(1 - share)


def _split(canvas: Rect, margin: float, *, mirrored: bool) -> Regions:
    art, text = _halves(canvas, 0.44 if _is_wide(canvas) else 0.38, mirrored=mirrored, beside=_is_wide(canvas))
    return Regions(art, text.inset(margin))


def _poster(canvas: Rect, margin: float, *, mirrored: bool) -> Regions:
    inner = canvas.inset(margin)
    clear = artwork.clear_of_waves(canvas)
    button = inner._replace(y=max(clear, inner.bottom - 0.115 * canvas.height), height=0.115 * canvas.height)
    return Regions(canvas, inner._replace(height=clear - inner.y), button=button)


def _stage(canvas: Rect, margin: float, *, mirrored: bool) -> Regions:
    width = _STAGE_WIDTH * canvas.width
    stage = Rect((canvas.width - width) / 2, margin, width, planet.clear_of_planet(canvas) - margin)
    return Regions(canvas, stage)


def _editorial(canvas: Rect, margin: float, *, mirrored: bool) -> Regions:
    art, text = _halves(canvas, 0.42, mirrored=mirrored, beside=canvas.width > 0.9 * canvas.height)
    return Regions(art, text.inset(margin))


def _card(canvas: Rect, margin: float, *, mirrored: bool) -> Regions:
    inner = canvas.inset(margin)
    card = inner.bottom_part(0.74) if not _is_wide(canvas) else (inner.right_part if mirrored else inner.left_part)(0.6)
    return Regions(canvas, card.inset(margin * 0.85), card)


_PLANS: dict[Layout, _Plan] = {
    "split": _Plan(scheme.paper, Style(_SANS, 8.4, 0.5), _split, tiles.tiles),
    "poster": _Plan(scheme.flood, Style(_GROTESQUE, 11.5, 0.0, 3.5), _poster, artwork.waves),
    "editorial": _Plan(scheme.gallery, Style(_SERIF, 8.6, 0.5), _editorial, artwork.arch),
    "spotlight": _Plan(scheme.night, Style(_SANS, 8.8, 0.35), _stage, planet.planet, centred=True),
    "card": _Plan(scheme.pattern, Style(_GROTESQUE, 8.6, 0.5), _card, artwork.ribbons),
}
LAYOUTS: tuple[Layout, ...] = tuple(_PLANS)


def compose(content: Content, layout: Layout, palette: tuple[str, ...], size: tuple[int, int], seed: int) -> Scene:
    """The scene of that layout: parts in reading order, subtitle and draft label last."""
    width, height = size
    plan, scale, canvas = _PLANS[layout], Scale.of(width, height), Rect(0, 0, width, height)
    colours = plan.paint(palette)
    pen = Pen(scale, colours, plan.centred, content.right_to_left)
    regions = plan.regions(canvas, scale.margin, mirrored=content.right_to_left)
    spoken = subtitle(content.subtitle, canvas.inset(scale.margin), pen)
    if spoken:
        regions = regions.above(spoken.box.y - 2 * scale.unit)
    art = plan.art(regions.art, colours.art, Random(f"{layout}:{seed}"))  # noqa: S311 - artwork, no secret
    if content.right_to_left:
        art = svg.mirrored(art, regions.art)
    below = (part for part in (spoken, chip(content.draft_label, canvas, pen)) if part)
    placed = (*column(content, regions.text, plan.style, pen, regions.button), *below)
    backdrop = svg.rectangle(canvas, colours.ground) + art
    return Scene(width, height, backdrop, regions.art, _panel(regions.card, scale, colours), placed, colours.button)


def _panel(card: Rect | None, scale: Scale, colours: scheme.Scheme) -> str:
    if card is None:
        return ""
    radius = 2.2 * scale.unit
    shade = svg.shadow(card, radius, 3.2 * scale.unit, mix(colours.art[1], "#000000", 0.6))
    return shade + svg.rectangle(card, colours.ground, radius)
