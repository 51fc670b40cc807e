"""The offline provider: no network, no key. A composer writes, a renderer draws, and all of it says that it is a draft.

Its usage is counted, not invented: four characters to a token for what went in and what came out, images and seconds
for media. Its price is 0.00 by the price book.
"""

import json
from typing import Any

from astromedia.domain.errors import ProviderRefused
from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Completion, ImageCall, Media, MediaCompletion, TextCall, VideoCall
from astromedia.gateway.providers.tokens import about

DRAFT_LABELS = {"en": "Offline draft", "fr": "Brouillon hors ligne"}


class OfflineProvider:
    """Implements calls.TextProvider and calls.MediaProvider. The same call always gives the same answer."""

    def complete(self, call: TextCall, model: str, seconds: float) -> Completion:
        """Copy composed from the call's inputs for any schema."""
        from .compose import compose

        prompt = call.instructions + json.dumps([call.inputs, call.json_schema], ensure_ascii=False)
        text = json.dumps(compose(call), ensure_ascii=False)
        return Completion(
            text=text, finish_reason="stop", usage=Usage(input_tokens=about(prompt), output_tokens=about(text))
        )

    def image(self, call: ImageCall, model: str) -> MediaCompletion:
        """A picture drawn to the call's design. ProviderRefused if the design is not one."""
        from .render import ImageSpec, render_image

        drawn = render_image(_spec(ImageSpec, call))
        return MediaCompletion(_media(drawn), Usage(images=1))

    def video(self, call: VideoCall, model: str) -> MediaCompletion:
        """A film drawn to the call's design. ProviderRefused if the design is not one."""
        from .render import VideoSpec, render_video

        drawn = render_video(_spec(VideoSpec, call))
        return MediaCompletion(_media(drawn), Usage(video_seconds=drawn.seconds or 0.0))


def draft_label(language: str) -> str:
    """What everything made offline says of itself, in `language`."""
    return DRAFT_LABELS.get(language, DRAFT_LABELS["en"])


def _spec(kind: Any, call: ImageCall | VideoCall) -> Any:
    label = draft_label(str(call.design.get("language", "en")))
    try:
        return kind.model_validate({"seed": call.seed, **call.design, "draft_label": label})
    except ValueError as error:
        raise ProviderRefused(f"the design cannot be rendered: {error}") from None


def _media(drawn: Any) -> Media:
    return Media(
        data=drawn.content,
        mime_type=drawn.mime_type,
        width=drawn.width,
        height=drawn.height,
        seconds=drawn.seconds,
    )
