"""Numbers and what they count: 20 %, thirty seconds, $49, five stars; digits or words, in five languages."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from .data import data
from .words import Token, tokens

_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "k": 1000, "billion": 1_000_000_000}
_PERCENT = (("per", "cent"), ("pour", "cent"), ("por", "ciento"), ("por", "cento"))


def with_numbers(given: Sequence[Token]) -> list[Token]:
    """`given` with every number and its unit as one token of kind "amount": "percent:20", "money:USD:49", "count:8".

    Ordinals (3rd, third) become kind "ordinal", so that a date can claim them.
    """
    run = _worded(list(given))
    made: list[Token] = []
    at = 0
    while at < len(run):
        token, used, before = _amount(run, at) if run[at].kind == "number" else (run[at], 1, 0)
        del made[len(made) - before :]
        lowest = bool(made) and made[-1].text == "from" and token.text.startswith(("money", "percent"))
        if made and made[-1].text == "minus" and token.text.startswith("percent"):
            made[-1] = Token("word", "off")
        made.append(token._replace(text=f"from:{token.text}") if lowest else token)
        at += used
    return made


def _amount(run: list[Token], at: int) -> tuple[Token, int, int]:
    """The amount whose number is at `at`; how many tokens it takes from there on, and how many before."""
    value = _value(run[at].text)
    after = [token.text for token in run[at + 1 : at + 3]] + ["", ""]
    if at and (code := _currencies().get(run[at - 1].text)):
        return _made("money", f"{code}:{value}"), 2 if after[0] in _currencies() else 1, 1
    if tuple(after[:2]) in _PERCENT:
        return _made("percent", value), 3, 0
    if after[0] in _currencies():
        return _made("money", f"{_currencies()[after[0]]}:{value}"), 2, 0
    if after[0] in _units():
        unit, factor = _units()[after[0]]
        return _made(unit, value if factor == 1 else f"{Decimal(value) * factor:f}"), 2, 0
    ordinal = after[0] in ("st", "nd", "rd", "th")
    return (Token("ordinal", value), 2, 0) if ordinal else (_counted(run, at, value), 1, 0)


def _counted(run: list[Token], at: int, value: str) -> Token:
    """A number without a unit: a count, none at all, or what a "word count" says."""
    named = [token.text for token in run[max(0, at - 3) : at] if token.text not in (":", "of", "is")]
    if value == "0":
        return Token("word", "no")
    return _made("word" if named[-2:] == ["word", "count"] else "count", value)


def _made(unit: str, value: str) -> Token:
    return Token("amount", f"{unit}:{value}")


def _value(text: str) -> str:
    """One way of writing a number. Where "1.500" may be either, it stays as it is: equal to itself alone."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+", text) or text.count(".") > 1 or text.count(",") > 1:
        return text
    number = Decimal(text.replace(",", "."))
    return f"{number.normalize():f}"


def _worded(run: list[Token]) -> list[Token]:
    """`run` with number words as digits."""
    language = _language(run)
    made: list[Token] = []
    at = 0
    while at < len(run):
        value, used = _spoken(run, at, language) if run[at].kind in ("word", "number") else (None, 1)
        if value is not None:
            made.append(Token("number", str(value), joined=run[at].joined))
        elif run[at].text in _ordinals() and language == "en":
            made.append(Token("ordinal", str(_ordinals()[run[at].text])) if _dated(run, at) else run[at])
        else:
            made.append(run[at])
        at += used
    return made


def _dated(run: list[Token], at: int) -> bool:
    """Whether an ordinal word stands where a day of the month would ("the third of May", "May third")."""
    return (at + 2 < len(run) and run[at + 1].text == "of") or (
        at > 0 and len(run[at - 1].text) > 2 and run[at - 1].name
    )


def _spoken(run: list[Token], at: int, language: str) -> tuple[int | None, int]:
    """The number said from `at` on and how many tokens say it; None if none is."""
    if [token.text for token in run[at : at + 3]] == ["half", "a", "dozen"]:
        return 6, 3
    total, used = 0, 0
    current: int | None = None
    while at + used < len(run):
        value, length = _longest(run, at + used, language)
        text = run[at + used].text
        if value is not None and (current is None or (current % 100 == 0 and current and value < 100)):
            current, used = (current or 0) + value, used + length
        elif text in _SCALES and (current is not None or (used == 0 and text != "k")):
            scale = _SCALES[text]
            current = (1 if current is None else current) * scale
            total, current, used = (total + current, 0, used + 1) if scale > 100 else (total, current, used + 1)
        elif text == "and" and used and current and current % 100 == 0 and _longest(run, at + used + 1, language)[0]:
            used += 1
        elif text == "dozen":
            current, used = (1 if current is None else current) * 12, used + 1
            break
        elif text == "a" and used == 0 and at + 1 < len(run) and run[at + 1].text in {"dozen", "hundred", "thousand"}:
            used += 1
        else:
            break
    return (None, 1) if current is None else (total + current, used)


def _longest(run: list[Token], at: int, language: str) -> tuple[int | None, int]:
    if (
        at < len(run)
        and run[at].kind == "number"
        and run[at].text.isdecimal()
        and len(run) > at + 1
        and run[at + 1].text in _SCALES
    ):
        return int(run[at].text), 1
    if at >= len(run) or run[at].text not in _firsts(language):
        return None, 0
    for size in (3, 2, 1):
        key = tuple(token.text for token in run[at : at + size])
        if len(key) == size and key in _words(language):
            return _words(language)[key], size
    return None, 0


def _language(run: list[Token]) -> str:
    words = [token.text for token in run]
    return max(_telltale(), key=lambda code: (sum(word in _telltale()[code] for word in words), code == "en"))


@cache
def _telltale() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in data("words.toml")["telltale"].items()}


@cache
def _currencies() -> Mapping[str, str]:
    return {word: code for code, words in data("words.toml")["currency"].items() for word in words.split()}


@cache
def _units() -> Mapping[str, tuple[str, int]]:
    """Each word for a unit: the unit it is told in, and how many of those it is."""
    table = data("words.toml")["unit"]
    return {word: (unit.split()[0], int(unit.split()[1])) for unit, words in table.items() for word in words.split()}


@cache
def _ordinals() -> Mapping[str, int]:
    return {word: at for at, word in enumerate(data("words.toml")["ordinals"]["en"].split(), start=1)}


@cache
def _firsts(language: str) -> frozenset[str]:
    return frozenset(key[0] for key in _words(language))


@cache
def _words(language: str) -> Mapping[tuple[str, ...], int]:
    """How a language says 0 to 99."""
    small, tens, joint = (part.split() for part in data("words.toml")["numbers"][language].split("|"))
    said = dict(enumerate(small))
    for ten, word in enumerate(tens, start=2):
        said[10 * ten] = word
        for one in range(1, 10):
            said[10 * ten + one] = _joined(small[one], joint[0], word)
    return {tuple(token.text for token in tokens(word)): value for value, word in said.items()}


def _joined(one: str, joint: str, ten: str) -> str:
    """Twenty-one, veinte y uno; in German einundzwanzig."""
    if joint == "und":
        return f"{one.replace('eins', 'ein')}und{ten}"
    return f"{ten} {one}" if joint == "-" else f"{ten} {joint} {one}"
