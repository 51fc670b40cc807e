"""The copywriter: copy for every channel and language, two variants each."""

from pydantic import Field

from astromedia.domain.brief import Language
from astromedia.domain.channels import LIMITS, Channel

from .definition import Agent, Context
from .schema import Hashtag, Label, Line, Part, each, missing, says, several


class Copy(Part):
    """One of the A/B alternatives: another angle, not another wording."""

    angle: Label = says("variant.angle")
    headline: str = says("copy.headline", 120)
    body: str = says("copy.body", 1200)
    call_to_action: str = says("call_to_action", 30)


class ChannelCopy(Part):
    channel: Channel
    language: Language
    a: Copy = Field(json_schema_extra={"x-variant": "A"})
    b: Copy = Field(json_schema_extra={"x-variant": "B"})
    hashtags: list[Hashtag] = Field(max_length=10, json_schema_extra={"x-intent": "hashtag"})


class CopyDeck(Part):
    taglines: list[Line] = several("tagline", 3, 5)
    channels: list[ChannelCopy] = each("channels", "languages")


def broken_rules(deck: CopyDeck, context: Context) -> list[str]:
    """Every channel in every language, within its network's limits; A and B differ."""
    wanted = {(channel, language) for channel in context.brief.channels for language in context.brief.languages}
    got = {(copy.channel, copy.language) for copy in deck.channels}
    rules = missing({f"{c}/{lang}" for c, lang in wanted}, {f"{c}/{lang}" for c, lang in got}, "channels")
    if got - wanted or len(got) < len(deck.channels):
        rules.append("channels: give each channel and language of the brief once and no other")
    for i, copy in enumerate(deck.channels):
        rules += _too_long(f"channels[{i}]", copy)
        if copy.a.headline == copy.b.headline:
            rules.append(f"channels[{i}]: variants A and B have the same headline; give B another message")
    return rules


def _too_long(where: str, copy: ChannelCopy) -> list[str]:
    limits = LIMITS[copy.channel]
    sizes = [
        (f"{where}.{name}.{part}", len(getattr(variant, part)), most)
        for name, variant in (("a", copy.a), ("b", copy.b))
        for part, most in (("headline", limits.headline), ("body", limits.body))
    ]
    sizes.append((f"{where}.hashtags", len(copy.hashtags), limits.hashtags))
    return [
        f"{what}: {size} is over {copy.channel}'s limit of {most}; shorten it"
        for what, size, most in sizes
        if size > most
    ]


COPYWRITER = Agent(
    name="copywriter",
    produces="copy",
    inputs=("research", "strategy"),
    output=CopyDeck,
    broken_rules=broken_rules,
    instructions={
        Language.EN: (
            "You are a copywriter. Write copy for every channel of the brief in every language of the brief: "
            "variants `a` and `b` that take different angles (for example a persona's pain against the "
            "promise), each with headline, body and call to action, within the channel's limits given below; "
            "hashtags where the channel uses them. Carry the strategy's promise and pillars; keep its tone. "
            "Claim nothing the brief does not support. An email's body ends with a line that names the company "
            "and has {{postal_address}} and Unsubscribe: {{unsubscribe_url}}, written just so."
        ),
        Language.FR: (
            "Vous êtes concepteur-rédacteur. Rédigez pour chaque canal du brief, dans chaque langue du brief, "
            "des variantes `a` et `b` aux angles différents (par exemple la difficulté d'un persona contre la "
            "promesse), chacune avec titre, texte et appel à l'action, dans les limites du canal indiquées "
            "ci-dessous ; des hashtags là où le canal en utilise. Portez la promesse et les piliers de la "
            "stratégie ; gardez son ton. N'affirmez rien que le brief ne fonde. Le texte d'un e-mail se termine par "
            "une ligne qui nomme l'entreprise et porte {{postal_address}} et Se désabonner : {{unsubscribe_url}}, "
            "écrits tels quels."
        ),
    },
)
