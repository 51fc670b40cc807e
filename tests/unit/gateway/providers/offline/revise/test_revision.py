"""A rejected output, revised: what was asked for is there to be read, and what was not asked for is as it was."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astromedia.domain.channels import LIMITS, Channel

from ..compose.campaigns import ORDER
from .revisions import bodies, rejected, revise, texts

AGENT_NAMES = sorted(ORDER)


def without_bodies(deck: dict[str, Any]) -> str:
    return re.sub(r"'body': (?:'[^']*'|\"[^\"]*\")", "", str(deck))


@pytest.mark.parametrize("agent", AGENT_NAMES)
def test_what_is_to_be_mentioned_is_mentioned_by_every_agent(agent: str) -> None:
    revision = revise("software", agent, "Mention the free trial")
    assert "the free trial" not in " ".join(texts(revision.before)).casefold()
    assert "the free trial" in " ".join(texts(revision.after))
    assert revision.response.startswith("Now mentioned: “the free trial” (")


def test_every_piece_of_copy_mentions_it_and_all_else_stays() -> None:
    revision = revise("software", "copywriter", "Mention the free trial")
    assert all("the free trial" in body for body in bodies(revision.after))
    assert without_bodies(revision.after) == without_bodies(revision.before)
    linkedin = revision.after["channels"][0]["a"]["body"].split("\n\n")
    assert linkedin[2] == "Good to know: the free trial."
    assert [part for part in linkedin if part != linkedin[2]] == bodies(revision.before)[0].split("\n\n")
    assert revision.response == "Now mentioned: “the free trial” (6 texts)."


def test_what_is_a_sentence_already_is_said_as_one() -> None:
    revision = revise("bakery", "copywriter", "Il faut mentionner que nous livrons le dimanche")
    assert all("Nous livrons le dimanche." in body for body in bodies(revision.after, "fr"))


def test_where_there_is_no_room_other_sentences_give_way() -> None:
    long = "a guarantee of five years on every single part that we have ever sold"
    revision = revise("software", "copywriter", f"Mention {long}")
    (ad,) = (copy for copy in revision.after["channels"] if copy["channel"] == "google_ads")
    assert ad["a"]["body"] == f"Worth mentioning: {long}."
    assert len(ad["a"]["body"]) <= LIMITS[Channel.GOOGLE_ADS].body


def test_english_words_are_put_into_english_texts_only() -> None:
    revision = revise("rivers", "copywriter", "Mention the picnic by the river")
    assert all("the picnic by the river" in body for body in bodies(revision.after, "en"))
    assert bodies(revision.after, "fr") == bodies(revision.before, "fr")


def test_names_and_dates_are_put_into_texts_of_every_language() -> None:
    revision = revise("rivers", "copywriter", "Mention Anna Berg")
    assert all("Anna Berg" in body for language in ("en", "fr") for body in bodies(revision.after, language))


@pytest.mark.parametrize("agent", AGENT_NAMES)
def test_words_to_avoid_are_gone(agent: str) -> None:
    revision = revise("rivers", agent, "Avoid the word simple and the word clear")
    assert not re.search(r"\b(?:simple|clear)\b", " ".join(texts(revision.after)), re.IGNORECASE)


def test_a_word_goes_with_its_sentence_not_alone() -> None:
    revision = revise("software", "copywriter", "Avoid the word 'software'")
    for before, after in zip(bodies(revision.before), bodies(revision.after), strict=True):
        said = set(re.split(r"\n\n|(?<=\.) ", before))
        assert set(re.split(r"\n\n|(?<=\.) ", after)) <= said
    assert "Software" not in str(revision.after)
    assert revision.response.startswith("Removed: “software” (")


def test_what_other_phases_count_on_stays_and_the_response_says_so() -> None:
    revision = revise("software", "seo", "Avoid the word 'software'")
    assert revision.after["primary_keyword"] == revision.before["primary_keyword"]
    assert "“software” stays in " in revision.response


def test_shorter_is_shorter_and_longer_is_longer() -> None:
    before = bodies(rejected("software")["copy"])
    shorter, longer = (bodies(revise("software", "copywriter", text).after) for text in ("Shorter", "Longer, please"))
    assert sum(map(len, shorter)) < 0.8 * sum(map(len, before))
    assert sum(map(len, longer)) > 1.15 * sum(map(len, before))
    assert all(len(after) <= len(body) for after, body in zip(shorter, before, strict=True))


@pytest.mark.parametrize("agent", ["copywriter", "content_writer", "analyst", "strategist", "analytics", "social"])
def test_shorter_is_shorter_for_every_agent_that_writes(agent: str) -> None:
    revision = revise("rivers", agent, "Shorter")
    assert len(str(revision.after)) < len(str(revision.before))


def test_a_wish_for_one_channel_changes_that_channel_only() -> None:
    revision = revise("software", "copywriter", "Make the LinkedIn post shorter")
    changed = [
        after["channel"]
        for before, after in zip(revision.before["channels"], revision.after["channels"], strict=True)
        if before != after
    ]
    assert changed == ["linkedin"]
    assert revision.after["taglines"] == revision.before["taglines"]


def test_a_tone_is_heard_at_the_start_and_at_the_end() -> None:
    body = bodies(revise("software", "copywriter", "Warmer, please").after)[2]
    parts = body.split("\n\n")
    assert parts[0] in ("Hello,", "Good morning,")
    assert parts[1].startswith(("We are glad you are here.", "Good to have you with us."))
    signed = parts.index("The Ledgerline team")
    assert parts[signed - 2] in ("Take your time: we are here for you.", "We look forward to hearing from you.")


def test_what_the_law_wants_in_an_email_survives_any_wish() -> None:
    feedback = "Much shorter! Avoid the word 'postal'. Mention the free trial. More formal."
    assert "{{unsubscribe_url}}" in bodies(revise("software", "copywriter", feedback).after)[2]


def test_posts_are_spoken_to_their_readers_and_plans_to_those_who_work_on_them() -> None:
    revision = revise("bakery", "social", "Parlez de la fermentation lente, plus chaleureux")
    said = " ".join(post["text"] for post in revision.after["posts"])
    assert "À porter dans chaque pièce" not in said
    assert "Prenez votre temps" in said
    for post in revision.after["posts"]:
        assert "fermentation lente" in post["text"]
        assert "Bonjour" not in post["text"] or post["text"].index("Bonjour") < post["text"].index("fermentation lente")
    strategy = revise("bakery", "strategist", "Parlez de la fermentation lente").after
    assert "pièce" in strategy["rationale"] or "nulle part" in strategy["rationale"]


def test_a_strategy_takes_the_tone_down_for_the_phases_after_it() -> None:
    revision = revise("software", "strategist", "More playful")
    assert revision.after["tone_of_voice"][0].startswith("Playful: a wink is welcome")
    assert revision.response == "Made the tone more playful (2 texts)."


def test_a_funeral_home_is_not_made_playful() -> None:
    revision = revise("funerals", "copywriter", "Plus ludique")
    assert not re.search("Psst|C'est parti|Curieux|Sourire", " ".join(texts(revision.after)))
    assert "Aucun texte n'a pu être changé pour ceci\u00a0: plus ludique." in revision.response


def test_signs_are_taken_out() -> None:
    revision = revise("rivers", "copywriter", "No hashtags, no exclamation marks")
    assert all(copy["hashtags"] == [] for copy in revision.after["channels"])
    assert "!" not in " ".join(texts(revision.after))


def test_a_headline_is_set_for_variant_a_and_b_keeps_another() -> None:
    revision = revise("software", "copywriter", 'Use "Close in three days" as the headline')
    for copy in revision.after["channels"]:
        assert copy["a"]["headline"] == "Close in three days"
        assert copy["b"]["headline"] != "Close in three days"


def test_several_wishes_in_one_feedback() -> None:
    revision = revise("bakery", "copywriter", "Ajoutez la garantie satisfait ou remboursé ; plus formel, sans hashtags")
    for body in bodies(revision.after, "fr"):
        assert "la garantie satisfait ou remboursé" in body
    assert all(copy["hashtags"] == [] for copy in revision.after["channels"])
    assert revision.response.replace("\u00a0", " ") == (
        "Rendu le ton plus formel (6 textes). Désormais mentionné : « la garantie satisfait ou remboursé » (6 textes). "
        "Supprimé : hashtags (2 textes)."
    )


@pytest.mark.parametrize("agent", AGENT_NAMES)
@pytest.mark.parametrize("feedback", ["Try another angle", "It does not feel right yet"])
def test_without_a_wish_that_can_be_done_the_revision_is_another_one(agent: str, feedback: str) -> None:
    revision = revise("rivers", agent, feedback)
    assert revision.after != revision.before
    assert re.match(r"Written anew from another angle \([1-9]\d* texts?\)\.", revision.response)


def test_what_was_not_understood_is_said() -> None:
    revision = revise("software", "copywriter", "Mention the free trial. Make it sing for millennials!")
    assert revision.response.endswith("This offline draft could not act on: “Make it sing for millennials”.")
    assert "the free trial" in bodies(revision.after)[0]


def test_the_same_feedback_gives_the_same_revision() -> None:
    assert revise("rivers", "social", "Warmer, no hashtags") == revise("rivers", "social", "Warmer, no hashtags")


_VOCABULARY = """
mention avoid the free trial "Ada Berg" shorter longer warmer less formal not , . ; and headline LinkedIn replace
with sans évitez ajoutez plus court la garantie # #Tag {0} {company} \\ [x] (y) * ! ? « » 49 € is no emojis hashtags
"""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(_VOCABULARY.split()), max_size=14).map(" ".join),
    st.sampled_from(["copywriter", "seo", "designer", "strategist"]),
)
def test_any_feedback_gives_a_revision_that_keeps_the_rules(feedback: str, agent: str) -> None:
    revision = revise("rivers", agent, feedback)
    assert revision.after != revision.before


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_revision(feedback: str) -> None:
    revise("software", "copywriter", feedback)
