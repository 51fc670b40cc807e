"""Writes SVG: the few elements the artwork and the text need."""

import re
from collections.abc import Iterable
from html import escape

from astromedia.gateway.providers.offline.render.fonts import css, reads_right_to_left, runs, width
from astromedia.gateway.providers.offline.render.geometry import Rect
from astromedia.gateway.providers.offline.render.typeset import Block

_BASELINE = 0.35  # of the font size, from the middle of a line: centres capitals
_EMBED_RIGHT_TO_LEFT, _POP_EMBEDDING = "\u202b", "\u202c"
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def document(body: str, view: Rect, width: int, height: int) -> str:
    """A whole SVG file that shows `view` at `width` x `height` pixels."""
    box = " ".join(f"{number:.2f}" for number in view)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{box}" preserveAspectRatio="none">{body}</svg>'
    )


def rectangle(box: Rect, fill: str, radius: float = 0, more: str = "") -> str:
    return (
        f'<rect x="{box.x:.2f}" y="{box.y:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" '
        f'rx="{radius:.2f}" fill="{fill}" {more}/>'
    )


def circle(x: float, y: float, radius: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{max(radius, 0):.2f}" fill="{fill}" {more}/>'


def ring(x: float, y: float, radius: float, stroke: str, thickness: float, more: str = "") -> str:
    return circle(x, y, radius, "none", f'stroke="{stroke}" stroke-width="{thickness:.2f}" {more}')


def path(data: str, fill: str, more: str = "") -> str:
    return f'<path d="{data}" fill="{fill}" {more}/>'


def gradient(name: str, stops: Iterable[tuple[float, str]], slope: str = 'x2="0" y2="1"') -> str:
    """A linear gradient to be filled with `url(#name)`; stops are (offset 0..1, colour)."""
    marks = "".join(f'<stop offset="{offset:.3f}" stop-color="{colour}"/>' for offset, colour in stops)
    return f'<linearGradient id="{name}" {slope}>{marks}</linearGradient>'


def clipped(name: str, window: str, body: str) -> str:
    """The body, seen only where `window` (an element) is."""
    return f'<clipPath id="{name}">{window}</clipPath><g clip-path="url(#{name})">{body}</g>'


def shadow(box: Rect, radius: float, depth: float, colour: str) -> str:
    """A soft shadow below a box: stacked translucent outlines, far cheaper than a blur filter."""
    steps = 9
    layers = (depth * (step + 1) / steps for step in range(steps))
    return "".join(
        rectangle(
            Rect(box.x, box.y + depth * 0.45, box.width, box.height).inset(-grow),
            colour,
            radius + grow,
            'fill-opacity="0.035"',
        )
        for grow in layers
    )


def text(block: Block, box: Rect, colour: str, anchor: str = "start") -> str:
    """The block's lines, top down in the box, anchored at its start, middle or end."""
    face, step = block.face, block.size * block.face.leading
    spacing = f' letter-spacing="{face.tracking * block.size:.2f}"' if face.tracking else ""
    baselines = (box.y + step * (index + 0.5) + block.size * _BASELINE for index in range(len(block.lines)))
    lines = "".join(_line(line, block, box, y, anchor) for line, y in zip(block.lines, baselines, strict=True))
    return f'<g font-weight="{face.weight}" font-size="{block.size:.2f}" fill="{colour}"{spacing}>{lines}</g>'


def _line(line: str, block: Block, box: Rect, y: float, anchor: str) -> str:
    """One line, each run an element of its own: the renderer's search for missing glyphs is unreliable."""
    pieces = _in_visual_order(runs(line, block.face.family), line)
    lengths = [width(piece, block.face) * block.size for _, piece in pieces]
    x, drawn = box.x + (box.width - sum(lengths)) * _ANCHORS[anchor], ""
    for (family, piece), length in zip(pieces, lengths, strict=True):
        drawn += f'<text x="{x:.2f}" y="{y:.2f}" {css(family)} xml:space="preserve">{_directed(piece)}</text>'
        x += length
    return drawn


def _in_visual_order(pieces: list[tuple[str, str]], line: str) -> list[tuple[str, str]]:
    """From left to right; spaces between the runs of a right-to-left line become pieces, which turn with the rest."""
    if not reads_right_to_left(line):
        return pieces
    split = [(family, part) for family, piece in pieces for part in re.split(r"(^ +| +$)", piece) if part]
    return split[::-1]


def _directed(piece: str) -> str:
    directed = f"{_EMBED_RIGHT_TO_LEFT}{piece}{_POP_EMBEDDING}" if reads_right_to_left(piece) else piece
    return escape(directed)


def mirrored(body: str, box: Rect) -> str:
    """The body, flipped left to right within the box."""
    return f'<g transform="translate({2 * box.x + box.width:.2f} 0) scale(-1 1)">{body}</g>'
