"""Prompts and an answer for the cache benches, the same for all contenders. Standard library only."""

import random
from collections.abc import Sequence

ANSWER = "Fresh bread, every morning. " + "Baked at dawn and delivered by eight. " * 18
_THINGS = ("bicycle", "serum", "coffee", "lamp", "puzzle", "jacket", "sourdough", "voucher", "webinar", "newsletter")
_PEOPLE = ("students", "parents", "founders", "runners", "retirees", "gardeners", "nurses", "cyclists", "cooks")
_KINDS = ("organic", "handmade", "local", "recycled", "waterproof", "cordless", "vegan", "limited", "refurbished")
_FORMS = ("headline", "teaser", "carousel", "reel script", "landing page", "newsletter", "poster", "radio spot")


def prompts(count: int, seed: int) -> Sequence[str]:
    """`count` different requests; another seed gives others."""
    draw = random.Random(seed)
    return [
        f"Write a {draw.choice(_FORMS)} about a {draw.choice(_KINDS)} {draw.choice(_THINGS)} for {draw.choice(_PEOPLE)}"
        f" who like {draw.choice(_KINDS)} {draw.choice(_THINGS)}s, request {seed}-{number}"
        for number in range(count)
    ]


def reworded(prompt: str) -> str:
    """The same request in slightly other words."""
    return f"Please: {prompt}"
