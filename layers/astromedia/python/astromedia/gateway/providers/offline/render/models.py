"""What the offline renderers take and give: plain, frozen, provider-level values."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Hex = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Layout = Literal["split", "poster", "editorial", "spotlight", "card"]
Side = Annotated[int, Field(ge=400, le=2160)]
EvenSide = Annotated[int, Field(ge=400, le=2160, multiple_of=2)]
Palette = Annotated[tuple[Hex, ...], Field(min_length=5, max_length=5)]

SHORTEST_VIDEO_SECONDS, LONGEST_VIDEO_SECONDS = 6.0, 10.0


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ImageSpec(_Frozen):
    """One still: sizes in pixels; palette is background, surface, primary, accent, text."""

    width: Side
    height: Side
    layout: Layout
    palette: Palette
    headline: str = Field(max_length=80)
    subline: str = Field(default="", max_length=140)
    call_to_action: str = Field(default="", max_length=32)
    brand: str = Field(max_length=80)
    language: str = Field(default="en", max_length=35)
    seed: int = 0
    draft_label: str = Field(max_length=40)


class Shot(_Frozen):
    """One scene of a video: a caption over moving artwork, its narration drawn as a subtitle."""

    seconds: float = Field(ge=1, le=10)
    caption: str = Field(max_length=90)
    narration: str = Field(default="", max_length=160)
    layout: Layout = "poster"


class VideoSpec(_Frozen):
    """A silent film of 6 to 10 seconds; the call to action appears in the last shot."""

    width: EvenSide = 1280
    height: EvenSide = 720
    fps: Literal[24, 25] = 25
    palette: Palette
    brand: str = Field(max_length=80)
    language: str = Field(default="en", max_length=35)
    shots: tuple[Shot, ...] = Field(min_length=1, max_length=8)
    call_to_action: str = Field(default="", max_length=32)
    draft_label: str = Field(max_length=40)
    seed: int = 0

    @property
    def seconds(self) -> float:
        """The whole running time, in seconds."""
        return sum(shot.seconds for shot in self.shots)

    @model_validator(mode="after")
    def _runs_six_to_ten_seconds(self) -> Self:
        if not SHORTEST_VIDEO_SECONDS <= self.seconds <= LONGEST_VIDEO_SECONDS:
            raise ValueError(f"shots last {self.seconds:g} s together; make it 6 to 10 s")
        return self


class Media(_Frozen):
    """A finished file; seconds is set for video only."""

    content: bytes = Field(repr=False)
    mime_type: Literal["image/png", "video/mp4"]
    width: int
    height: int
    seconds: float | None = None
