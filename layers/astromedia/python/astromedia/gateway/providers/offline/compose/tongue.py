"""Which language a fragment of the brief is written in, told by its small words."""

import re
from collections import Counter

_WORDS = {
    "en": (
        "the and of for with in on to a an is are that who which their our your we they it from by as at be not no "
        "more without into about kids people how what this these have has can will us them than every when"
    ),
    "fr": (
        "le la les et de des du pour avec dans sur un une est sont qui que leur leurs notre nos votre vos nous ils elles "
        "par au aux en ne pas plus sans chez ce cette ces se son sa ses ou où être avoir faire tout tous toute l d j n s qu"
    ),
    "de": "der die das und von für mit im ein eine ist sind nicht den dem wir sie auf zu ohne mehr",
    "es": "el los las y del para con en una es son que sus nuestro por al sin más muy ya lo",
    "it": "il gli e di per con nel una è sono che loro nostro da al senza più della dei",
    "nl": "het een van voor met op is zijn niet wij zij aan zonder meer naar",
}
_TABLE = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_OTHER = "other"


def tongue(text: str, default: str) -> str:
    """ "en", "fr" or "other"; `default` when the text gives no sign (a name, a single word)."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c < "\u0250" for c in letters) < len(letters) / 2:
        return _OTHER
    words = re.findall(r"[^\W\d_]+", text.casefold())
    hits = Counter({language: sum(word in table for word in words) for language, table in _TABLE.items()})
    if set("éèêàùçœ") & set(text.casefold()):
        hits["fr"] += 1
    best, most = max(hits.items(), key=lambda hit: (hit[1], hit[0] == default))
    if most == 0:
        return default
    return best if best in ("en", "fr") else _OTHER
