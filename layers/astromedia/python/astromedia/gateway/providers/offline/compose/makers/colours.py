"""Five colours that go together: the brand's own in the parts they suit, the rest in harmony."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from astromedia.gateway.providers.offline.render.colour import Oklch

_PLAIN_PALETTE = ["#faf8f4", "#efe9df", "#1f4e79", "#e0a13a", "#1b2430"]
_LIGHT, _DARK, _VIVID = 0.88, 0.4, 0.05


def complete(brand: Sequence[str], seed_text: str, mood: str) -> list[str]:
    """Background, surface, primary, accent and text: the `brand` colours in the parts they suit, completed in harmony.

    Where the renderers are not installed (a function without the media layer) the completion is one fixed palette.
    """
    try:
        from astromedia.gateway.providers.offline.render.palette import brand_palette
    except ImportError:
        return _PLAIN_PALETTE if not brand else [*_PLAIN_PALETTE[:2], *(list(brand) * 2)[:2], _PLAIN_PALETTE[4]]
    made = brand_palette(seed_text, mood)
    return _around(list(brand), made) if brand else made


def _around(brand: list[str], made: list[str]) -> list[str]:
    from astromedia.gateway.providers.offline.render.colour import hex_colour, mix, oklch

    primary = next(
        (each for each in brand if _DARK * 0.5 < oklch(each).lightness < _LIGHT and oklch(each).chroma > _VIVID),
        brand[0],
    )
    rest = [each for each in brand if each != primary]
    hue = oklch(primary).hue

    def taken(suits: "Callable[[Oklch], bool]", otherwise: str) -> str:
        found = next((each for each in rest if suits(oklch(each))), None)
        if found:
            rest.remove(found)
        return found or otherwise

    background = taken(lambda tone: tone.lightness >= _LIGHT, hex_colour(0.98, 0.01, hue))
    text = taken(lambda tone: tone.lightness <= _DARK, hex_colour(0.24, 0.03, hue))
    accent = taken(
        lambda tone: tone.chroma > _VIVID, hex_colour(0.78, 0.14, hue + 150) if brand != [primary] else made[3]
    )
    surface = taken(lambda tone: tone.lightness >= 0.7, mix(background, primary, 0.08))
    return [background, surface, primary, accent, text]
