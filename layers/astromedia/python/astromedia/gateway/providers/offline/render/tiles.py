"""A mosaic of geometric tiles: quarter circles, discs, leaves, rings, dots and stripes on a square grid."""

from collections.abc import Callable
from random import Random

from astromedia.gateway.providers.offline.render import svg
from astromedia.gateway.providers.offline.render.geometry import Rect

_ACROSS = 3  # tiles on the shorter side, about


def tiles(box: Rect, colours: tuple[str, ...], rng: Random) -> str:
    """Square tiles that fill the box, cut at its edges."""
    columns = min(range(_ACROSS, _ACROSS + 5), key=lambda count: _cut_off(box, count))
    rows = max(1, round(box.height * columns / box.width))
    side = max(box.width / columns, box.height / rows)
    cells = [Rect(box.x + i * side, box.y + j * side, side, side) for j in range(rows) for i in range(columns)]
    body = "".join(_tile(cell, index + index // columns, colours, rng) for index, cell in enumerate(cells))
    return svg.rectangle(box, colours[0]) + svg.clipped("mosaic", svg.rectangle(box, "#000"), body)


def _cut_off(box: Rect, columns: int) -> float:
    """How far the tiles are from a good fit: from filling the height, and from _ACROSS on the shorter side."""
    rows = box.height * columns / box.width
    return abs(rows - round(rows)) + 0.3 * abs(min(rows, columns) - _ACROSS)


def _tile(cell: Rect, index: int, colours: tuple[str, ...], rng: Random) -> str:
    ground = colours[(index + rng.randint(0, 1) * 2) % len(colours)]
    figure = rng.choice([colour for colour in colours if colour != ground])
    shape = rng.choice(_SHAPES)
    turn = f'transform="rotate({rng.randrange(4) * 90} {cell.x + cell.width / 2:.2f} {cell.y + cell.height / 2:.2f})"'
    square = svg.rectangle(cell, ground, more='shape-rendering="crispEdges"')
    return square + f"<g {turn}>{shape(cell, figure, ground)}</g>"


def _quarter(cell: Rect, figure: str, _ground: str) -> str:
    w, h = cell.width, cell.height
    return svg.path(f"M{cell.x:.2f} {cell.y:.2f}h{w:.2f}a{w:.2f} {h:.2f} 0 0 1 {-w:.2f} {h:.2f}z", figure)


def _arcs(cell: Rect, figure: str, ground: str) -> str:
    inner = cell._replace(width=cell.width * 0.56, height=cell.height * 0.56)
    core = cell._replace(width=cell.width * 0.2, height=cell.height * 0.2)
    return _quarter(cell, figure, ground) + _quarter(inner, ground, figure) + _quarter(core, figure, ground)


def _leaf(cell: Rect, figure: str, _ground: str) -> str:
    w, h = cell.width, cell.height
    return svg.path(
        f"M{cell.x:.2f} {cell.y:.2f}a{w:.2f} {h:.2f} 0 0 1 {w:.2f} {h:.2f}a{w:.2f} {h:.2f} 0 0 1 {-w:.2f} {-h:.2f}z",
        figure,
    )


def _disc(cell: Rect, figure: str, _ground: str) -> str:
    return svg.circle(cell.x + cell.width / 2, cell.y + cell.height / 2, min(cell.width, cell.height) * 0.36, figure)


def _target(cell: Rect, figure: str, ground: str) -> str:
    x, y, side = cell.x + cell.width / 2, cell.y + cell.height / 2, min(cell.width, cell.height)
    return (
        svg.circle(x, y, side * 0.42, figure)
        + svg.circle(x, y, side * 0.25, ground)
        + svg.circle(x, y, side * 0.1, figure)
    )


def _half(cell: Rect, figure: str, _ground: str) -> str:
    w, h = cell.width, cell.height
    return svg.path(f"M{cell.x:.2f} {cell.bottom:.2f}a{w / 2:.2f} {h / 2:.2f} 0 0 1 {w:.2f} 0z", figure) + svg.path(
        f"M{cell.x:.2f} {cell.y + h / 2:.2f}a{w / 2:.2f} {h / 2:.2f} 0 0 1 {w:.2f} 0z", figure
    )


def _dots(cell: Rect, figure: str, _ground: str) -> str:
    step, radius = 1 / 5, min(cell.width, cell.height) * 0.034
    spots = (
        (cell.x + cell.width * step * (i + 0.5), cell.y + cell.height * step * (j + 0.5))
        for i in range(5)
        for j in range(5)
    )
    return "".join(svg.circle(x, y, radius, figure) for x, y in spots)


def _stripes(cell: Rect, figure: str, _ground: str) -> str:
    bar = cell.height / 8
    bars = (cell._replace(y=cell.y + bar * (2 * i + 0.5), height=bar) for i in range(4))
    return "".join(svg.rectangle(box, figure) for box in bars)


_SHAPES: tuple[Callable[[Rect, str, str], str], ...] = (
    _quarter, _quarter, _arcs, _leaf, _disc, _target, _half, _dots, _stripes,
)  # fmt: skip
