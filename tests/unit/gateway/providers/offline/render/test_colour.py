"""Colour arithmetic against known values, and inks and palettes that can always be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.offline.render import MOODS, brand_palette
from astromedia.gateway.providers.offline.render.colour import contrast, hex_colour, mix, oklch, readable, toned

COLOUR = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ff0000", "#ff0000") == 1


def test_oklch_matches_published_values() -> None:
    red = oklch("#ff0000")
    assert (red.lightness, red.chroma, red.hue) == pytest.approx((0.628, 0.2577, 29.23), abs=0.001, rel=0.001)
    assert oklch("#ffffff").lightness == pytest.approx(1, abs=1e-4)


@given(colour=COLOUR)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    back = hex_colour(*oklch(colour))
    assert all(abs(int(colour[i : i + 2], 16) - int(back[i : i + 2], 16)) <= 4 for i in (1, 3, 5))


def test_a_colour_outside_srgb_keeps_its_hue() -> None:
    assert oklch(hex_colour(0.6, 0.4, 150)).hue == pytest.approx(150, abs=3)


def test_mix_paints_one_colour_over_another() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#123456", "#ffffff", 0) == "#123456"


@given(wanted=COLOUR, ground=COLOUR, least=st.sampled_from([3.0, 4.5, 7.0, 11.0]))
def test_an_ink_reads_as_well_as_asked_or_as_well_as_can_be(wanted: str, ground: str, least: float) -> None:
    best = max(contrast("#000000", ground), contrast("#ffffff", ground))
    assert contrast(readable(wanted, ground, least), ground) >= min(least, best)


def test_a_good_ink_is_left_alone_and_a_bad_one_keeps_its_hue() -> None:
    assert readable("#0b2a5b", "#ffffff") == "#0b2a5b"
    assert oklch(readable("#ff9a3d", "#ffffff")).hue == pytest.approx(oklch("#ff9a3d").hue, abs=8)


def test_toned_changes_lightness_only() -> None:
    tone = oklch(toned("#a43d00", 0.3, 0.5))
    assert tone.lightness == pytest.approx(0.3, abs=0.01)
    assert tone.hue == pytest.approx(oklch("#a43d00").hue, abs=4)


@given(name=st.text(max_size=60), mood=st.sampled_from(MOODS))
def test_a_palette_is_deterministic_and_readable(name: str, mood: str) -> None:
    background, surface, primary, accent, text = brand_palette(name, mood)
    assert brand_palette(name, mood) == [background, surface, primary, accent, text]
    assert min(contrast(text, background), contrast(text, surface)) >= 7
    assert contrast(primary, background) >= 3
    assert len({background, primary, accent, text}) == 4


def test_palettes_of_different_brands_and_moods_differ() -> None:
    brands = {tuple(brand_palette(name)) for name in ("Halcyon", "Nordlys", "Maison Élouan", "Acme")}
    moods = {tuple(brand_palette("Halcyon", mood)) for mood in MOODS}
    assert len(brands) == 4
    assert len(moods) == len(MOODS)
    assert brand_palette(" HALCYON ") == brand_palette("halcyon")
    assert brand_palette("Halcyon", "nameless") == brand_palette("Halcyon")
