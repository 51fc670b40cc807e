"""English small grammar: when a noun the brief names takes "the", and where a place is."""

import re

_DETERMINERS = frozenset(
    (
        "the a an our my your his her its their this that these those every each all any some no one two three four five six seven "
        "eight nine ten many several most both"
    ).split()
)
_NOT_A_NOUN = re.compile(
    r"^(?:get|book|join|try|discover|help|helping|make|making|build|building|buy|save|saving|donate|donating|learn|learning|start|"
    r"starting|how|why|what|when|where|we|you|i|they|it|let|come|find|finding|give|giving|visit|sign|become|be|do|don't|stop|bring|"
    r"bringing|turn|turning|take|taking|see|meet|call|order|ask|say|keep|use|work)\b",
    re.IGNORECASE,
)
_NO_IN = re.compile(r"^(?:in|at|on|near|around|across|online|worldwide|nationwide|everywhere|remote|within|the whole)\b", re.IGNORECASE)


def has_determiner(text: str) -> bool:
    """Whether it starts with an article, a possessive or a number."""
    first = text.split(" ", 1)[0].casefold()
    return first in _DETERMINERS or first[:1].isdigit()


def definite(noun_phrase: str) -> str | None:
    """ "bread subscription" -> "the bread subscription"; None if it is not a noun phrase ("Book a free audit")."""
    if _NOT_A_NOUN.match(noun_phrase):
        return None
    return noun_phrase if has_determiner(noun_phrase) else f"the {noun_phrase}"


def place(location: str) -> str:
    """Where: "Lyon" -> "in Lyon", "online" -> "online"."""
    if _NO_IN.match(location):
        return location[0].lower() + location[1:]
    return f"in {location}"


def attach(before: str, value: str) -> str:
    """`before` and `value` as one text: "a " + "apple" -> "an apple"."""
    if re.search(r"(?:^|\s)[Aa] $", before) and value[:1].casefold() in set("aeio"):
        return f"{before[:-1]}n {value}"
    return before + value
