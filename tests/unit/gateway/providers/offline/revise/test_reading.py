"""What people write when they reject something, and what is understood of it."""

import pytest

from astromedia.gateway.providers.offline.revise.reading import read
from astromedia.gateway.providers.offline.revise.wishes import Kind, Wish


def include(words: str, *parts: str, exact: bool = False, short: str = "") -> Wish:
    return Wish(Kind.INCLUDE, words, short, frozenset(parts), exact)


def avoid(words: str, *parts: str) -> Wish:
    return Wish(Kind.AVOID, words, parts=frozenset(parts))


def tone(name: str, *parts: str) -> Wish:
    return Wish(Kind.TONE, name, parts=frozenset(parts))


def strip(name: str, *parts: str) -> Wish:
    return Wish(Kind.STRIP, name, parts=frozenset(parts))


SHORTER, LONGER, ANGLE = Wish(Kind.SHORTER), Wish(Kind.LONGER), Wish(Kind.ANGLE)

UNDERSTOOD: dict[str, list[Wish]] = {
    "Mention the free trial": [include("the free trial")],
    "Please mention the free trial and make it shorter.": [include("the free trial"), SHORTER],
    "Don't forget to say that delivery is free on Sundays": [include("delivery is free on Sundays")],
    "the email should mention our biologist": [include("our biologist", "email")],
    'say "free for 30 days", please': [include("free for 30 days")],
    "add the hashtag #BreadLove": [include("#BreadLove", "hashtags")],
    "The date is 12 June 2026.": [include("The date is 12 June 2026", short="12 June 2026")],
    'Use "Morning Loaf" as the headline': [include("Morning Loaf", "headline", exact=True)],
    "Use our new slogan: Bread first.": [include("Bread first", "tagline", exact=True)],
    'Change the call to action to "Start free"': [include("Start free", "call_to_action", exact=True)],
    "Ajoutez la garantie de 5 ans": [include("la garantie de 5 ans")],
    "Il faut mentionner que nous livrons le dimanche": [include("nous livrons le dimanche")],
    "parlez du prix": [include("le prix")],
    "N'oubliez pas de mentionner l'essai gratuit": [include("l'essai gratuit")],
    "Avoid 'cheap' and 'deal'": [avoid("cheap"), avoid("deal")],
    "avoid cheap, deal and bargain": [avoid("cheap"), avoid("deal"), avoid("bargain")],
    "Avoid the word simple and the word clear": [avoid("simple"), avoid("clear")],
    "don't say cheap, don't mention price": [avoid("cheap"), avoid("price")],
    "remove the part about month-end close": [avoid("month-end close")],
    "nothing about prices": [avoid("prices")],
    "évitez le mot « pas cher »": [avoid("pas cher")],
    "N'utilisez pas le mot innovant": [avoid("innovant")],
    "sans jargon technique": [avoid("jargon technique")],
    "replace the free trial with a 14-day trial": [Wish(Kind.REPLACE, "the free trial", "a 14-day trial")],
    "The price is 49 €, not 59 €": [Wish(Kind.REPLACE, "59 €", "49 €")],
    "instead of 'Book a demo' say 'Start free'": [Wish(Kind.REPLACE, "Book a demo", "Start free")],
    "Remplacez gratuit par offert": [Wish(Kind.REPLACE, "gratuit", "offert")],
    "Too long. Warmer, please": [SHORTER, tone("warm")],
    "Shorter!": [SHORTER],
    "add more detail": [LONGER],
    "Plus court, plus chaleureux": [SHORTER, tone("warm")],
    "Développez un peu": [LONGER],
    "less formal": [tone("warm")],
    "nice, but too salesy": [tone("calm")],
    "pas assez chaleureux": [tone("warm")],
    "Le ton est trop formel": [tone("warm")],
    "Make the headline bolder and shorten the LinkedIn post": [
        tone("bold", "headline"),
        Wish(Kind.SHORTER, parts=frozenset({"linkedin"})),
    ],
    "Try another angle": [ANGLE],
    "Start over": [ANGLE],
    "Une autre idée": [ANGLE],
    "No emojis, no hashtags!": [strip("emojis"), strip("hashtags")],
    "remove exclamation marks": [strip("exclamations")],
    "sans points d'exclamation": [strip("exclamations")],
    "Ajoutez la garantie ; plus formel, sans hashtags": [include("la garantie"), tone("formal"), strip("hashtags")],
}


@pytest.mark.parametrize("feedback", UNDERSTOOD)
def test_feedback_is_read_as_people_mean_it(feedback: str) -> None:
    assert read(feedback) == (tuple(UNDERSTOOD[feedback]), ())


@pytest.mark.parametrize(
    "feedback", ["Make it sing for millennials", "I don't like it", "avoid jargon", "je ne sais pas", "hm", "😀"]
)
def test_what_is_not_understood_is_kept_word_for_word(feedback: str) -> None:
    assert read(feedback) == ((), (feedback,))


def test_what_is_understood_is_not_lost_among_what_is_not() -> None:
    reading = read("It feels a bit off to me. Mention the free trial! Could the sky be greener?")
    assert reading.wishes == (include("the free trial"),)
    assert reading.unread == ("It feels a bit off to me", "Could the sky be greener")


def test_courtesy_asks_for_nothing() -> None:
    assert read("Hello! Thanks. Merci beaucoup.") == ((), ())


def test_the_same_wish_twice_is_one() -> None:
    assert read("Shorter. Much shorter!").wishes == (SHORTER,)
