"""Calls as an agent makes them."""

from typing import Any

from astromedia.gateway.calls import Purpose, TextCall
from tests.samples import id_at

WORKSPACE, CAMPAIGN = id_at(1), id_at(2)
SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}


def call(request: str, workspace: str = WORKSPACE, agent: str = "copywriter", **changes: Any) -> TextCall:
    """A call whose inputs are a request in words and a brand."""
    purpose = Purpose(
        workspace_id=workspace,
        campaign_id=CAMPAIGN,
        phase="copy",
        revision=1,
        request_id="R1",
        agent=agent,
        step="draft",
    )
    given = {"language": "en", "instructions": "Write.", "json_schema": SCHEMA}
    return TextCall(purpose=purpose, **{**given, "inputs": {"brand": "Lumio", "request": request}, **changes})
