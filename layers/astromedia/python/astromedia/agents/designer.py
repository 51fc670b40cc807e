"""The designer: an art direction and two concepts, rendered as a square and a wide picture each."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from astromedia.domain.brief import Language

from .definition import Agent, Context, Rendering
from .schema import Label, Paragraph, Part, Sentence, says

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Layout = Literal["split", "poster", "editorial", "spotlight"]
FORMATS = ((1080, 1080), (1200, 628))


class Palette(Part):
    background: Color
    surface: Color
    primary: Color
    accent: Color
    text: Color

    def colors(self) -> list[str]:
        """The five colours in the renderer's order."""
        return [self.background, self.surface, self.primary, self.accent, self.text]


class Concept(Part):
    """What one variant says and how it looks."""

    layout: Layout
    headline: str = says("visual.headline", 60)
    subline: str = says("visual.subline", 100)
    call_to_action: str = says("call_to_action", 28)
    alt_text: Sentence = says("visual.alt_text")


class VisualSet(Part):
    art_direction: Paragraph = says("visual.art_direction")
    mood: Label = says("visual.mood")
    palette: Palette = Field(json_schema_extra={"x-intent": "palette"})
    a: Concept = Field(json_schema_extra={"x-variant": "A"})
    b: Concept = Field(json_schema_extra={"x-variant": "B"})


def broken_rules(visuals: VisualSet, context: Context) -> list[str]:
    """The two variants differ in layout and in message."""
    same = [part for part in ("layout", "headline") if getattr(visuals.a, part) == getattr(visuals.b, part)]
    return [f"b.{part}: is the same as a.{part}; choose another" for part in same]


def renderings(visuals: VisualSet, context: Context) -> Sequence[Rendering]:
    """Each variant in each format."""
    return [
        Rendering(
            step=f"image/{variant}/{width}x{height}",
            kind="image",
            file_name=f"visual-{variant.lower()}-{width}x{height}.png",
            design=_design(visuals, concept, context, width, height),
            variant=variant,
            tags=("visual", f"{width}x{height}"),
        )
        for variant, concept in (("A", visuals.a), ("B", visuals.b))
        for width, height in FORMATS
    ]


def _design(visuals: VisualSet, concept: Concept, context: Context, width: int, height: int) -> dict[str, Any]:
    return {
        "width": width,
        "height": height,
        "palette": visuals.palette.colors(),
        "brand": context.brief.company.name,
        "language": context.brief.language.value,
        **concept.model_dump(include={"layout", "headline", "subline", "call_to_action"}),
    }


DESIGNER = Agent(
    name="designer",
    produces="visuals",
    inputs=("strategy", "copy"),
    optional=("scriptwriting",),
    output=VisualSet,
    broken_rules=broken_rules,
    renderings=renderings,
    instructions={
        Language.EN: (
            "You are an art director. From the strategy, the copy and any scripts decide an art direction, a "
            "mood and a palette of five hex colours (use the brand's colours where the brief gives them), and "
            "two concepts, `a` and `b`, that differ in layout (split, poster, editorial, spotlight) and in "
            "message: a headline of at most 60 characters, a subline, a call to action and an alternative text "
            "that describes the picture to someone who cannot see it."
        ),
        Language.FR: (
            "Vous êtes directeur artistique. À partir de la stratégie, des textes et des scripts s'il y en a, "
            "décidez une direction artistique, une ambiance et une palette de cinq couleurs hexadécimales "
            "(celles de la marque si le brief les donne), et deux concepts, `a` et `b`, qui diffèrent par la "
            "composition (split, poster, editorial, spotlight) et par le message : un titre de 60 caractères au "
            "plus, un sous-titre, un appel à l'action et un texte alternatif qui décrit l'image à qui ne la "
            "voit pas."
        ),
    },
)
