"""How numbers, money, days and times are written in English and in French.

Two languages need two small tables; a locale database (Babel is 30 MB unpacked) would be most of the Lambda layer.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from astromedia.domain.brief import Language
from astromedia.domain.money import plain

NBSP = "\N{NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"


class Style(NamedTuple):
    """One language's habits."""

    group: str
    decimal: str
    unit_gap: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    bytes_unit: str


STYLES = {
    Language.EN: Style(
        group=",",
        decimal=".",
        unit_gap="",
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        bytes_unit="B",
    ),
    Language.FR: Style(
        group=NBSP,
        decimal=",",
        unit_gap=NBSP,
        months=(
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ),
        short_months=(
            "janv.",
            "févr.",
            "mars",
            "avr.",
            "mai",
            "juin",
            "juil.",
            "août",
            "sept.",
            "oct.",
            "nov.",
            "déc.",
        ),
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        bytes_unit="o",
    ),
}
ENGLISH_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
FRENCH_SIGNS = {"EUR": "€"}
FRENCH_GAPS = re.compile(r" (?=[:;!?»])|(?<=«) ")


def typeset(text: str, language: Language) -> str:
    """`text` as it is set in type: in French, no line ends before : ; ! ? » or after «."""
    return FRENCH_GAPS.sub(NBSP, text) if language is Language.FR else text


def number(value: Decimal | int | str, language: Language) -> str:
    """`value` with its decimals as given, grouped by thousands: 1250.50 -> "1,250.50" or "1 250,50"."""
    style = STYLES[language]
    whole, point, decimals = f"{Decimal(value):,f}".partition(".")
    return whole.replace(",", style.group) + (style.decimal + decimals if point else "")


def money(amount: Decimal, currency: str, language: Language) -> str:
    """`amount` exactly, with at least two decimals: "€1,250.00" or "1 250,00 €"."""
    figures = number(plain(amount), language)
    if language is Language.FR:
        return f"{figures}{NBSP}{FRENCH_SIGNS.get(currency, currency)}"
    return ENGLISH_SIGNS.get(currency, currency + NBSP) + figures


def percent(value: int, language: Language) -> str:
    """40 -> "40%" or "40 %"."""
    return f"{number(value, language)}{STYLES[language].unit_gap}%"


def day(value: date, language: Language) -> str:
    """5 January 2026, 1er janvier 2026."""
    return f"{_day_month(value, language, STYLES[language].months)} {value.year}"


def short_day(value: date, language: Language) -> str:
    """5 Jan, 1er janv."""
    return _day_month(value, language, STYLES[language].short_months)


def weekday(value: date, language: Language) -> str:
    """The name of the day of the week."""
    return STYLES[language].weekdays[value.weekday()]


def days(first: date, last: date, language: Language) -> str:
    """A stretch of days, without saying month or year twice: "5 – 23 January 2026"."""
    if first == last:
        return day(first, language)
    start = day(first, language)
    if first.year == last.year:
        start = _day_month(first, language, STYLES[language].months)
    if (first.year, first.month) == (last.year, last.month):
        start = start.split(" ")[0]
    return f"{start} {EN_DASH} {day(last, language)}"


def moment(value: datetime, zone: str, language: Language) -> str:
    """A time of day in time zone `zone`, to the second: "5 January 2026, 09:30:05"."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), language)}, {local:%H:%M:%S}"


def seconds(value: Decimal | float, language: Language) -> str:
    """A duration: "3.2 s", "4 min 05 s", "2 h 10 min"."""
    value = Decimal(str(value))
    if value < 60:
        tenths = value.quantize(Decimal("0.1"))
        return f"{number(int(tenths) if tenths == int(tenths) else tenths, language)}{NBSP}s"
    minutes, rest = divmod(int(value), 60)
    if minutes < 60:
        return f"{minutes}{NBSP}min{NBSP}{rest:02}{NBSP}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}{NBSP}h{NBSP}{minutes:02}{NBSP}min"


def size(count: int, language: Language) -> str:
    """A file's size: "184 kB", "1,2 Mo"."""
    unit = STYLES[language].bytes_unit
    if count < 1_000_000:
        return f"{number(max(1, round(count / 1000)), language)}{NBSP}k{unit}"
    return f"{number(Decimal(count).scaleb(-6).quantize(Decimal('0.1')), language)}{NBSP}M{unit}"


def _day_month(value: date, language: Language, months: tuple[str, ...]) -> str:
    ordinal = "1er" if language is Language.FR and value.day == 1 else str(value.day)
    return f"{ordinal} {months[value.month - 1]}"
