"""A planet rising at the bottom of the night, with orbits, moons and stars."""

from math import sqrt
from random import Random

from astromedia.gateway.providers.offline.render import svg
from astromedia.gateway.providers.offline.render.colour import mix
from astromedia.gateway.providers.offline.render.geometry import Rect

Colours = tuple[str, ...]

_RISEN = 0.17  # of the height
_HALO = 1.3  # of the planet's radius
_ORBITS = ((0.20, 0.16), (0.42, 0.12), (0.66, 0.09), (0.92, 0.06))  # above the ground, in shorter sides; opacity


def planet(box: Rect, colours: Colours, rng: Random) -> str:
    """The whole night: colours are ground, haze, glow, rim and light."""
    ground, haze, glow, rim, light = colours
    unit, radius = min(box.width, box.height), max(box.width * 0.6, 0.5 * min(box.width, box.height))
    x, top = box.x + box.width / 2, box.bottom - _RISEN * box.height
    y = top + radius
    halo = _halo(x, y, radius * _HALO, ((1 / _HALO, glow), (0.85, mix(ground, haze, 0.7)), (1, ground)))
    shade = svg.gradient("body", ((0, glow), (_RISEN * box.height / radius / 2, mix(haze, ground, 0.6))))
    body = svg.circle(x, y, radius, "url(#body)") + svg.ring(x, y, radius, rim, unit * 0.005)
    orbits = "".join(
        svg.ring(x, y, radius + unit * gap, light, max(1.0, unit * 0.0014), f'stroke-opacity="{opacity}"')
        for gap, opacity in _ORBITS
    )
    moons = _moons(Rect(x, top, radius, unit), (rim, glow, light), box.width, rng)
    return halo + _stars(box, light, rng) + orbits + moons + shade + body


def clear_of_planet(canvas: Rect) -> float:
    """The y above which `planet` paints nothing brighter than the edge of its halo."""
    return canvas.bottom - (_RISEN + 0.035) * canvas.height


def _halo(x: float, y: float, radius: float, stops: tuple[tuple[float, str], ...]) -> str:
    where = f'gradientUnits="userSpaceOnUse" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    marks = "".join(f'<stop offset="{offset:.4f}" stop-color="{colour}"/>' for offset, colour in stops)
    return f'<radialGradient id="halo" {where}>{marks}</radialGradient>' + svg.circle(x, y, radius, "url(#halo)")


def _moons(planet: Rect, tones: Colours, span: float, rng: Random) -> str:
    """Moons near the left and right edge, where no text stands; planet is (x, top, radius, unit)."""
    x, top, radius, unit = planet
    sides = rng.sample((-1, 1, rng.choice((-1, 1))), 3)
    drawn = ""
    for (gap, _), side, size, tone in zip(_ORBITS[1:], sides, (0.019, 0.008, 0.012), tones, strict=False):
        across, reach = side * span * rng.uniform(0.445, 0.475), radius + unit * gap
        drawn += svg.circle(x + across, top + radius - sqrt(reach**2 - across**2), unit * size, tone)
    return drawn


def _stars(box: Rect, light: str, rng: Random) -> str:
    spots = ((rng.random(), rng.random(), rng.uniform(0.7, 2.0), rng.uniform(0.12, 0.45)) for _ in range(70))
    grain = min(box.width, box.height) / 1080
    return "".join(
        svg.circle(
            box.x + across * box.width, box.y + down * box.height, size * grain, light, f'fill-opacity="{glow:.2f}"'
        )
        for across, down, size, glow in spots
    )
