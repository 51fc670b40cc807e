"""English small grammar: when a noun the brief names takes "the", and where a place is."""

import re

from .lexicon import words

_NOT_A_NOUN = re.compile(
    r"^(?:get|book|join|try|discover|help|helping|make|making|build|building|buy|save|saving|donate|donating|learn|learning|start|"
    r"starting|how|why|what|when|where|we|you|i|they|it|let|come|find|finding|give|giving|visit|sign|become|be|do|don't|stop|bring|"
    r"bringing|turn|turning|take|taking|see|meet|call|order|ask|say|keep|use|work)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^(?:(?:do|get|see|be|have|make|build|buy|learn|find|give|become|bring|take|meet|feel|know|spend|enjoy|grow|protect|reach|"
    r"understand|create|discover|join|avoid|improve|eat|live|keep|stay|eliminate|connect|prove|cut down|go)\b|"
    r"(?:help|support|save|start|stop|use|share|work|visit|cut|reduce|try|teach|write|win|turn|book|play|read|sleep)"
    r" (?:a|an|the|my|our|your|their|his|her|more|less|better|something|people|one|it|with|without|for|on|in|at)\b)",
    re.IGNORECASE,
)
_THEY = tuple(
    (re.compile(rf"\b{they}\b", re.IGNORECASE), you)
    for they, you in (("they", "you"), ("their", "your"), ("them", "you"))
)
_SOMEONE_ELSE = re.compile(r"^(?:\S+ )?(?:\w{2,}s|children|people|everyone)\b|\b(?:who|whose)\b", re.IGNORECASE)
_THE = re.compile(r"(?:united|uk\b|us\b|usa\b|uae\b|netherlands|nordics|philippines|midlands|bay area)", re.IGNORECASE)
_NO_IN = re.compile(
    r"^(?:in|at|on|near|around|across|online|worldwide|nationwide|everywhere|remote|within|the whole)\b", re.IGNORECASE
)


def has_determiner(text: str) -> bool:
    """Whether it starts with an article, a possessive or a number."""
    first = text.split(" ", 1)[0].casefold()
    return first in words("en", "determiners") or first[:1].isdigit()


def definite(noun_phrase: str) -> str | None:
    """ "bread subscription" -> "the bread subscription"; None if it is not a noun phrase ("Book a free audit")."""
    if _NOT_A_NOUN.match(noun_phrase):
        return None
    return noun_phrase if has_determiner(noun_phrase) else f"the {noun_phrase}"


def infinitive(wish: str) -> str:
    """ "see the river change" -> "to see the river change"; a noun phrase stays as it is."""
    return f"to {wish}" if _VERB.match(wish) else wish


def about_you(text: str) -> str:
    """What the brief says of the audience, said to it: "they lose their keys" -> "you lose your keys".

    Where "their" may be someone else's ("kids who build their own game") the text stays as it is.
    """
    if not re.match(r"(?:they|their)\b", text, re.IGNORECASE) and _SOMEONE_ELSE.search(text):
        return text
    for pattern, word in _THEY:
        text = pattern.sub(lambda found, word=word: word.capitalize() if found[0][0].isupper() else word, text)  # type: ignore[misc]
    return text


def place(location: str) -> str:
    """Where: "Lyon" -> "in Lyon", "online" -> "online"."""
    if _NO_IN.match(location):
        return location[0].lower() + location[1:]
    return f"in {'the ' if _THE.match(location) else ''}{location}"


def attach(before: str, value: str) -> str:
    """`before` and `value` as one text: "a " + "apple" -> "an apple"."""
    if re.search(r"(?:^|\s)[Aa] $", before) and value[:1].casefold() in set("aeio"):
        return f"{before[:-1]}n {value}"
    return before + value
