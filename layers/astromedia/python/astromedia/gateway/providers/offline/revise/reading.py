"""Feedback read: clause by clause, in English and French, into wishes; what is not understood is kept to be told."""

import re
from collections.abc import Iterator, Sequence

from . import vocabulary
from .wishes import Kind, Reading, Wish

_QUOTED = re.compile(r"[“\"«]\s*([^“”\"«»]+?)\s*[”\"»]|(?<!\w)[‘’]([^‘’]+?)’(?!\w)")
_HELD = re.compile("\ue000(\\d+)\ue001")
_ENDS = re.compile(r"[.!?…]+(?=\s|$)|[;\n•]+|(?:^|\s)[-–—*]\s")
_AND = re.compile(r",?\s+(?:and|but|then|also|et|mais|puis)\s+|,\s*(?:and|but|then|et|mais|puis)?\s*", re.IGNORECASE)
_LIST = re.compile(r"\s*,\s*(?:and |or |et |ou |nor |ni )?|\s+(?:and|or|et|ou|nor|ni)\s+", re.IGNORECASE)
_ANY = re.compile(r"^(?:any|all|every|toute?s?|quelque|aucune?)\s+", re.IGNORECASE)
_THAT = re.compile(r"^(?:(?:that|about|also|que|de|du fait que)\s+|(?:qu’|:)\s*)(?=\S)", re.IGNORECASE)
_ACTION = re.compile(r"\bcalls? to action\b", re.IGNORECASE)
_NAMED = re.compile(
    r"^(?:(?:our|the|this|a|new|notre|le|la|ce|cette|nouveau|nouvelle)\s+)*([\w’\s-]{3,24}?)\s*:\s*(.+)$", re.IGNORECASE
)
_MERGED = {"du": "le", "des": "les"}
_MOST_WORDS = 5
_MOST = 24
_LONGEST_WORDS = 160


def read(feedback: str) -> Reading:
    """The wishes of `feedback` in its order, at most 24; the same wish twice is one."""
    quotes: list[str] = []

    def hold(found: re.Match[str]) -> str:
        quotes.append(next(filter(None, found.groups())))
        return f"\ue000{len(quotes) - 1}\ue001"

    text = _QUOTED.sub(hold, _ACTION.sub("CTA", feedback.replace("'", "’")))
    wishes: list[Wish] = []
    unread: list[str] = []
    for clause in (each for each in _clauses(text) if not _the("courtesy").fullmatch(each)):
        found = [_shown(wish, quotes) for wish in _wishes(clause)]
        wishes += [wish for wish in found if wish not in wishes]
        unread += [] if found else [_plain(clause, quotes, marks=True)]
    return Reading(tuple(wishes[:_MOST]), tuple(unread))


def _the(name: str) -> re.Pattern[str]:
    (pattern,) = vocabulary.shapes(name)
    return pattern


def _shown(wish: Wish, quotes: Sequence[str]) -> Wish:
    return wish._replace(words=_plain(wish.words, quotes), instead=_plain(wish.instead, quotes))


def _plain(text: str, quotes: Sequence[str], *, marks: bool = False) -> str:
    mark = '"' if marks else ""
    return _HELD.sub(lambda held: f"{mark}{quotes[int(held[1])]}{mark}", text).replace("’", "'").strip()


def _clauses(text: str) -> Iterator[str]:
    for sentence in _ENDS.split(text):
        yield from _parted((sentence or "").strip(" ,:"))


def _parted(sentence: str) -> Iterator[str]:
    """At an "and" or a comma after which another wish begins."""
    listed = any(_after_verb(name, _bare(sentence)) is not None for name in ("include", "avoid"))
    start = 0
    for link in _AND.finditer(sentence):
        if _opens(_bare(sentence[link.end() :]), listed=listed):
            yield from filter(None, [sentence[start : link.start()].strip(" ,:")])
            start = link.end()
    yield from filter(None, [sentence[start:].strip(" ,:")])


def _opens(rest: str, *, listed: bool) -> bool:
    """Whether a wish begins here; what is `listed` after "mention" or "avoid" goes on, unless it is a comparative."""
    if any(_after_verb(name, rest) is not None for name in ("include", "avoid")) or _the("making").match(rest):
        return True
    if _the("lead").match(rest) or "\ue000" in rest[:1] or (listed and not _the("comparative").match(rest)):
        return False
    first = " ".join(rest.split()[:3])
    tables = ("length", "tones", "angle")
    return any(vocabulary.said(table, name).search(first) for table in tables for name in vocabulary.names(table))


def _after_verb(name: str, clause: str) -> str | None:
    """What follows a verb of the list at the start of a clause; None if there is none."""
    verb = vocabulary.said("verbs", name).match(clause)
    rest = clause[verb.end() :] if verb else None
    if rest is None or verb is None or (rest[:1].isalnum() and verb[0][-1] not in " ’"):
        return None
    return f"{_MERGED.get(verb[0].casefold().split()[-1], '')} {rest}".strip()


def _bare(clause: str) -> str:
    """Without what people say before they say what they want."""
    polite = vocabulary.said("before", "polite")
    while (found := polite.match(clause)) and found.end() < len(clause) and not clause[found.end()].isalnum():
        clause = clause[found.end() :].lstrip(" ,:")
    return clause


def _wishes(clause: str) -> list[Wish]:
    parts, bare = _parts(clause), _bare(clause)
    for rule in (_replacement, _signs, _fact, _removal, _addition):
        found = rule(bare, parts)
        if found:
            return found
    return _qualities(bare, parts)


def _parts(clause: str) -> frozenset[str]:
    return frozenset(
        name
        for name in vocabulary.names("parts")
        if re.search(rf"{vocabulary.said('parts', name).pattern}(?!\w)", clause, re.IGNORECASE)
    )


def _replacement(clause: str, parts: frozenset[str]) -> list[Wish]:
    for pattern in vocabulary.shapes("replace"):
        if found := pattern.match(clause):
            old, new = _object(found["old"]), _object(found["new"])
            if not old or not new:
                continue
            if _parts(old) and len(old.split()) <= _MOST_WORDS and "\ue000" not in old:
                return _qualities(new, _parts(old)) or [Wish(Kind.INCLUDE, new, parts=_parts(old), exact=True)]
            if re.search(r"(?<!\w)(?:tone|ton|style|voice)(?!\w)", old, re.IGNORECASE):
                return _qualities(new, parts)
            return [Wish(Kind.REPLACE, old, new, parts - _parts(old) - _parts(new))]
    return []


def _signs(clause: str, parts: frozenset[str]) -> list[Wish]:
    named = [name for name in vocabulary.names("signs") if vocabulary.said("signs", name).search(clause)]
    if not named or not vocabulary.said("no", "sign").search(clause) or "\ue000" in clause:
        return []
    return [Wish(Kind.STRIP, name, parts=parts - {"hashtags"}) for name in named]


def _fact(clause: str, parts: frozenset[str]) -> list[Wish]:
    found = _the("fact").match(clause)
    if not found or _tones(found["new"]) or _lengths(found["new"]):
        return []
    return [Wish(Kind.INCLUDE, _the("trail").sub("", clause)[:_LONGEST_WORDS], _object(found["new"]))]


def _removal(clause: str, parts: frozenset[str]) -> list[Wish]:
    rest = _after_verb("avoid", clause) or ""
    words = _object(rest)
    if not words or vocabulary.said("vague", "words").match(words):
        return []
    tones = _tones(words) if len(words.split()) <= _MOST_WORDS and words == _ANY.sub("", rest) else []
    if tones and "\ue000" not in words:
        return [Wish(Kind.TONE, vocabulary.opposite(tones[0]), parts=parts)]
    return [Wish(Kind.AVOID, each, parts=parts - _parts(each)) for each in _each(words)]


def _each(words: str) -> list[str]:
    """Several things to leave out, each for itself; a list within a longer phrase stays whole."""
    each = [_object(part) for part in _LIST.split(words)]
    short = all(0 < len(part.split()) <= 3 for part in each)
    return each if short or "\ue000" in words else [words]


def _addition(clause: str, parts: frozenset[str]) -> list[Wish]:
    rest = _after_verb("include", clause) or ""
    if len(rest.split()) <= _MOST_WORDS and "\ue000" not in rest and (found := _qualities(rest, parts)):
        return found
    words = _object(rest)
    if not words or vocabulary.said("vague", "words").match(words):
        return []
    as_part = re.match(
        r"(\ue000\d+\ue001|.+?)\s+(?:as|for|comme|pour|en)\s+(?:the |a |le |la |l’|un |une )?([\w\s-]+)$", words
    )
    if as_part and _parts(as_part[2]):
        return [Wish(Kind.INCLUDE, as_part[1], parts=parts, exact=True)]
    named = _NAMED.match(words)
    if named and _parts(named[1]):
        return [Wish(Kind.INCLUDE, named[2], parts=_parts(named[1]), exact=True)]
    quoted = re.match("^(?:.{0,30}?\\s)?(\ue000\\d+\ue001)$", words)
    return [Wish(Kind.INCLUDE, quoted[1] if quoted else words, parts=parts - _parts(words))]


def _qualities(clause: str, parts: frozenset[str]) -> list[Wish]:
    """Length, tone and angle: adjectives that may stand anywhere in a clause."""
    wishes = [Wish(Kind(name), parts=parts) for name in _lengths(clause)[:1]]
    wishes += [Wish(Kind.TONE, tone, parts=parts) for tone in _tones(clause)]
    other = vocabulary.said("angle", "other").search(clause)
    return wishes or ([Wish(Kind.ANGLE)] if other else [])


def _lengths(clause: str) -> list[str]:
    return [name for name in vocabulary.names("length") if vocabulary.said("length", name).search(clause)]


def _tones(clause: str) -> list[str]:
    """Tones asked for: named, or missed ("too cold"); of what there is too much, the opposite."""
    much = vocabulary.said("no", "tone").search(clause)
    lack = re.search(r"(?<!\w)(?:enough|assez)(?!\w)", clause, re.IGNORECASE)
    found = []
    for tone in vocabulary.names("tones"):
        if vocabulary.said("tones", tone).search(clause):
            found.append(vocabulary.opposite(tone) if much and not lack else tone)
        elif vocabulary.said("tones", tone, complaint=True).search(clause) and (much or " not " in f" {clause} "):
            found.append(tone)
    return list(dict.fromkeys(found))


def _object(words: str) -> str:
    """What is to be said or left out, without the words around it: "the word cheap in the headline" -> "cheap"."""
    words = _the("trail").sub("", words.strip(" ,:\u00a0"))
    place = _the("place").search(words)
    if place and _parts(place[0]) and "\ue000" not in place[0]:
        words = words[: place.start()]
    words = _the("trail").sub("", words)
    for lead in (_ANY, _the("lead"), _THAT):
        words = lead.sub("", words)
    return words.strip(" ,:.\u00a0")[:_LONGEST_WORDS]
