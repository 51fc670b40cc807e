"""A text call to ask providers."""

from typing import Any

from astromedia.gateway.calls import Purpose, TextCall
from tests.samples import id_at

SCHEMA = {"type": "object", "properties": {"title": {"type": "string", "maxLength": 20}}, "required": ["title"]}
PURPOSE = Purpose(
    workspace_id="W1",
    campaign_id=id_at(),
    phase="copy",
    revision=1,
    request_id="R1",
    agent="copywriter",
    step="draft",
)


def text_call(**changes: Any) -> TextCall:
    """A call for a title, with `changes`."""
    facts = {"purpose": PURPOSE, "language": "en", "instructions": "Write.", "inputs": {"brief": {"name": "Ada"}}}
    return TextCall(**facts | {"json_schema": SCHEMA} | changes)
