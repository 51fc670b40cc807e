"""The video producer: a storyboard on the short script, rendered as a real video."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from astromedia.domain.brief import Language

from .definition import Agent, Context, Rendering
from .designer import Layout
from .schema import Label, Paragraph, Part, Sentence, says, several

SIZE = (1280, 720)
TOTAL_SECONDS = (6, 10)


class Shot(Part):
    seconds: Annotated[int, Field(ge=1, le=5, json_schema_extra={"x-intent": "shot.seconds"})]
    layout: Layout
    caption: Label = says("shot.caption")
    narration: str = says("shot.narration", 140)


class Storyboard(Part):
    title: Label = says("script.title")
    concept: Paragraph = says("video.concept")
    shots: list[Shot] = several("shot", 3, 5)
    call_to_action: str = says("call_to_action", 28)
    alt_text: Sentence = says("video.alt_text")


def broken_rules(board: Storyboard, context: Context) -> list[str]:
    """The shots run 6 to 10 seconds together."""
    total, (low, high) = sum(shot.seconds for shot in board.shots), TOTAL_SECONDS
    return [] if low <= total <= high else [f"shots: run {total} seconds together; make it {low} to {high}"]


def renderings(board: Storyboard, context: Context) -> Sequence[Rendering]:
    """One video, in the palette of the visuals."""
    return [Rendering("video", "video", "video-1280x720.mp4", _design(board, context), tags=("video", "1280x720"))]


def _design(board: Storyboard, context: Context) -> dict[str, Any]:
    palette = context.inputs["visuals"]["palette"]
    return {
        "width": SIZE[0],
        "height": SIZE[1],
        "palette": [palette[name] for name in ("background", "surface", "primary", "accent", "text")],
        "brand": context.brief.company.name,
        "language": context.brief.language.value,
        "call_to_action": board.call_to_action,
        "shots": [shot.model_dump() for shot in board.shots],
    }


VIDEO_PRODUCER = Agent(
    name="video_producer",
    produces="video",
    inputs=("strategy", "scriptwriting", "visuals"),
    output=Storyboard,
    broken_rules=broken_rules,
    renderings=renderings,
    instructions={
        Language.EN: (
            "You are a video producer. Turn the short script into a storyboard of three to five shots that run "
            "6 to 10 seconds together, in whole seconds: a layout (split, poster, editorial, spotlight), a "
            "caption of at most 60 characters and a narration line per shot, in the look of the visuals. End "
            "on the call to action."
        ),
        Language.FR: (
            "Vous êtes producteur vidéo. Faites du script court un storyboard de trois à cinq plans qui durent "
            "ensemble de 6 à 10 secondes, en secondes entières : une composition (split, poster, editorial, "
            "spotlight), une légende de 60 caractères au plus et une ligne de narration par plan, dans le "
            "style des visuels. Terminez sur l'appel à l'action."
        ),
    },
)
