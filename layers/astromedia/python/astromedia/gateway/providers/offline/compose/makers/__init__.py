"""What needs more than a phrase: tables from intent to the function that makes the items, the field or the choice.

ITEMS gives one binding per item of a list (or the single binding of an object), FIELDS the value of one field, CHOICES
the preferred options of an enum by the field's name: the first one that the schema allows is taken.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import Writer

from . import article, deck, market, posting, scripts, seo, visuals

Items = Callable[[Writer, Scope, int, int], Sequence[Mapping[str, Any]]]
FieldOf = Callable[[Writer, Scope, Any], Any]
Options = Callable[[Writer, Scope], Sequence[str]]

ITEMS: Mapping[str, Items] = {
    "rival": market.rivals,
    "keyword": seo.keywords,
    "keyword.term": seo.terms,
    "hashtag": seo.hashtags,
    "article.heading": article.headings,
    "article.section": article.sections,
    "scene": scripts.scenes,
    "shot": scripts.shots,
    "variant": deck.variant,
    "visual": visuals.concept,
    "palette": visuals.palette,
    "indicator": market.one_of("indicator"),
    "question_and_answer": market.one_of("faq"),
}

FIELDS: Mapping[str, FieldOf] = {
    "objective.goal": market.goal,
    "indicator.goal": market.goal,
    "keyword.primary": seo.primary,
    "slug": seo.page_slug,
    "generic.date": posting.date_of,
    "generic.time": posting.hour,
    "generic.phone": market.phone,
    "script.title": scripts.title,
    "post.day": posting.day,
    "post.time": posting.clock,
    "post.text": posting.text,
    "checkpoint.day": posting.checkpoint,
}

CHOICES: Mapping[str, Options] = {
    "layout": visuals.layouts,
    "media": posting.media,
    "review": market.reviews,
    "locale": market.locales,
    "currency": market.currencies,
}
