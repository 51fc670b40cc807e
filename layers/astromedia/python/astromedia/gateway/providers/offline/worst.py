"""The most that the offline provider can use for a call. Needs neither the composer nor the renderer."""

import json

from astromedia.domain.ledger import Usage
from astromedia.gateway.calls import Call, ImageCall, TextCall
from astromedia.gateway.providers.tokens import about


def worst_offline(call: Call) -> Usage:
    """What is read, and the longest answer or film."""
    if isinstance(call, TextCall):
        return Usage(input_tokens=read_tokens(call), output_tokens=call.max_output_tokens)
    if isinstance(call, ImageCall):
        return Usage(images=1)
    from .render.models import LONGEST_VIDEO_SECONDS  # needs the media layer, as films do

    return Usage(video_seconds=LONGEST_VIDEO_SECONDS)


def read_tokens(call: TextCall) -> int:
    """Tokens of what the composer reads, about."""
    read = [call.inputs, call.json_schema, call.feedback, call.previous_output, call.faulty_answer, call.faults]
    return about(call.instructions + json.dumps([part for part in read if part is not None], ensure_ascii=False))
