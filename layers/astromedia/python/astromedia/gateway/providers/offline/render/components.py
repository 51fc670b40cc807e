"""The parts that every layout is made of: brand lockup, text, button and draft label, each placed in its box."""

from typing import NamedTuple

from astromedia.gateway.providers.offline.render import svg
from astromedia.gateway.providers.offline.render.colour import mix, readable, toned
from astromedia.gateway.providers.offline.render.fonts import Face, printable, width
from astromedia.gateway.providers.offline.render.geometry import Rect
from astromedia.gateway.providers.offline.render.scene import Placed, Role, Scale
from astromedia.gateway.providers.offline.render.scheme import Scheme
from astromedia.gateway.providers.offline.render.typeset import Block, Room, fit

BODY = Face("Manrope", 500, leading=1.42)
_STRONG = Face("Manrope", 700, leading=1.25)
_LABEL = Face("Manrope", 600, tracking=0.01, leading=1.3)
_SUBTITLE = Face("Manrope", 600, leading=1.32)
_MONOGRAM_LETTERS = 2
_BUTTON_EXTRA = 3.95  # of the font size, beside the words: padding and arrow
_LABEL_SHARE = 0.78  # of the smallest size: the draft label alone may be smaller


class Pen(NamedTuple):
    """What parts are drawn with: sizes, colours and the side from which lines start."""

    scale: Scale
    scheme: Scheme
    centred: bool = False
    right_to_left: bool = False

    @property
    def anchor(self) -> str:
        return "middle" if self.centred else "end" if self.right_to_left else "start"

    def aligned(self, frame: Rect, width: float, y: float, height: float) -> Rect:
        """A box of that size in the frame, on the side where lines start (or its middle)."""
        offset = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * (frame.width - width)
        return Rect(frame.x + offset, y, width, height)


def initials(brand: str) -> str:
    """One or two letters that stand for the brand; empty when it has none."""
    words = [word for word in brand.split() if word[0].isalnum()]
    return printable("".join(word[0] for word in words[:_MONOGRAM_LETTERS]).upper())


def paragraph(role: Role, block: Block, box: Rect, ink: str, pen: Pen) -> Placed:
    """A fitted block in its box."""
    drawn = svg.text(block, box, ink, pen.anchor)
    return Placed(role, box, block.lines, block.size, ink, pen.scheme.ground, block.face.family, drawn)


def lockup(brand: str, frame: Rect, pen: Pen) -> Placed | None:
    """The monogram tile and the brand's name, at the top of the frame."""
    side, gap = 4.9 * pen.scale.unit, 1.3 * pen.scale.unit
    side = max(side, 2.6 * pen.scale.smallest)
    largest = max(2.75 * pen.scale.unit, pen.scale.smallest)
    room = Room(frame.width - side - gap, side, largest, pen.scale.smallest, 2)
    name = fit(brand, _STRONG, room)
    if name is None:
        return None
    box = pen.aligned(frame, side + gap + name.width, frame.y, side)
    tile_x, name_x = (box.right - side, box.x) if pen.right_to_left else (box.x, box.x + side + gap)
    anchor = "end" if pen.right_to_left else "start"
    words = Rect(name_x, box.y + (side - name.height) / 2, name.width, name.height)
    drawn = _monogram(brand, Rect(tile_x, box.y, side, side), pen.scheme) + svg.text(
        name, words, pen.scheme.ink, anchor
    )
    return Placed("brand", box, name.lines, name.size, pen.scheme.ink, pen.scheme.ground, name.face.family, drawn)


def _monogram(brand: str, tile: Rect, scheme: Scheme) -> str:
    shape = svg.rectangle(tile, scheme.mark, tile.width * 0.28)
    letters = fit(initials(brand), _STRONG, Room(tile.width * 0.8, tile.height, tile.width * 0.46, 6, 1))
    if letters is None:
        return shape + svg.circle(tile.x + tile.width / 2, tile.y + tile.height / 2, tile.width * 0.2, scheme.mark_ink)
    middle = Rect(tile.x, tile.y + (tile.height - letters.height) / 2, tile.width, letters.height)
    return shape + svg.text(letters, middle, scheme.mark_ink, "middle")


def button(label: str, frame: Rect, pen: Pen) -> Placed | None:
    """The call to action: a pill with an arrow, at the top of the frame."""
    largest = max(2.9 * pen.scale.unit, pen.scale.smallest)
    wanted = frame.width / (1.02 * width(label, _STRONG) + _BUTTON_EXTRA)
    size = min(largest, max(pen.scale.smallest, wanted))
    words = fit(label, _STRONG, Room(frame.width - _BUTTON_EXTRA * size, 1.4 * size, size, size, 1))
    if words is None:
        return None
    pad, height = 1.15 * size, 2.5 * size
    box = pen.aligned(frame, words.width + _BUTTON_EXTRA * size, frame.y, height)
    inner = Rect(box.x + pad, box.y + (height - words.height) / 2, box.width - 2 * pad, words.height)
    drawn = svg.rectangle(box, pen.scheme.button, height / 2)
    drawn += svg.text(words, inner, pen.scheme.button_ink, "end" if pen.right_to_left else "start")
    drawn += _arrow(inner, words.size, pen)
    return Placed(
        "call_to_action",
        box,
        words.lines,
        words.size,
        pen.scheme.button_ink,
        pen.scheme.button,
        words.face.family,
        drawn,
    )


def _arrow(inner: Rect, size: float, pen: Pen) -> str:
    """Drawn to the right from the inner box's end, and flipped for lines that run to the left."""
    y, length, head = inner.y + inner.height / 2, 0.85 * size, 0.3 * size
    shaft = f"M{inner.right - length:.2f} {y:.2f}H{inner.right:.2f}"
    tip = f"m{-head:.2f} {-head:.2f}l{head:.2f} {head:.2f}l{-head:.2f} {head:.2f}"
    pencil = f'stroke="{pen.scheme.button_ink}" stroke-width="{0.12 * size:.2f}"'
    drawn = svg.path(shaft + tip, "none", f'{pencil} stroke-linecap="round" stroke-linejoin="round"')
    return svg.mirrored(drawn, inner) if pen.right_to_left else drawn


def chip(label: str, canvas: Rect, pen: Pen) -> Placed | None:
    """The draft label: a quiet solid tag in the canvas's bottom margin, where no other part stands."""
    margin = pen.scale.margin
    size = min(max(11.0, _LABEL_SHARE * pen.scale.smallest), margin / 2)
    words = fit(label, _LABEL, Room(canvas.width - 2 * margin - 1.5 * size, size * 1.4, size, size * 0.7, 1))
    if words is None:
        return None
    across, height = words.width + 1.5 * size, 1.8 * size
    x = margin if pen.right_to_left else canvas.right - margin - across
    box = Rect(x, canvas.bottom - (margin + height) / 2, across, height)
    fill = mix(pen.scheme.ground, pen.scheme.ink, 0.07)
    ink = readable(mix(pen.scheme.ink, fill, 0.3), fill)
    inner = Rect(box.x, box.y + (height - words.height) / 2, across, words.height)
    drawn = svg.rectangle(box, fill, height / 2) + svg.text(words, inner, ink, "middle")
    return Placed("draft_label", box, words.lines, words.size, ink, fill, words.face.family, drawn)


def subtitle(narration: str, foot: Rect, pen: Pen) -> Placed | None:
    """Spoken words as one or two lines on a dark plate, centred at the bottom of `foot`."""
    size = max(2.7 * pen.scale.unit, pen.scale.smallest)
    room = Room(min(foot.width, 96 * pen.scale.unit) - 2 * size, foot.height - 0.7 * size, size, pen.scale.smallest, 2)
    words = fit(narration, _SUBTITLE, room)
    if words is None:
        return None
    across, height = words.width + 1.8 * size, words.height + 0.7 * size
    box = Rect(foot.x + (foot.width - across) / 2, foot.bottom - height, across, height)
    plate, ink = toned(pen.scheme.mark, 0.16, 0.4), "#ffffff"
    inner = box._replace(y=box.y + 0.35 * size, height=words.height)
    drawn = svg.rectangle(box, plate, 0.5 * size) + svg.text(words, inner, ink, "middle")
    return Placed("subtitle", box, words.lines, words.size, ink, plate, words.face.family, drawn)
