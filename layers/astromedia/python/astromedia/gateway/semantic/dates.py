"""Dates and the part they play: "until 15 Dec" and "ends December 15th" are one fact, "from 15 Dec" is another."""

import re
from collections.abc import Mapping, Sequence

from .phrases import phrases, words
from .words import Token

_AFTER = {"deadline": "end", "start": "start", "launch": "start", "close": "end", "expiry": "end"}
_GAP = frozenset({"on", "the", "is", ":", "at", "of", "be", "it", "this", "midnight"})
_REACH = 5


def with_dates(given: Sequence[Token]) -> list[Token]:
    """`given` with each date as one token of kind "date": "end:12-15", "on:2026-05-04".

    A date whose day and month cannot be told apart (03/04) keeps its own writing, so that it equals itself alone.
    """
    made: list[Token] = []
    at = 0
    while at < len(given):
        day, used = _day(given, at)
        if day:
            made, role = _role(made)
            if role is None and at + used < len(given):
                role = _AFTER.get(given[at + used].text)
                used += role is not None
            made.append(Token("date", f"{role or 'on'}:{day}"))
        else:
            made.append(given[at])
        at += used
    return made


def _day(run: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The day that starts at `at`, as MM-DD or YYYY-MM-DD, and how many tokens it takes."""
    if run[at].kind == "date":
        return _numeric(run[at].text), 1
    if run[at].kind == "time":
        return _clock(run[at].text), 1
    if run[at].kind == "word" and run[at].text not in _months() and run[at].text != "the":
        return None, 1
    for pattern in ("dm", "dom", "md", "mtd"):
        found = _matched(run, at, pattern)
        if found:
            year, used = _year(run, at + len(pattern))
            return year + found, len(pattern) + used
    return None, 1


def _matched(run: Sequence[Token], at: int, pattern: str) -> str | None:
    """MM-DD if the tokens from `at` on are a day (d), "of" (o), "the" (t) and a month (m) as `pattern` says."""
    parts = {}
    for offset, letter in enumerate(pattern):
        token = run[at + offset] if at + offset < len(run) else None
        value = token and _part(token, letter)
        if not value:
            return None
        parts[letter] = value
    return f"{int(parts['m']):02}-{int(parts['d']):02}"


def _part(token: Token, letter: str) -> str | None:
    if letter in "ot":
        return token.text if token.text in {"o": ("of", "de"), "t": ("the",)}[letter] else None
    if letter == "m":
        return _months().get(token.text) if token.kind == "word" else None
    number = token.text.removeprefix("count:") if token.kind in ("amount", "ordinal") else ""
    return number if number.isdecimal() and 1 <= int(number) <= 31 else None


def _year(run: Sequence[Token], at: int) -> tuple[str, int]:
    """The year at `at` as "YYYY-" and how many tokens it takes; nothing if there is none."""
    comma = at < len(run) and run[at].text == ","
    year = re.fullmatch(r"count:((?:19|20)\d\d)", run[at + comma].text) if at + comma < len(run) else None
    return (f"{year[1]}-", 1 + comma) if year else ("", 0)


def _months() -> Mapping[str, str]:
    return words("facts.toml", "month")


def _numeric(text: str) -> str:
    """2026-12-15 and 15/12 can be read one way only; 03/04 cannot."""
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return f"{iso[1]}-{int(iso[2]):02}-{int(iso[3]):02}"
    first, second, *year = re.split(r"[./-]", text)
    day, month = (first, second) if int(first) > 12 else (second, first)
    if int(day) <= 12 or int(month) > 12 or int(day) > 31:
        return text
    return "".join(f"{y if len(y) == 4 else '20' + y}-" for y in year) + f"{int(month):02}-{int(day):02}"


def _clock(text: str) -> str:
    """A time of day as HH:MM."""
    match = re.fullmatch(r"(\d{1,2})(?::(\d\d))?\s?(?:([ap])\.?m\.?)?", text.lower())
    if not match:
        return text
    hour = int(match[1]) % 12 + 12 * (match[3] == "p") if match[3] else int(match[1])
    return f"{hour:02}:{match[2] or '00'}"


def _role(made: list[Token]) -> tuple[list[Token], str | None]:
    """What the words before a date say of it ("until"), and the tokens without them."""
    gap = 0
    while gap < 3 and gap < len(made) and made[-1 - gap].text in _GAP:
        gap += 1
    for skipped in range(gap, -1, -1):
        stop = len(made) - skipped
        for start in range(max(0, stop - _REACH), stop):
            match = phrases("facts.toml", "daterole").match(made, start)
            if match and start + match.length == stop:
                return made[:start], match.meanings["daterole"]
    return made, None
