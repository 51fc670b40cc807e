"""People described by what they do: "people who love coffee" are coffee lovers, "people who surf" are surfers."""

from collections.abc import Sequence

from .phrases import vocabulary
from .words import Token, singular

_PEOPLE = frozenset(
    {"people", "those", "folks", "individuals", "anyone", "everyone", "everybody", "persons", "consumers"}
)
_DOING = {
    **dict.fromkeys(("love", "loves", "like", "likes", "enjoy", "enjoys", "adore"), "lovers"),
    **dict.fromkeys(("own", "owns", "have", "has", "run", "runs", "owning", "running"), "owners"),
    **dict.fromkeys(("play", "plays", "playing"), "players"),
    **dict.fromkeys(("drive", "drives", "driving"), "drivers"),
    **dict.fromkeys(("collect", "collects", "collecting"), "collectors"),
    **dict.fromkeys(("buy", "buys", "buying"), "buyers"),
}
_BEING = {
    ("into",): "lovers",
    ("fond", "of"): "lovers",
    ("passionate", "about"): "lovers",
    ("keen", "on"): "lovers",
    ("fans", "of"): "lovers",
    ("new", "to"): "beginners",
}
_AGENTS = {
    "cycle": "cyclists",
    "study": "students",
    "fish": "anglers",
    "farm": "farmers",
    "commute": "commuters",
    "retire": "retirees",
}
_NOUNS = frozenset({"owners", "founders", "fans", "lovers", "players", "users", "collectors", "buyers", "enthusiasts"})
_STOP = frozenset(
    {
        "for",
        "to",
        "by",
        "from",
        "on",
        "in",
        "at",
        "about",
        "with",
        "of",
        "and",
        "or",
        "who",
        "that",
        "as",
        "but",
        "is",
        "are",
        ",",
        ".",
        ";",
        ":",
        "!",
        "?",
        "(",
        ")",
    }
)
_NO_VERBS = frozenset(
    {
        "do",
        "does",
        "did",
        "never",
        "not",
        "no",
        "can",
        "could",
        "used",
        "always",
        "often",
        "will",
        "would",
        "may",
        "might",
        "must",
        "should",
        "only",
        "also",
        "just",
        "recently",
    }
)
_ARTICLES = frozenset({"a", "an", "the", "their", "own"})
_LONGEST = 3


def with_audiences(given: Sequence[Token]) -> list[Token]:
    """`given` with people described by a clause named by a noun instead, where a rule says which."""
    made: list[Token] = []
    at = 0
    while at < len(given):
        named, used = _named(given, at) if given[at].text in _PEOPLE | _NOUNS and not _known(given, at) else ([], 0)
        made += named or [given[at]]
        at += used or 1
    return made


def _known(run: Sequence[Token], at: int) -> bool:
    match = vocabulary().match(run, at)
    return match is not None and "audience" in match.meanings


def _named(run: Sequence[Token], at: int) -> tuple[list[Token], int]:
    """The noun phrase for the people described from `at` on, and how many tokens describe them; nothing if unknown."""
    texts = [token.text for token in run[at : at + 9]] + [""] * 9
    if texts[0] not in _PEOPLE:
        return _phrase(run, at + 2, texts[0], 2) if texts[1] == "of" else ([], 0)
    if texts[1] == "with":
        return _phrase(run, at + 2, "owners", 2)
    if texts[1].endswith("ing") and texts[2] not in _STOP:
        return _phrase(run, at + 2, _DOING.get(texts[1], f"{texts[1][:-3]}ers"), 2)
    return _clause(run, at, texts) if texts[1] in ("who", "that") else ([], 0)


def _clause(run: Sequence[Token], at: int, texts: Sequence[str]) -> tuple[list[Token], int]:
    """People by the clause they are described by: "who surf", "who plan weddings", "who are into chess"."""
    if texts[2] in ("are", "is"):
        return _state(run, at)
    if texts[2] in _NO_VERBS:
        return [], 0
    if texts[3] in _STOP or not texts[3]:
        return [Token("word", _agents(texts[2]), plural=True)], 3
    return _phrase(run, at + 3, _DOING.get(texts[2], _agents(texts[2])), 3)


def _state(run: Sequence[Token], at: int) -> tuple[list[Token], int]:
    """What people are ("people who are into chess")."""
    for words, noun in _BEING.items():
        start = at + 3 + len(words)
        if tuple(token.text for token in run[at + 3 : start]) == words:
            return _phrase(run, start, noun, start - at)
    return [], 0


def _phrase(run: Sequence[Token], at: int, noun: str, before: int) -> tuple[list[Token], int]:
    """What stands at `at`, in the singular, before `noun`."""
    stop = at
    while stop < len(run) and run[stop].text not in _STOP and run[stop].kind == "word":
        stop += 1
    words = [token for token in run[at:stop] if token.text not in _ARTICLES]
    if not words or len(words) > _LONGEST:
        return [], 0
    named = [*words[:-1], words[-1]._replace(text=singular(words[-1].text), plural=False)]
    return [*named, Token("word", noun, plural=True)], before + stop - at


def _agents(verb: str) -> str:
    """Those who do what the verb says: surf -> surfers, hike -> hikers, swim -> swimmers."""
    if verb in _AGENTS:
        return _AGENTS[verb]
    doubled = len(verb) <= 4 and verb[-1] in "bdgmnpt" and verb[-2] in "aeiou" and verb[-3:-2] not in tuple("aeiou")
    return verb + ("rs" if verb.endswith("e") else f"{verb[-1]}ers" if doubled else "ers")
