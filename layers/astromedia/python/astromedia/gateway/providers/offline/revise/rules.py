"""How each kind of wish is done on a document; a rule says in how many texts it did it."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from astromedia.gateway.providers.offline.compose.fragments import quoted
from astromedia.gateway.providers.offline.compose.tongue import tongue

from . import edits, sentences, vocabulary
from .choosing import chosen
from .desk import Desk
from .edits import Mention
from .places import Place, at
from .wishes import Kind, Wish

_SOBER = "^"
_COMMON_WORD = re.compile(r"(?<!\w)(?![#\d])[^\W\d_A-ZÀ-Ý][^\W\d_]{2,}")


class Done(NamedTuple):
    """A wish and in how many texts it was done; `kept` counts those where it could not be, `already` where it was."""

    wish: Wish
    texts: int
    kept: int = 0
    already: int = 0


def _replace(desk: Desk, wish: Wish) -> Done:
    old = sentences.pattern(wish.words)
    meant = [place for place in chosen(wish, desk.places()) if old.search(place.text)]
    return Done(wish, sum(desk.write(place, edits.replaced(place, old, wish.instead)) for place in meant))


def _avoid(desk: Desk, wish: Wish) -> Done:
    words = sentences.pattern(wish.words)
    count = _untagged(desk, wish)
    for place in chosen(wish, desk.places()):
        if words.search(place.text):
            # Another answer would be one to another question.
            others = [] if place.path[-1] == "answer" else [t for t in desk.others(place) if not desk.unwanted(t)]
            count += desk.write(place, edits.without(place, words, others, desk.keeps(place)))
    return Done(wish, count, kept=sum(words.search(place.text) is not None for place in _named(desk, wish)))


def _untagged(desk: Desk, wish: Wish) -> int:
    """Take away hashtags that are spelt with the words."""
    spelt = re.sub(r"\W", "", wish.words).casefold()
    tags = [
        place for place in chosen(wish, desk.places()) if place.role == "hashtags" and isinstance(place.path[-1], int)
    ]
    found = [place for place in tags if len(spelt) > 3 and spelt in place.text.casefold()]
    for place in reversed(found):
        items = at(desk.document, place.path[:-1])
        if len(items) > desk.fewest(place.path[:-1]):
            items.remove(place.text)
    return len(found)


def _named(desk: Desk, wish: Wish) -> list[Place]:
    places = desk.places()
    return [*chosen(wish, places), *([] if wish.parts else [place for place in places if place.fixed])]


def _shorter(desk: Desk, wish: Wish) -> Done:
    def shorter(place: Place) -> str | None:
        others = [text for text in desk.others(place) if not desk.unwanted(text)]
        return edits.shortened(place, others, desk.keeps(place))

    return Done(wish, sum(desk.write(place, shorter(place)) for place in chosen(wish, desk.places())))


def _longer(desk: Desk, wish: Wish) -> Done:
    def longer(place: Place) -> str | None:
        return edits.lengthened(place, [text for text in desk.others(place) if not desk.unwanted(text)])

    return Done(wish, sum(desk.write(place, longer(place)) for place in chosen(wish, desk.places())))


def _tone(desk: Desk, wish: Wish) -> Done:
    count = 0
    for turn, place in enumerate(chosen(wish, desk.places())):
        text = _formal(place.text) if wish.words == "formal" and place.language == "en" else place.text
        count += desk.write(place, _toned(desk, wish.words, place, text, turn))
    return Done(wish, count)


def _toned(desk: Desk, tone: str, place: Place, text: str, turn: int) -> str | None:
    lines = vocabulary.phrases()["tone"][tone]
    if place.role == "tone":
        trait = _suited(desk, [lines["trait"][place.language]])
        return trait[0] if trait and place.takes(trait[0]) else None
    if not place.public:
        words = vocabulary.phrases()["mention"]["tone"][place.language][0].format(lines["name"][place.language])
        said = Mention(words, words, vocabulary.phrases()["mention"]["internal"][place.language])
        return edits.mention(place, said, turn, desk.keeps(place)) if _suited(desk, lines["open"]["en"]) else None
    opening, closing = (_suited(desk, lines[part][place.language]) for part in ("open", "close"))
    if not opening and not closing:
        return None
    return edits.toned(place, text, opening[turn % len(opening)], closing[turn % len(closing)], desk.keeps(place))


def _suited(desk: Desk, lines: list[str]) -> list[str]:
    """The lines that suit the subject and have no words that are to be left out."""
    fit = [line.removeprefix(_SOBER) for line in lines if not (desk.sober and line.startswith(_SOBER))]
    return [line for line in fit if not desk.unwanted(line)]


def _formal(text: str) -> str:
    for short, full in vocabulary.phrases()["contractions"].items():
        pattern = re.compile(rf"(?<!\w){short.replace(chr(39), '[' + chr(39) + '’]')}(?!\w)", re.IGNORECASE)
        text = pattern.sub(lambda found, full=full: full.capitalize() if found[0][0].isupper() else full, text)  # type: ignore[misc]
    return text


def _include(desk: Desk, wish: Wish) -> Done:
    meant = chosen(wish, desk.places())
    if wish.words.startswith("#"):
        return Done(wish, _tagged(desk, wish.words, meant))
    if wish.exact:
        return Done(wish, _set(desk, wish, meant), kept=len(meant))
    own = tongue(wish.words, desk.spoken)
    if _COMMON_WORD.search(wish.words) and any(place.language == own for place in meant):
        meant = [place for place in meant if place.language == own]
    already = sum(sentences.found(wish.words, place.text) for place in meant)
    count = 0
    for turn, place in enumerate(meant):
        text = edits.mention(place, _mention(desk, wish, place, own), turn, desk.keeps(place))
        count += desk.write(place, text)
    return Done(wish, count, kept=len(meant) - count - already, already=already)


def _mention(desk: Desk, wish: Wish, place: Place, own: str) -> Mention:
    foreign = place.language != own and own in ("en", "fr") and _COMMON_WORD.search(wish.words)
    words = quoted(wish.words, place.language) if foreign else wish.words
    kind = "published" if place.public else "internal"
    return Mention(words, wish.instead or words, vocabulary.phrases()["mention"][kind][place.language])


def _set(desk: Desk, wish: Wish, meant: list[Place]) -> int:
    """The words as the whole text: of variant A if there are two and none is named, of the first item of a list."""
    several = len({place.variant for place in meant} - {None}) > 1 and not wish.parts & {"a", "b"}
    first = {place.path[:-1]: place for place in reversed(meant) if not several or place.variant == "A"}
    return sum(desk.write(place, wish.words) for place in first.values() if place.takes(wish.words))


def _tagged(desk: Desk, tag: str, meant: list[Place]) -> int:
    """The hashtag in every list of them, in the place of the last one: networks bound their number."""
    lists = {place.path[:-1]: place for place in meant}
    return sum(desk.write(place, tag) for place in lists.values() if re.search(place.shape.get("pattern", ""), tag))


def _strip(desk: Desk, wish: Wish) -> Done:
    meant = chosen(wish, desk.places())
    count = _without_tags(desk, meant) if wish.words == "hashtags" else 0
    texts = [place for place in meant if place.role != "hashtags"]
    return Done(wish, count + sum(desk.write(place, edits.stripped(place, wish.words)) for place in texts))


def _without_tags(desk: Desk, meant: list[Place]) -> int:
    lists = {place.path[:-1] for place in meant if place.role == "hashtags" and isinstance(place.path[-1], int)}
    for path in lists:
        del at(desk.document, path)[desk.fewest(path) :]
    return len(lists)


Rule = Callable[[Desk, Wish], Done]
RULES: Mapping[Kind, Rule] = {
    Kind.ANGLE: lambda desk, wish: Done(wish, 1),
    Kind.REPLACE: _replace,
    Kind.AVOID: _avoid,
    Kind.SHORTER: _shorter,
    Kind.LONGER: _longer,
    Kind.TONE: _tone,
    Kind.INCLUDE: _include,
    Kind.STRIP: _strip,
}
