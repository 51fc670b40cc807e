"""The offline provider as the gateway sees it."""

import json

import pytest

from astromedia.agents.registry import AGENTS
from astromedia.domain.errors import ProviderRefused
from astromedia.gateway.calls import ImageCall, MediaProvider, TextProvider, VideoCall
from astromedia.gateway.providers.offline.provider import OfflineProvider
from tests.unit.domain.briefs import brief

from ...gateways import purpose, text_call

PALETTE = ["#ffffff", "#eeeeee", "#112233", "#cc3300", "#111111"]
LOOK = {"palette": PALETTE, "brand": "Ada", "language": "fr", "call_to_action": "Essayer"}
IMAGE = LOOK | {"width": 600, "height": 400, "layout": "split", "headline": "Bonjour", "subline": "Tout va bien"}
SHOTS = [{"seconds": 3, "layout": "split", "caption": "Un", "narration": "Un plan"}] * 2


def _is_both(provider: OfflineProvider) -> tuple[TextProvider, MediaProvider]:
    return provider, provider


def test_text_is_whole_json_with_usage_counted_in_characters() -> None:
    agent = AGENTS["analyst"]
    schema, inputs = agent.output.model_json_schema(), {"brief": brief().model_dump(mode="json")}
    call = text_call(json_schema=schema, inputs=inputs)
    first = OfflineProvider().complete(call, "composer-1", 10)
    agent.output.model_validate(json.loads(first.text))
    assert first.finish_reason == "stop"
    assert 4 * first.usage.output_tokens - 3 <= len(first.text) <= 4 * first.usage.output_tokens
    assert first.usage.input_tokens > len(json.dumps(schema, ensure_ascii=False)) / 4
    assert OfflineProvider().complete(call, "composer-1", 10) == first


def test_a_picture_is_drawn_and_counted() -> None:
    media, usage = OfflineProvider().image(ImageCall(purpose=purpose(), design=IMAGE), "renderer-1", 10)
    assert (media.mime_type, media.width, media.height, media.data[:4]) == ("image/png", 600, 400, b"\x89PNG")
    assert usage.images == 1


def test_a_film_is_drawn_and_counted_by_the_second() -> None:
    design = LOOK | {"width": 400, "height": 400, "shots": SHOTS}
    media, usage = OfflineProvider().video(VideoCall(purpose=purpose(), design=design), "renderer-1", 10)
    assert (media.mime_type, usage.video_seconds) == ("video/mp4", 6.0)
    assert media.seconds == pytest.approx(6.0, abs=0.2)


@pytest.mark.parametrize("change", [{"width": 10}, {"layout": "collage"}, {"palette": []}, {"odd": 1}])
def test_a_design_that_is_none_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ProviderRefused, match="cannot be rendered"):
        OfflineProvider().image(ImageCall(purpose=purpose(), design=IMAGE | change), "renderer-1", 10)
