"""Stacks the parts of a picture in one column: the brand on top, then the message, then the button."""

from typing import NamedTuple

from astromedia.gateway.providers.offline.render.components import BODY, Pen, button, lockup, paragraph
from astromedia.gateway.providers.offline.render.fonts import Face
from astromedia.gateway.providers.offline.render.geometry import Rect
from astromedia.gateway.providers.offline.render.scene import Content, Placed, Role
from astromedia.gateway.providers.offline.render.typeset import Block, Room, fit

_HEADLINE_SHARE = 0.64


class Style(NamedTuple):
    """How a column is set: largest sizes in hundredths of the mean side, rise 0 (top) to 1 (bottom)."""

    face: Face
    headline: float
    rise: float
    subline: float = 3.3


class _Message(NamedTuple):
    headline: Block | None
    subline: Block | None
    gap: float

    @property
    def height(self) -> float:
        blocks = [block.height for block in (self.headline, self.subline) if block]
        return sum(blocks) + self.gap * (len(blocks) - 1)


def column(content: Content, frame: Rect, style: Style, pen: Pen, button_row: Rect | None = None) -> tuple[Placed, ...]:
    """Every part that fits the frame, in reading order; the button stands under the message or in its own row."""
    gap = 2.6 * pen.scale.unit
    brand = lockup(content.brand, frame, pen)
    call = button(content.call_to_action, button_row or frame, pen)
    top = brand.box.bottom + gap if brand else frame.y
    flowing = call.box.height + gap if call and not button_row else 0.0
    message = _message(content, Rect(frame.x, top, frame.width, frame.bottom - top - flowing), style, pen)
    start = top + style.rise * (frame.bottom - top - flowing - message.height)
    if flowing:
        call = button(content.call_to_action, frame._replace(y=start + message.height + gap), pen)
    parts = (brand, *_written(message, frame, start, pen), call)
    return tuple(part for part in parts if part)


def _message(content: Content, room: Rect, style: Style, pen: Pen) -> _Message:
    unit, smallest = pen.scale.unit, pen.scale.smallest
    gap = 1.7 * unit
    share = _HEADLINE_SHARE if content.subline else 1.0
    largest = max(style.headline * unit, 1.5 * smallest)
    headline = fit(content.headline, style.face, Room(room.width, room.height * share, largest, 1.3 * smallest, 6))
    left = room.height - (headline.height + gap if headline else 0)
    measure = min(room.width, 62 * unit)
    subline = fit(content.subline, BODY, Room(measure, left, max(style.subline * unit, smallest), smallest, 5))
    return _Message(headline, subline, gap)


def _written(message: _Message, frame: Rect, start: float, pen: Pen) -> list[Placed]:
    placed: list[Placed] = []
    roles: tuple[tuple[Role, Block | None, str], ...] = (
        ("headline", message.headline, pen.scheme.ink),
        ("subline", message.subline, pen.scheme.muted),
    )
    for role, block, ink in roles:
        if block:
            y = placed[-1].box.bottom + message.gap if placed else start
            placed.append(paragraph(role, block, pen.aligned(frame, block.width, y, block.height), ink, pen))
    return placed
