from hypothesis import given
from hypothesis import strategies as st

from astromedia.services.report.theme import READABLE, contrast, hex_of, rgb, theme

hexes = st.tuples(*[st.integers(0, 255)] * 3).map(hex_of)


def test_contrast_is_wcags() -> None:
    assert round(contrast((255, 255, 255), (0, 0, 0)), 2) == 21
    assert round(contrast((119, 119, 119), (255, 255, 255)), 2) == 4.48


@given(hexes, hexes)
def test_text_can_be_read_on_every_ground_whatever_the_palette(primary: str, accent: str) -> None:
    made = theme(primary, accent)
    for colors in (made.light, made.dark):
        for text in (colors.ink, colors.quiet, colors.brand, colors.accent):
            for ground in (colors.paper, colors.card, colors.wash):
                assert contrast(rgb(text), rgb(ground)) >= READABLE
        assert contrast(rgb(colors.on_spark), rgb(colors.spark)) >= READABLE
    assert contrast(rgb(made.cover_ink), rgb(made.cover)) >= READABLE


def test_a_palette_that_reads_well_is_left_as_it_is() -> None:
    assert theme("#0f4c5c", "#9a031e").light.brand == "#0f4c5c"
    assert theme("#0f4c5c", "#9a031e").cover == "#0f4c5c"
