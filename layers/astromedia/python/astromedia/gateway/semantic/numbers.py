"""Numbers and what they count: 20 %, thirty seconds, $49, five stars; digits or words, in five languages."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from .words import Token, tokens

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    " ",
)
_OTHERS = {
    "fr": (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
        "vingt trente quarante cinquante soixante septante quatre-vingt nonante",
        " ",
    ),
    "es": (
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        " y ",
    ),
    "pt": (
        "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        " e ",
    ),
    "de": (
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        "und",
    ),
}
_STOP = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the a for of and in to with by about our",
        "fr": "le la les des pour une est avec sur et du de au aux nos",
        "es": "el los las para una con sobre del que por y en nuestra",
        "pt": "os para uma com sobre do da em não e nossa dos das",
        "de": "der die das und für mit ein eine auf über von den im unsere",
    }.items()
}
_ORDINALS = {
    word: at
    for at, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        "seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "k": 1000, "billion": 1_000_000_000}
_CURRENCIES = {
    word: code
    for code, names in {
        "USD": "$ usd dollar dollars us$ buck bucks",
        "EUR": "€ eur euro euros",
        "GBP": "£ gbp pound pounds quid",
        "JPY": "¥ jpy yen",
        "CHF": "chf franc francs",
        "CAD": "cad",
        "AUD": "aud",
        "MXN": "mxn peso pesos",
        "BRL": "brl real reais",
        "INR": "₹ inr rupee rupees",
    }.items()
    for word in names.split()
}
_UNITS = {
    word: (name, factor)
    for name, factor, forms in (
        ("percent", 1, "% percent pct prozent"),
        ("second", 1, "second seconds sec secs s"),
        ("second", 60, "minute minutes min mins"),
        ("second", 3600, "hour hours h hr hrs"),
        ("day", 1, "day days"),
        ("week", 1, "week weeks"),
        ("month", 1, "month months"),
        ("year", 1, "year years"),
        ("word", 1, "word words"),
        ("character", 1, "character characters char chars"),
        ("star", 1, "star stars starred"),
    )
    for word in forms.split()
}
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
        made.append(token)
        at += used
    return made


def _amount(run: list[Token], at: int) -> tuple[Token, int, int]:
    """The amount whose number is at `at`; how many tokens it takes from there on, and how many before."""
    value = _value(run[at].text)
    after = [token.text for token in run[at + 1 : at + 3]] + ["", ""]
    if at and (code := _CURRENCIES.get(run[at - 1].text)):
        return _made("money", f"{code}:{value}"), 2 if after[0] in _CURRENCIES else 1, 1
    if tuple(after[:2]) in _PERCENT:
        return _made("percent", value), 3, 0
    if after[0] in _CURRENCIES:
        return _made("money", f"{_CURRENCIES[after[0]]}:{value}"), 2, 0
    if after[0] in _UNITS:
        unit, factor = _UNITS[after[0]]
        return _made(unit, value if factor == 1 else f"{Decimal(value) * factor:f}"), 2, 0
    if after[0] in ("st", "nd", "rd", "th"):
        return Token("ordinal", value), 2, 0
    if value == "0":
        return Token("word", "no"), 1, 0
    named = [token.text for token in run[max(0, at - 3) : at] if token.text not in (":", "of", "is")]
    return Token("amount", f"{'word' if named[-2:] == ['word', 'count'] else 'count'}:{value}", joined=run[at].joined), 1, 0


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
        elif run[at].text in _ORDINALS and language == "en":
            made.append(Token("ordinal", str(_ORDINALS[run[at].text])) if _dated(run, at) else run[at])
        else:
            made.append(run[at])
        at += used
    return made


def _dated(run: list[Token], at: int) -> bool:
    """Whether an ordinal word stands where a day of the month would ("the third of May", "May third")."""
    return at + 2 < len(run) and run[at + 1].text == "of" or (at > 0 and len(run[at - 1].text) > 2 and run[at - 1].name)


def _spoken(run: list[Token], at: int, language: str) -> tuple[int | None, int]:
    """The number said from `at` on and how many tokens say it; None if none is."""
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
    return max(_STOP, key=lambda code: (sum(word in _STOP[code] for word in words), code == "en"))


@cache
def _firsts(language: str) -> frozenset[str]:
    return frozenset(key[0] for key in _words(language))


@cache
def _words(language: str) -> Mapping[tuple[str, ...], int]:
    """How a language says 0 to 99."""
    small, tens, joint = _OTHERS.get(language, _ENGLISH)
    ones = small.split()
    said = dict(enumerate(ones))
    for ten, word in enumerate(tens.split(), start=2):
        said[10 * ten] = word
        for one in range(1, 10):
            said[10 * ten + one] = f"{ones[one]}{joint}{word}" if language == "de" else f"{word}{joint}{ones[one]}"
    if language == "de":
        said = {value: word.replace("einsund", "einund") for value, word in said.items()}
    return {tuple(token.text for token in tokens(word)): value for value, word in said.items()}
