"""The scriptwriter: a short video script and a longer spoken one."""

from typing import Annotated

from pydantic import Field

from astromedia.domain.brief import Language

from .definition import Agent, Context
from .schema import Label, Line, Part, Sentence, says, several

SHORT_SECONDS = (6, 10)
Seconds = Annotated[int, Field(ge=1, le=30, json_schema_extra={"x-intent": "scene.seconds"})]


class Scene(Part):
    seconds: Seconds
    picture: Sentence = says("scene.picture")
    voice: Sentence = says("scene.voice")
    caption: Label = says("scene.caption")


class Script(Part):
    title: Label = says("script.title")
    hook: Line = says("script.hook")
    scenes: list[Scene] = several("scene", 3, 8)
    call_to_action: Label = says("call_to_action")


class ScriptSet(Part):
    """`short` becomes the campaign's video (6 to 10 s); `long` is to be filmed or spoken by people."""

    short: Script
    long: Script


def broken_rules(scripts: ScriptSet, context: Context) -> list[str]:
    """The short script runs 6 to 10 seconds, the long one 20 to 90."""
    return [
        f"{name}.scenes: run {total} seconds together; make it {low} to {high}"
        for name, script, (low, high) in (("short", scripts.short, SHORT_SECONDS), ("long", scripts.long, (20, 90)))
        if not low <= (total := sum(scene.seconds for scene in script.scenes)) <= high
    ]


SCRIPTWRITER = Agent(
    name="scriptwriter",
    produces="scriptwriting",
    inputs=("strategy",),
    output=ScriptSet,
    broken_rules=broken_rules,
    instructions={
        Language.EN: (
            "You are a scriptwriter. From the strategy write two scripts on its promise and pillars: `short`, "
            "a social video of 6 to 10 seconds in three or four scenes, understood without sound (a caption "
            "per scene); `long`, 20 to 90 seconds to be spoken. Hook in the first scene, one thought per "
            "scene, end on the call to action."
        ),
        Language.FR: (
            "Vous êtes scénariste. À partir de la stratégie, écrivez deux scripts sur sa promesse et ses "
            "piliers : `short`, une vidéo sociale de 6 à 10 secondes en trois ou quatre scènes, compréhensible "
            "sans le son (une légende par scène) ; `long`, de 20 à 90 secondes, à dire. Accrochez dès la "
            "première scène, une idée par scène, terminez sur l'appel à l'action."
        ),
    },
)
