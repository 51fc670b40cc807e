"""Which characters can be drawn, by which font, and how wide they are."""

import unicodedata

import pytest

from astromedia.gateway.providers.offline.render.fonts import Face, printable, reads_right_to_left, runs, width

BODY = Face("Manrope", 500)


@pytest.mark.parametrize("family", ["Manrope", "Bricolage Grotesque", "Fraunces"])
def test_every_branded_face_draws_western_european_text_itself(family: str) -> None:
    text = "ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸ àâçéèêëîïôœùûüÿ ñßåøæ «»‹› “”‘’„ €£$ –—…·•©®™ 0123456789 %&@#!?"
    assert runs(text, family) == [(family, text)]


def test_text_keeps_what_can_be_drawn_and_nothing_else() -> None:
    assert printable("  a\tb\n c\x00\u202e ") == "a b c"
    assert printable("Tokyo 東京 now") == "Tokyo now"
    assert printable("東京") == ""
    assert printable(unicodedata.normalize("NFD", "été")) == "été"


def test_french_punctuation_never_starts_a_line() -> None:
    assert printable("Prêt ? « Oui »", "fr-CA") == "Prêt\u00a0? «\u00a0Oui\u00a0»"
    assert printable("50 % off", "en") == "50 % off"


def test_a_run_changes_where_the_font_must() -> None:
    assert runs("Sun 🌞 up", "Manrope") == [("Manrope", "Sun "), ("Noto Emoji", "🌞"), ("Manrope", " up")]
    assert runs("👩‍👧", "Fraunces") == [("Noto Emoji", "👩‍👧")]
    assert runs("copyright ©\ufe0f", "Manrope") == [("Manrope", "copyright ©")]


def test_a_hebrew_phrase_is_shaped_as_a_whole() -> None:
    assert runs("קפה טרי!", "Manrope") == [("Noto Sans Hebrew", "קפה טרי"), ("Manrope", "!")]


def test_width_grows_with_weight_and_tracking() -> None:
    assert width("Hello", BODY) < width("Hello", BODY._replace(weight=800))
    assert width("Hello", BODY._replace(tracking=0.1)) == pytest.approx(width("Hello", BODY) + 0.5)
    assert width("", BODY) == 0


@pytest.mark.parametrize(
    ("text", "expected"), [("3 שלום", True), ("مرحبا", True), ("Hello שלום", False), ("123 !", False)]
)
def test_direction_is_that_of_the_first_strong_character(text: str, expected: bool) -> None:
    assert reads_right_to_left(text) is expected
