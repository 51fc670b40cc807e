"""What a model that films is told of a design, how long the film is, and what it uses. Pure, and free of any SDK."""

import json
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from astromedia.domain.errors import ProviderRefused
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import VideoCall

LENGTHS = (4, 8, 12)
"""The seconds that a film may have."""
LONGEST_PROMPT = 8_000
LANGUAGES = {"en": "English", "fr": "French"}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Shot(_Part):
    seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    caption: str
    narration: str = ""


class _Design(_Part):
    """Of the renderer's specification, what matters to a model."""

    width: Annotated[int, Field(gt=0)] = 1280
    height: Annotated[int, Field(gt=0)] = 720
    palette: tuple[str, ...] = ()
    brand: str
    language: str = "en"
    shots: Annotated[tuple[_Shot, ...], Field(min_length=1)]
    call_to_action: str = ""


class Film(NamedTuple):
    """A film to ask for: `size` as "1280x720" in pixels."""

    prompt: str
    seconds: int
    width: int
    height: int

    @property
    def size(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def usage(self) -> Usage:
        """What it uses, in full: its resolution is named by the shorter side ("720p")."""
        return Usage(video_seconds=self.seconds, video_resolution=f"{min(self.width, self.height)}p")


def film_of(call: VideoCall) -> Film:
    """The film that `call` describes, in the next longer length. ProviderRefused if its design is none, or too long."""
    try:
        design = _Design.model_validate(dict(call.design))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ProviderRefused(f"the design cannot be filmed: {faults}") from None
    total = sum(shot.seconds for shot in design.shots)
    seconds = next((length for length in LENGTHS if length >= total), None)
    if seconds is None:
        raise ProviderRefused(f"the design cannot be filmed: its shots run {total:g} s; {LENGTHS[-1]} s are the most")
    return Film(_prompt(design, seconds)[:LONGEST_PROMPT], seconds, design.width, design.height)


def _prompt(design: _Design, seconds: int) -> str:
    """The words of the design are quoted as JSON: texts to show or to tell, in their order."""
    lines = [
        f"An advertising film of {seconds} seconds in {len(design.shots)} shots for the brand {_quoted(design.brand)}.",
        f"Colours: {', '.join(design.palette)}." if design.palette else "",
        *(_shot(number, shot) for number, shot in enumerate(design.shots, 1)),
        f"It ends on the call to action {_quoted(design.call_to_action)}." if design.call_to_action else "",
        f"All texts are in {LANGUAGES.get(design.language, design.language)}; show no others.",
        "No logos of real brands, no real persons.",
    ]
    return "\n".join(filter(None, lines))


def _shot(number: int, shot: _Shot) -> str:
    told = f", while a voice says {_quoted(shot.narration)}" if shot.narration else ""
    return f"Shot {number} ({shot.seconds:g} s): a scene that fits the caption {_quoted(shot.caption)}{told}."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
