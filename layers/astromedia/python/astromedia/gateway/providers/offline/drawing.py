"""From a call's design to rendered media. Needs the media layer: only functions that draw may import it."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.calls import ImageCall, Media, VideoCall
from astromedia.gateway.errors import ProviderBroken

from . import render
from .compose import draft_label

Spec = TypeVar("Spec", bound=BaseModel)


def picture(call: ImageCall) -> Media:
    """The picture that `call` describes. ProviderRefused if its design is not one."""
    return _drawn(render.ImageSpec, render.render_image, call)


def film(call: VideoCall) -> Media:
    """The video that `call` describes. ProviderRefused if its design is not one, ProviderBroken if encoding fails."""
    return _drawn(render.VideoSpec, render.render_video, call)


def _drawn(kind: type[Spec], draw: Callable[[Spec], render.Media], call: ImageCall | VideoCall) -> Media:
    label = draft_label(str(call.design.get("language", "en")))
    try:
        drawn = draw(kind.model_validate({"seed": call.seed, **call.design, "draft_label": label}))
    except ValidationError as error:
        raise ProviderRefused(f"the design cannot be rendered: {error}") from None
    except render.RenderFailed as error:
        raise ProviderBroken(error.detail) from error
    return Media(data=drawn.content, **drawn.model_dump(exclude={"content"}))
