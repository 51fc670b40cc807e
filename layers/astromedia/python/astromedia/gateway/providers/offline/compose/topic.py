"""The offer as one would type or shout it: without article, up to its first preposition."""

import re

from .facts import Facts, Fragment
from .fragments import clean, cut, lower_first

LONGEST = 34
_ARTICLE = re.compile(r"^(?:(?:the|an?|our|my|your|les?|la|une?|des|nos|notre|votre|vos)\s|l['’])", re.IGNORECASE)
_LINK = re.compile(
    r"\s(?:for|with|to|that|who|in|at|by|from|pour|avec|qui|dans|à|au|aux|chez|sur|sans)\s|\s[-–—]\s|[:;,(]",
    re.IGNORECASE,
)


def topic(facts: Facts) -> Fragment:
    """The heart of the offer (else of the industry, the audience, the name), in lower case where that is safe."""
    for fragment in (facts.offer, facts.industry, facts.audience):
        heart = _heart(fragment.text) if fragment else ""
        if fragment and len(heart) > 1:
            return Fragment(lower_first(heart, facts.names), fragment.language)
    return Fragment(cut(facts.company, LONGEST), facts.language)


def _heart(text: str) -> str:
    bare = _ARTICLE.sub("", text)
    head = _LINK.split(bare, maxsplit=1)[0]
    enough = len(head.split()) > 1 or len(bare) > LONGEST
    return clean(cut(head if enough and head.strip() else bare, LONGEST))
