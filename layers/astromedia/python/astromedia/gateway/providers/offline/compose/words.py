"""Single words and names in both languages, dates and sums of money as each language writes them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from .lexicon import listed
from .phrasebook import area


def word(name: str, language: str) -> str:
    """The fixed word or phrase `name`."""
    entry: Mapping[str, str] = area("words")["word"][0][name]
    return entry[language]


def channel(name: str, language: str) -> str:
    """How people call a channel."""
    names: Mapping[str, Mapping[str, str]] = area("words")["channel_name"][0]
    return names[name][language] if name in names else name.replace("_", " ")


def long_date(day: date, language: str) -> str:
    """ "5 January 2026", "1er janvier 2026"."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    month = listed("months", language)[day.month - 1]
    return f"{number} {month} {day.year}"


def money(amount: Decimal, currency: str, language: str) -> str:
    """ "EUR 12,000", "12 000 EUR": cents only if there are any."""
    figure = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    if language == "fr":
        return f"{figure.replace(',', chr(0x202F)).replace('.', ',')}\u00a0{currency}".strip()
    return f"{currency} {figure}".strip()
