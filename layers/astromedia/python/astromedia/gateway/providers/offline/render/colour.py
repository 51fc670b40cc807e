"""Colour arithmetic: sRGB hex to OKLCH and back, WCAG contrast, and inks that can be read."""

import math
from typing import NamedTuple

BODY_CONTRAST = 4.5


class Oklch(NamedTuple):
    """Lightness 0..1, chroma 0..0.4, hue in degrees: equal steps look equal."""

    lightness: float
    chroma: float
    hue: float


def linear(colour: str) -> tuple[float, float, float]:
    """The linear-light RGB triple (0..1) of `#rrggbb`."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def luminance(colour: str) -> float:
    """WCAG relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21; the order of the colours does not matter."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def oklch(colour: str) -> Oklch:
    """`#rrggbb` in OKLCH (Ottosson's matrices)."""
    r, g, b = linear(colour)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    green_red = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    hue = math.degrees(math.atan2(blue_yellow, green_red)) % 360
    return Oklch(lightness, math.hypot(green_red, blue_yellow), hue)


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encode(channel: float) -> int:
    clipped = min(1.0, max(0.0, channel))
    encoded = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055
    return round(encoded * 255)


def hex_colour(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH as `#rrggbb`; chroma is lowered until the colour exists in sRGB, so the hue never shifts."""
    lightness = min(1.0, max(0.0, lightness))
    rgb = _linear_rgb(lightness, chroma, hue)
    while chroma > 0.002 and not all(-0.001 <= channel <= 1.001 for channel in rgb):
        chroma *= 0.94
        rgb = _linear_rgb(lightness, chroma, hue)
    return "#" + "".join(f"{_encode(channel):02x}" for channel in rgb)


def toned(colour: str, lightness: float, chroma_factor: float = 1.0) -> str:
    """The same hue at another lightness, its chroma scaled."""
    _, chroma, hue = oklch(colour)
    return hex_colour(lightness, chroma * chroma_factor, hue)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0..1) of `other` in it, as painting it over with that opacity does."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(wanted: str, ground: str, least: float = BODY_CONTRAST) -> str:
    """`wanted`, or the nearest tone of its hue with at least `least` contrast on `ground`.

    Black or white (always 4.5 or more on any ground) is the last resort.
    """
    if contrast(wanted, ground) >= least:
        return wanted
    start = oklch(wanted).lightness
    tones = (toned(wanted, step / 50) for step in sorted(range(51), key=lambda s: abs(s / 50 - start)))
    enough = (tone for tone in tones if contrast(tone, ground) >= least)
    return next(enough, max("#000000", "#ffffff", key=lambda ink: contrast(ink, ground)))
