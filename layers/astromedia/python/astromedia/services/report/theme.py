"""The book's colours: the campaign's own, moved towards black or white until text in them can be read.

Contrast is WCAG 2's ratio (relative luminance of sRGB, 1 to 21); 4.5 is its level AA for text.
"""

from collections.abc import Sequence
from typing import NamedTuple

READABLE = 4.5
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
NEUTRAL = ("#27364f", "#b4552d")
NIGHT = (16, 18, 23)

Rgb = tuple[int, int, int]


class Colors(NamedTuple):
    """One mode's colours as #rrggbb.

    `wash` is a tint for grounds, `line` for hairlines; `brand` and `accent` can be read as text on all of them. `spark`
    is the accent for shapes, nearer to the original, and `on_spark` the text in it.
    """

    paper: str
    card: str
    wash: str
    line: str
    ink: str
    quiet: str
    brand: str
    accent: str
    spark: str
    on_spark: str


class Theme(NamedTuple):
    """Both modes; the cover is the brand's colour as it is, with whatever ink reads best on it."""

    light: Colors
    dark: Colors
    cover: str
    cover_ink: str
    cover_accent: str


def theme(primary: str, accent: str) -> Theme:
    """The theme made of two hex colours."""
    brand, second = rgb(primary), rgb(accent)
    return Theme(
        light=_colors(brand, second, WHITE, BLACK, wash=0.07, line=0.16),
        dark=_colors(brand, second, NIGHT, WHITE, wash=0.16, line=0.34),
        cover=hex_of(brand),
        cover_ink=hex_of(ink_on(brand)),
        cover_accent=hex_of(readable(second, (brand,), 2.2)),
    )


def _colors(brand: Rgb, accent: Rgb, ground: Rgb, far: Rgb, *, wash: float, line: float) -> Colors:
    tinted = mix(ground, brand, wash)
    quiet = mix(mix(ground, far, 0.62), brand, 0.1)
    paper, card = ground, mix(ground, brand, wash / 3)
    spark = readable(accent, (ground,), 1.8)
    parts: Sequence[Rgb] = (
        paper,
        card,
        tinted,
        mix(mix(ground, far, line / 2), brand, line / 2),
        readable(mix(mix(ground, far, 0.9), brand, 0.06), (ground, tinted), 10),
        readable(quiet, (ground, tinted), READABLE),
        readable(brand, (ground, tinted), READABLE),
        readable(accent, (ground, tinted), READABLE),
        spark,
        ink_on(spark),
    )
    return Colors(*map(hex_of, parts))


def rgb(color: str) -> Rgb:
    """#rrggbb as three numbers 0..255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def hex_of(color: Rgb) -> str:
    """Three numbers 0..255 as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`one` with a `share` (0..1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG contrast ratio, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: Rgb) -> Rgb:
    """Black or white, whichever reads better on `ground`: one of them always reaches 4.5."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, ground))


def readable(color: Rgb, grounds: Sequence[Rgb], ratio: float) -> Rgb:
    """`color`, moved to black or white no more than it takes to reach `ratio` on all `grounds` (or that end)."""
    far = ink_on(grounds[0])
    steps = (mix(color, far, step / 25) for step in range(26))
    return next((step for step in steps if all(contrast(step, ground) >= ratio for ground in grounds)), far)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
