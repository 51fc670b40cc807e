"""Which colour each part of a picture gets: every text colour is checked against what is behind it."""

from typing import NamedTuple

from astromedia.gateway.providers.offline.render.colour import contrast, mix, oklch, readable, toned

_PROMINENT = 2.4  # how much a button stands out from its ground
_APART = 1.25  # shapes from what they lie on
_CLEAR, _VERY_CLEAR, _MUTED = 6.0, 11.0, 5.0


class Scheme(NamedTuple):
    """Colours of one picture; `art` runs from quiet to loud and starts with the ground of the artwork."""

    ground: str
    ink: str
    muted: str
    button: str
    button_ink: str
    mark: str
    mark_ink: str
    art: tuple[str, ...]


def _paint(ground: str, palette: tuple[str, ...], art: tuple[str, ...], buttons: tuple[str, ...]) -> Scheme:
    """The readable scheme on `ground`; the first prominent colour of `buttons` is the button's."""
    background, _, primary, _, text = palette
    ink = max((text, background), key=lambda colour: contrast(colour, ground))
    ink = _clear(ink, ground)
    button = next((c for c in buttons if contrast(c, ground) >= _PROMINENT), ink)
    mark = button if contrast(primary, ground) < _PROMINENT else primary
    return Scheme(
        ground=ground,
        ink=ink,
        muted=readable(mix(ink, ground, 0.2), ground, _MUTED),
        button=button,
        button_ink=_label_ink(button, ground, palette),
        mark=mark,
        mark_ink=_label_ink(mark, ground, palette),
        art=art,
    )


def _label_ink(fill: str, ground: str, palette: tuple[str, ...]) -> str:
    wanted = max((ground, palette[0], palette[4]), key=lambda colour: contrast(colour, fill))
    return _clear(wanted, fill)


def _clear(wanted: str, ground: str) -> str:
    """The wanted ink if it reads well; a tone of it that reads very well if not."""
    return wanted if contrast(wanted, ground) >= _CLEAR else readable(wanted, ground, _VERY_CLEAR)


def _apart(colour: str, ground: str) -> str:
    """The colour, moved in lightness until shapes of it can be told from the ground."""
    if contrast(colour, ground) >= _APART:
        return colour
    lightness = oklch(ground).lightness
    return toned(colour, lightness - 0.16 if lightness > 0.5 else lightness + 0.16)


def paper(palette: tuple[str, ...]) -> Scheme:
    """Text on the background; artwork on a field of the primary colour."""
    background, surface, primary, accent, _ = palette
    field = _apart(primary, background)
    art = (field, _apart(mix(primary, background, 0.35), field), _apart(surface, field), _apart(accent, field))
    return _paint(background, palette, art, (primary, accent))


def flood(palette: tuple[str, ...]) -> Scheme:
    """Text on a flood of the primary colour."""
    background, surface, primary, accent, _ = palette
    lightness = oklch(primary).lightness
    lighter = toned(primary, lightness + 0.09 if lightness < 0.8 else lightness - 0.05)
    art = (_apart(accent, primary), lighter, *(toned(primary, lightness * share) for share in (0.88, 0.74, 0.58)))
    return _paint(primary, palette, art, (accent, background, surface))


def gallery(palette: tuple[str, ...]) -> Scheme:
    """Text on the surface, the artwork a picture hung on it."""
    _, surface, primary, accent, _ = palette
    sky = _apart(mix(accent, surface, 0.55), surface)
    far, near = _apart(mix(primary, sky, 0.45), sky), oklch(primary).lightness * 0.62
    art = (sky, _apart(accent, sky), far, _apart(primary, far), toned(primary, near))
    return _paint(surface, palette, art, (primary, accent))


def night(palette: tuple[str, ...]) -> Scheme:
    """Light text on a very dark tone of the primary colour."""
    _, _, primary, accent, _ = palette
    ground = toned(primary, 0.19, 0.55)
    glow, rim = toned(primary, 0.52, 1.1), toned(accent, max(0.75, oklch(accent).lightness))
    light = toned(primary, 0.97, 0.15)
    art = (ground, toned(primary, 0.33, 0.9), glow, rim, light)
    return _paint(ground, (light, light, glow, rim, light), art, (rim, glow, light))


def pattern(palette: tuple[str, ...]) -> Scheme:
    """Text on a card of the surface colour, loud artwork all around it."""
    background, surface, primary, accent, _ = palette
    deep = toned(primary, oklch(primary).lightness * 0.62)
    art = (
        _apart(primary, surface),
        deep,
        _apart(accent, primary),
        mix(primary, background, 0.3),
        _apart(background, primary),
    )
    return _paint(surface, palette, art, (primary, accent))
