"""Small grammar: articles, elision, places, persons, languages, cuts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.providers.offline.compose import english, french
from astromedia.gateway.providers.offline.compose.facts import read_facts
from astromedia.gateway.providers.offline.compose.fragments import capital_first, clean, cut, lower_first, quoted
from astromedia.gateway.providers.offline.compose.kinds import action, result, sectors
from astromedia.gateway.providers.offline.compose.slugs import slug, tag
from astromedia.gateway.providers.offline.compose.template import could_make, fill
from astromedia.gateway.providers.offline.compose.tongue import tongue
from astromedia.gateway.providers.offline.compose.topic import topic
from astromedia.gateway.providers.offline.compose.weights import shares_of


@pytest.mark.parametrize(
    ("noun_phrase", "definite"),
    [
        ("abonnement au pain", "l'abonnement au pain"),
        ("cours de yoga", "le cours de yoga"),
        ("formation en ligne", "la formation en ligne"),
        ("familles pressées", "les familles pressées"),
        ("un panier bio", "un panier bio"),
        ("l'abonnement", "l'abonnement"),
        ("hôtel de charme", "l'hôtel de charme"),
        ("handicap", None),
        ("zorgl", None),
        ("cimetière paysager", "le cimetière paysager"),
    ],
)
def test_french_articles(noun_phrase: str, definite: str | None) -> None:
    assert french.definite(noun_phrase) == definite


@pytest.mark.parametrize(
    ("before", "value", "together"),
    [
        ("le goût de ", "le pain", "le goût du pain"),
        ("De ", "les amis", "Des amis"),
        ("à ", "le marché", "au marché"),
        ("parler à ", "les voisins", "parler aux voisins"),
        ("l'équipe de ", "Airtable", "l'équipe d'Airtable"),
        ("les coulisses de ", "Le Fournil", "les coulisses du Fournil"),
        ("il faut que ", "Élan", "il faut qu'Élan"),
        ("de ", "huit amis", "de huit amis"),
        ("de ", "Zed", "de Zed"),
        ("avec ", "le pain", "avec le pain"),
    ],
)
def test_french_elision_and_contraction(before: str, value: str, together: str) -> None:
    assert french.attach(before, value) == together


@pytest.mark.parametrize(
    ("location", "where"),
    [
        ("Lyon", "à Lyon"),
        ("Lyon, France", "à Lyon"),
        ("France", "en France"),
        ("Canada", "au Canada"),
        ("Le Mans", "au Mans"),
        ("la métropole de Lille", "dans la métropole de Lille"),
        ("75011", "(75011)"),
    ],
)
def test_french_places(location: str, where: str) -> None:
    assert french.place(location) == where


def test_english_articles_and_places() -> None:
    assert english.definite("bread subscription") == "the bread subscription"
    assert english.definite("our new app") == "our new app"
    assert english.definite("Book a free audit") is None
    assert english.place("Online") == "online"
    assert english.place("Leeds") == "in Leeds"
    assert english.attach("it is a ", "open day") == "it is an open day"


def test_wishes_and_persons_in_english() -> None:
    assert english.infinitive("see the river change") == "to see the river change"
    assert english.infinitive("support a local artisan") == "to support a local artisan"
    assert english.infinitive("support by former controllers") == "support by former controllers"
    assert english.about_you("They lose their keys") == "You lose your keys"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("busy parents in the city", "en"),
        ("familles pressées de la Croix-Rousse", "fr"),
        ("für alle Familien mit Kindern", "other"),
        ("عرض خاص للعائلات", "other"),
        ("Zorgl", "fr"),
    ],
)
def test_tongues(text: str, language: str) -> None:
    assert tongue(text, "fr") == language


@given(st.text(min_size=1, max_size=120), st.integers(1, 60))
def test_a_cut_text_fits_and_is_a_beginning(text: str, longest: int) -> None:
    shorter = cut(text, longest)
    assert len(shorter) <= longest
    assert text.startswith(shorter) or shorter in text


def test_cuts_end_well() -> None:
    assert cut("Fresh bread for the families of the town", 24) == "Fresh bread"
    assert cut("Slow fermentation, local flour and no additives at all", 30) == "Slow fermentation, local flour"
    assert cut("Open (every day of the week) until late", 20) == "Open"
    assert cut("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 10) in ("👩‍👩‍👧‍👦", "👩‍👩‍👧", "👩‍👩‍👧‍👦👩", "👩‍👩‍👧‍👦👩‍👩"[:10])


def test_first_letters() -> None:
    assert lower_first("Busy parents") == "busy parents"
    assert lower_first("B2B teams") == "B2B teams"
    assert lower_first("I never sleep") == "I never sleep"
    assert lower_first("Parisian families", frozenset({"paris"})) == "Parisian families"
    assert lower_first("Lyon families", frozenset({"lyon"})) == "Lyon families"
    assert capital_first("iPhone repair") == "iPhone repair"
    assert capital_first("école") == "École"


def test_quotes_give_way_to_outer_ones() -> None:
    assert quoted("say «\u00a0oui\u00a0»", "fr") == "«\u00a0say “oui”\u00a0»"
    assert quoted("the “best” one", "en") == "“the ‘best’ one”"
    assert clean("  “Fresh bread!” ") == "Fresh bread"
    assert clean("…!") == ""


def test_templates() -> None:
    values = {"offer": "{company} bread", "place": None, "name": "Inc."}.get
    assert fill("{Offer}[ {place}] now", values, "en") == "{company} bread now"
    assert fill("at {place}", values, "en") is None
    assert fill("By {name}.", values, "en") == "By Inc."
    assert could_make("What {company} stands for", "What Zed stands for")
    assert not could_make("What {company} stands for", "What Zed does")


def test_slugs_and_hashtags() -> None:
    assert slug("Crème brûlée à l'œuf", 30) == "creme-brulee-oeuf"
    assert slug("日本", 30) == "campaign"
    assert tag("abonnement au pain") == "#AbonnementPain"
    assert tag("Le Fournil", whole=True) == "#LeFournil"
    assert tag("A¹") == ""


def test_kinds_of_briefs() -> None:
    assert sectors("B2B software for finance teams") == {"b2b", "market"}
    assert "cause" in sectors("environmental NGO")
    assert "sober" in sectors("pompes funèbres, obsèques")
    assert action(["Increase awareness", "Raise donations"], "") == "donate"
    assert action(["Recruter 200 abonnés"], "pain") == "subscribe"
    assert action(["?"], "?") == "learn"
    assert result("Sell 40 boxes") == "sales"
    assert result("don't forget us") == "awareness"


def test_the_topic_is_the_heart_of_the_offer() -> None:
    offer = {"brief": {"company": {"name": "P", "offer": "Weekly coding club for kids aged 8-12"}}}
    assert topic(read_facts(offer, "en")).text == "weekly coding club"
    assert topic(read_facts({}, "fr")).text == "l'organisation"


@given(st.integers(1, 200), st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_shares_sum_to_the_whole(total: int, weights: list[int]) -> None:
    shares = shares_of(total, weights)
    assert sum(shares) == total
    assert min(shares) >= (1 if len(weights) <= total else 0)
