"""A pleasing five-colour brand palette from any text: the same text always gives the same palette."""

import hashlib
from typing import NamedTuple

from astromedia.gateway.providers.offline.render.colour import hex_colour, readable

DEFAULT_MOOD = "bold"
BODY_TEXT_CONTRAST = 7.0
PRIMARY_CONTRAST = 3.0
_MUD = (58.0, 128.0)


class _Mood(NamedTuple):
    """OKLCH targets: (lightness, chroma) pairs, and hue arcs in degrees."""

    paper: tuple[float, float]
    surface: tuple[float, float]
    primary: tuple[float, float]
    accent: tuple[float, float]
    text: tuple[float, float]
    hues: tuple[int, int] = (0, 360)
    turns: tuple[int, ...] = (150, 180, 210, 120)


_MOODS = {
    "bold": _Mood((0.98, 0.008), (0.94, 0.02), (0.50, 0.20), (0.78, 0.17), (0.22, 0.04)),
    "calm": _Mood((0.98, 0.010), (0.945, 0.018), (0.48, 0.08), (0.76, 0.09), (0.27, 0.03), (150, 270), (40, 180, -60)),
    "warm": _Mood((0.975, 0.016), (0.94, 0.03), (0.55, 0.16), (0.80, 0.14), (0.25, 0.04), (335, 415), (40, 55, 150)),
    "fresh": _Mood((0.985, 0.012), (0.95, 0.03), (0.52, 0.13), (0.86, 0.16), (0.25, 0.04), (130, 220), (-60, 70, 180)),
    "elegant": _Mood((0.97, 0.008), (0.93, 0.014), (0.33, 0.07), (0.74, 0.09), (0.21, 0.02), (0, 360), (60, 180, -80)),
    "playful": _Mood((0.985, 0.012), (0.94, 0.035), (0.57, 0.21), (0.83, 0.16), (0.25, 0.07), (250, 400), (100, 130)),
    "night": _Mood((0.18, 0.03), (0.25, 0.04), (0.66, 0.18), (0.84, 0.15), (0.96, 0.012), (190, 330), (120, 150, 180)),
}
MOODS = tuple(_MOODS)


def _draws(seed_text: str) -> tuple[float, int]:
    digest = hashlib.sha256(seed_text.strip().casefold().encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") / 2**32, digest[4]


def _vivid(hue: float) -> float:
    """The hue, moved out of the yellows that turn to mud when dark."""
    low, high = _MUD
    if not low < hue % 360 < high:
        return hue
    return low - (hue % 360 - low) / 2 if hue % 360 - low < high - hue % 360 else high + (high - hue % 360) / 2


def brand_palette(seed_text: str, mood: str = DEFAULT_MOOD) -> list[str]:
    """Background, surface, primary, accent and text as `#rrggbb`, in harmony by OKLCH hue.

    `mood` is one of MOODS; another word counts as the default. Text has at least 7:1 contrast on
    background and surface, primary at least 3:1 on the background.
    """
    chosen = _MOODS.get(mood, _MOODS[DEFAULT_MOOD])
    position, pick = _draws(seed_text)
    hue = _vivid(chosen.hues[0] + position * (chosen.hues[1] - chosen.hues[0]))
    accent_hue = hue + chosen.turns[pick % len(chosen.turns)]
    background, surface = hex_colour(*chosen.paper, hue), hex_colour(*chosen.surface, hue)
    primary = readable(hex_colour(*chosen.primary, hue), background, PRIMARY_CONTRAST)
    text = readable(hex_colour(*chosen.text, hue), surface, BODY_TEXT_CONTRAST)
    return [background, surface, primary, hex_colour(*chosen.accent, accent_hue), text]
