"""A language and where it is spoken, however named."""

import pytest

from astromedia.gateway.semantic.locales import with_locales
from astromedia.gateway.semantic.words import tokens


def locales(text: str) -> list[str]:
    return [token.text for token in with_locales(tokens(text)) if token.kind == "language"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Canadian French", "French (Canada)", "fr-CA", "fr_ca", "French for Canada"), "fr-CA"),
        (("French for France", "French (France)", "fr-FR"), "fr-FR"),
        (("German", "German (Germany)", "de-DE"), "de-DE"),
        (("Austrian German", "de-AT"), "de-AT"),
        (("UK English", "British English", "en-GB", "English (UK)"), "en-GB"),
        (("US English", "American English", "en-US"), "en-US"),
        (("Latin American Spanish", "Spanish (Latin America)"), "es-419"),
        (("Brazilian Portuguese", "pt-br"), "pt-BR"),
        (("European Portuguese", "pt-PT"), "pt-PT"),
        (("Simplified Chinese", "Chinese (Simplified)", "zh-CN"), "zh-CN"),
        (("French",), "fr"),
        (("English",), "en"),
    ],
)
def test_names_of_a_locale(texts: tuple[str, ...], expected: str) -> None:
    assert [locales(f"in {text}.") for text in texts] == [[expected]] * len(texts)


def test_two_words_with_a_hyphen_are_no_locale() -> None:
    assert locales("a to-do list") == []
