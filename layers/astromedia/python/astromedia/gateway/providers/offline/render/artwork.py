"""Landscapes and ribbons: abstract artwork drawn from a seeded generator; same seed, same picture."""

from math import ceil
from random import Random

from astromedia.gateway.providers.offline.render import svg
from astromedia.gateway.providers.offline.render.colour import mix
from astromedia.gateway.providers.offline.render.geometry import Rect

Colours = tuple[str, ...]

_SEA, _SUN = 0.27, 0.16  # of the height, of the shorter side


def waves(box: Rect, colours: Colours, rng: Random) -> str:
    """A low sun behind rolling layers of waves in the bottom third."""
    bright, *tones = colours
    unit, sea = min(box.width, box.height), box.bottom - _SEA * box.height
    sun = svg.circle(box.x + box.width * rng.uniform(0.66, 0.86), sea + 0.06 * unit, _SUN * unit, bright)
    layers = (
        svg.path(_wave(box, sea + (0.012 + 0.062 * depth) * box.height, 0.026 * unit, rng), tone)
        for depth, tone in enumerate(tones)
    )
    return sun + "".join(layers)


def clear_of_waves(canvas: Rect) -> float:
    """A y above which `waves` paints nothing, with a little air."""
    return canvas.bottom - (_SEA + 0.02) * canvas.height - (_SUN - 0.06) * min(canvas.width, canvas.height)


def _wave(box: Rect, level: float, swell: float, rng: Random) -> str:
    """A closed shape below one smooth wave across the box."""
    crests = max(2, round(box.width / box.height * 2)) + rng.randint(0, 1)
    step = box.width * 1.2 / crests
    x, phase = box.x - box.width * rng.uniform(0.0, 0.2), rng.choice((-1, 1))
    data = f"M{x:.1f} {level:.1f}"
    for _ in range(crests + 1):
        rise = phase * swell * rng.uniform(0.7, 1.3)
        data += f"c{step * 0.36:.1f} {-rise:.1f} {step * 0.64:.1f} {-rise:.1f} {step:.1f} 0"
        phase = -phase
    return f"{data}V{box.bottom + 1:.1f}H{box.x - box.width:.1f}V{level:.1f}Z"


def arch(box: Rect, colours: Colours, rng: Random) -> str:
    """An arched window on a calm landscape: a sun, hills and a fine outline beside it."""
    sky, sun, near, hill, shade = colours
    height = box.height * 0.84
    width = min(box.width * 0.74, height * 0.78)
    window = Rect(box.x + (box.width - width) / 2, box.y + box.height * 0.08, width, height)
    sun_x = window.x + width * rng.uniform(0.3, 0.7)
    view = svg.gradient("sky", ((0, mix(sky, sun, 0.25)), (0.75, mix(sky, "#ffffff", 0.3))))
    view += svg.rectangle(window, "url(#sky)") + svg.circle(sun_x, window.y + height * 0.42, width * 0.2, sun)
    for level, tone in ((0.56, near), (0.68, hill), (0.82, shade)):
        view += svg.path(_wave(window, window.y + height * level, height * 0.06, rng), tone)
    offset = width * 0.05 * rng.choice((-1, 1))
    outline = svg.path(
        _arch(window._replace(x=window.x + offset, y=window.y - abs(offset) * 0.6)),
        "none",
        f'stroke="{hill}" stroke-width="{width * 0.006:.2f}"',
    )
    return outline + svg.clipped("arch", svg.path(_arch(window), "#000"), view)


def _arch(box: Rect) -> str:
    radius = min(box.width / 2, box.height)
    return (
        f"M{box.x:.1f} {box.bottom:.1f}V{box.y + radius:.1f}A{radius:.1f} {radius:.1f} 0 0 1 "
        f"{box.right:.1f} {box.y + radius:.1f}V{box.bottom:.1f}Z"
    )


def ribbons(box: Rect, colours: Colours, rng: Random) -> str:
    """Broad concentric bands that sweep out of a corner."""
    field, deep, bright, soft, pale = colours
    unit = min(box.width, box.height)
    x, y = rng.choice((box.x, box.right)), box.y
    reach, band = max(box.width, box.height) * 1.02, unit * rng.uniform(0.105, 0.13)
    order = [bright, deep, pale, field, soft, deep]
    start = rng.randrange(len(order))
    bands = "".join(
        svg.circle(x, y, reach - index * band, order[(start + index) % len(order)])
        for index in range(ceil(reach / band))
    )
    return svg.rectangle(box, field) + bands
