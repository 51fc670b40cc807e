"""The offer as one would type or shout it: without article, and no longer than it must be."""

import re

from .facts import Facts, Fragment
from .fragments import clean, cut, is_name, lower_first

LONGEST = 34
_TOWN_WORDS = 2
_ARTICLE = re.compile(r"^(?:(?:the|an?|our|my|your|les?|la|une?|des|nos|notre|votre|vos)\s|l['’])", re.IGNORECASE)
_CLAUSE = re.compile(r"\s[-–—]\s|[:;,(]")
_LINK = re.compile(
    r"\s(?:for|with|to|that|who|in|at|by|from|pour|avec|qui|dans|à|au|aux|chez|sur|sans)\s", re.IGNORECASE
)


def topic(facts: Facts) -> Fragment:
    """The heart of the offer (else of the industry, the audience, the name), in lower case where safe."""
    for fragment in (facts.offer, facts.industry, facts.audience):
        heart = _heart(fragment.text) if fragment else ""
        if fragment and len(heart) > 1:
            return Fragment(lower_first(heart, facts.names), fragment.language)
    return Fragment(cut(facts.company, LONGEST), facts.language)


def subject(facts: Facts) -> Fragment:
    """What people who do not know its name would search for: the kind of offer, if the brief says it after the name."""
    found = topic(facts)
    after = _CLAUSE.split(facts.offer.text, maxsplit=1)[1:] if facts.offer and is_name(found.text) else []
    kind = _heart(after[0]) if after else ""
    if not kind or kind[0].isdigit():
        return found
    return Fragment(lower_first(kind, facts.names), found.language)


def town(facts: Facts) -> str | None:
    """The brief's place if it is short enough to type after a search word."""
    first = (facts.location or "").split(",", 1)[0].strip()
    return first if first and len(first.split()) <= _TOWN_WORDS else None


def _heart(text: str) -> str:
    bare = _ARTICLE.sub("", text.strip())
    clause = _CLAUSE.split(bare, maxsplit=1)[0].strip() or bare
    heads = [clause, *(clause[: link.start()] for link in reversed(list(_LINK.finditer(clause))))]
    fitting = (head for head in heads if len(head) <= LONGEST and (head == clause or len(head.split()) > 1))
    return clean(next(fitting, None) or cut(clause, LONGEST))
